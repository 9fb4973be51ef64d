import type { Meaning } from './explain.ts';
import type { Failure } from './failure.ts';
import { grantCommand, roleFor, type Right } from './roles.ts';

/** Subject and right, parsed from the RBAC error message (openshift-api.md §0.2). */
interface Denial {
  readonly username: string;
  readonly right: Right;
  /** undefined: a cluster-scoped right */
  readonly project: string | undefined;
}

const DENIAL =
  /User "([^"]+)" cannot (\S+) resource "([^"/]+)(?:\/([^"]+))?" in API group "([^"]*)" (?:in the namespace "([^"]+)"|at the cluster scope)/;

export function explainForbidden(failure: Failure): Meaning | undefined {
  if (failure.status !== 403) return undefined;
  return (
    explainAnonymous(failure) ??
    explainScopes(failure) ??
    explainQuota(failure.message) ??
    explainDenial(failure) ?? {
      code: 'ACCESS_DENIED',
      message: `${failure.host} refused ${failure.request}: ${failure.message || 'no explanation'}`,
    }
  );
}

/** A bad token gives a 401; this request had none (captures 01b, 01c). */
function explainAnonymous({ host, side, message }: Failure): Meaning | undefined {
  if (!message.includes('"system:anonymous"')) return undefined;
  return {
    code: 'LOGIN_FAILED',
    message: `${host} received no ${side} credentials: the request is anonymous (system:anonymous)`,
    hint: `set the input "${side}-token"; if it is set, a proxy or load balancer removes the Authorization header`,
  };
}

/** Capture 01g. */
function explainScopes({ side, server, message }: Failure): Meaning | undefined {
  const scopes = /scopes (\[[^\]]*\]) prevent this action/.exec(message)?.[1];
  if (scopes === undefined) return undefined;
  return {
    code: 'ACCESS_DENIED',
    message: `the ${side} token is limited to the scopes ${scopes}: ${message}`,
    hint: `set the input "${side}-token" to a token without such limits: oc login ${server}, then oc whoami -t`,
  };
}

/** Captures 56t, 28d; tag limits come as 422 (capture 56y) with the same text. */
export function explainQuota(message: string): Meaning | undefined {
  const quota = /exceeded quota: ([^,]+),/.exec(message)?.[1];
  if (quota !== undefined) {
    return {
      code: 'QUOTA_EXCEEDED',
      message: `quota ${quota} is exhausted: ${message}`,
      hint: `see its usage: oc describe quota ${quota}; delete what is not needed or ask the cluster administrator for more`,
    };
  }
  if (message.includes('exceeds the maximum limit per openshift.io/')) {
    return {
      code: 'QUOTA_EXCEEDED',
      message: `a limit range of the project is exceeded: ${message}`,
      hint: 'look at it: oc describe limitrange; delete tags that are not needed or ask the cluster administrator for more',
    };
  }
  if (/status unknown for quota|still loading limit information/.test(message)) {
    return {
      code: 'SERVER_UNAVAILABLE',
      message: `the cluster has not computed its quotas yet: ${message}`,
      hint: 'try again in a minute',
    };
  }
  return undefined;
}

function explainDenial(failure: Failure): Meaning | undefined {
  const denial = readDenial(failure.message);
  if (denial === undefined) return undefined;
  const { username, right, project } = denial;
  const resource = right.subresource === '' ? right.resource : `${right.resource}/${right.subresource}`;
  const what = `${username} may not ${right.verb} ${resource}`;
  if (project === undefined) {
    return { code: 'ACCESS_DENIED', message: `${what} on ${failure.server}` };
  }
  return {
    code: 'ACCESS_DENIED',
    // a missing project is rejected with the same words (capture 02k)
    message: `${what} in project ${project} on ${failure.server} (or the project does not exist)`,
    hint: `grant it: ${grantCommand(roleFor(right), username, project)}`,
  };
}

function readDenial(message: string): Denial | undefined {
  const match = DENIAL.exec(message);
  if (match === null) return undefined;
  const [, username = '', verb = '', resource = '', subresource = '', group = '', project] = match;
  return { username, right: { verb, group, resource, subresource }, project };
}
