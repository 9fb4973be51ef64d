import { PromoteError, type ErrorCode } from '../../core/text/errors.ts';
import { explainForbidden, explainQuota } from './explain-forbidden.ts';
import type { Failure } from './failure.ts';

/** Explains a failure to the user; undefined: the rule does not apply. */
export interface Meaning {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string | undefined;
}

type Rule = (failure: Failure) => Meaning | undefined;

/** The first rule that applies wins (openshift-api.md §13). */
const RULES: readonly Rule[] = [
  explainPage,
  explainUnauthorized,
  explainForbidden,
  explainMissing,
  explainConflict,
  explainInvalid,
  explainOverload,
  explainRedirect,
];

/** Turns a failed response of the API into an error, for all callers. */
export function explain(failure: Failure): PromoteError {
  let meaning: Meaning | undefined;
  for (const rule of RULES) meaning ??= rule(failure);
  return new PromoteError({
    ...(meaning ?? explainAnything(failure)),
    where: {
      side: failure.side,
      host: failure.host,
      request: failure.request,
      status: failure.status,
      attempt: failure.attempts,
    },
  });
}

/** How to find the URL of the API server, which is neither that of the web console nor of the registry. */
export function serverHint(failure: Pick<Failure, 'side'>): string {
  return `the input "${failure.side}-server" must be the URL of the API server, such as https://api.CLUSTER.DOMAIN:6443: oc whoami --show-server`;
}

function explainPage(failure: Failure): Meaning | undefined {
  if (failure.form !== 'page') return undefined;
  if (failure.status >= 500 || failure.status === 429) {
    return {
      code: 'SERVER_UNAVAILABLE',
      message: `${failure.host} answered with a web page: "${failure.message}" (status ${failure.status})`,
      hint: 'a router or load balancer found no healthy server behind this host: try again later, or ask the cluster administrator',
    };
  }
  return {
    code: 'NOT_OPENSHIFT',
    message: `${failure.host} answered with a web page ("${failure.message}", status ${failure.status}), not as an OpenShift API`,
    hint: serverHint(failure),
  };
}

function explainUnauthorized(failure: Failure): Meaning | undefined {
  if (failure.status !== 401) return undefined;
  return {
    code: 'TOKEN_EXPIRED',
    message: `${failure.host} refused the ${failure.side} token: it is expired, revoked or meant for another cluster`,
    hint: `log in again (oc login ${failure.server}) and set the input "${failure.side}-token" to the output of oc whoami -t`,
  };
}

function explainMissing(failure: Failure): Meaning | undefined {
  if (failure.status !== 404) return undefined;
  if (failure.form !== 'status' || failure.kind === '') return explainUnservedGroup(failure);
  const { kind, name, server } = failure;
  switch (kind) {
    case 'namespaces':
    case 'projects':
      return {
        code: 'PROJECT_NOT_FOUND',
        message: `project ${name} does not exist on ${server}`,
        hint: `create it: oc new-project ${name}`,
      };
    case 'imagestreams':
    case 'imagestreamtags':
    case 'imagestreamimages':
      return { code: 'IMAGE_NOT_FOUND', message: `${kind} ${name} does not exist on ${server}` };
    default:
      return { code: 'WORKLOAD_NOT_FOUND', message: `${kind} ${name} does not exist on ${server}` };
  }
}

/** `404 page not found` means an API that is not served, not a missing object: a capability is disabled (openshift-api.md §0.2, §0.3). */
function explainUnservedGroup(failure: Failure): Meaning {
  const group = /\/apis\/([^/]+)/.exec(failure.request)?.[1] ?? '';
  if (group === 'apps.openshift.io') {
    return {
      code: 'NOT_OPENSHIFT',
      message: `${failure.host} has no DeploymentConfigs: the capability DeploymentConfig is not enabled`,
      hint: 'use a Deployment: deployment/NAME instead of dc/NAME',
    };
  }
  return {
    code: 'NOT_OPENSHIFT',
    message: `${failure.host} does not serve ${group === '' ? 'this API' : group} (${failure.message || 'status 404'})`,
    hint: serverHint(failure),
  };
}

function explainConflict(failure: Failure): Meaning | undefined {
  if (failure.status !== 409) return undefined;
  const isImage = failure.group === 'image.openshift.io';
  return {
    code: isImage ? 'TAG_CONFLICT' : 'ROLLOUT_FAILED',
    message: `${failure.kind} ${failure.name} was changed by another client at the same time: ${failure.message}`,
    hint: 'run the promotion again when no other client changes the object',
  };
}

function explainOverload(failure: Failure): Meaning | undefined {
  if (failure.status === 429) {
    return {
      code: 'RATE_LIMITED',
      message: `${failure.host} limits the rate of requests: ${failure.message}`,
      hint: 'try again later',
    };
  }
  if (failure.status < 500) return undefined;
  const isAggregated = failure.status === 503 && failure.request.includes('.openshift.io/');
  return {
    code: 'SERVER_UNAVAILABLE',
    message: `${failure.host} failed (status ${failure.status}): ${failure.message || 'no explanation'}`,
    // OpenShift's own API groups are served by an aggregated API server (openshift-api.md §0.1, capture 00)
    hint: isAggregated
      ? 'the OpenShift API behind the Kubernetes API is down: oc get clusteroperators openshift-apiserver authentication'
      : 'try again later, or ask the cluster administrator',
  };
}

function explainRedirect(failure: Failure): Meaning | undefined {
  if (failure.status < 300 || failure.status >= 400) return undefined;
  return {
    code: 'NOT_OPENSHIFT',
    message: `${failure.host} redirects API requests (status ${failure.status}), which an API server never does`,
    hint: serverHint(failure),
  };
}

function explainAnything(failure: Failure): Meaning {
  const text = failure.message === '' ? 'no explanation' : failure.message;
  return {
    code: 'PROTOCOL_VIOLATION',
    message: `${failure.host} answered ${failure.request} with status ${failure.status}: ${text}`,
  };
}

/** 400 and 422. OpenShift wraps missing rights and missing images in these (openshift-api.md §3.5). */
function explainInvalid(failure: Failure): Meaning | undefined {
  if (failure.status !== 400 && failure.status !== 422) return undefined;
  const { message } = failure;
  return (
    explainQuota(message) ??
    explainWhitelist(failure) ??
    explainTagSource(failure) ??
    explainPaused(failure) ??
    explainUnresolved(message) ?? {
      code: 'INPUT_INVALID',
      message: `${failure.host} refused ${failure.request}: ${message || 'no explanation'}`,
    }
  );
}

/** Registries that imports are allowed to use (openshift-api.md §3.7). */
function explainWhitelist({ host, message }: Failure): Meaning | undefined {
  if (!message.includes('not allowed by whitelist')) return undefined;
  return {
    code: 'ACCESS_DENIED',
    message: `${host} imports from registries on its list only: ${message}`,
    hint: 'ask a cluster administrator to add it to allowedRegistriesForImport of image.config.openshift.io/cluster; or set "strategy" to "copy"',
  };
}

/** Captures 15d, 49zt, 49r: the caller may not pull the source, or the source does not exist. */
function explainTagSource({ message, side }: Failure): Meaning | undefined {
  const forbidden = /\.from: Forbidden: ([^/\s]+)\/([^:\s]+)/.exec(message);
  if (forbidden !== null) {
    const [, project = '', stream = ''] = forbidden;
    return {
      code: 'ACCESS_DENIED',
      message: `the ${side} account may not pull ${project}/${stream} (or it does not exist), so it cannot be tagged from there`,
      hint: `grant it to the account that promotes, not to the one that runs the pods: oc policy add-role-to-user system:image-puller USER -n ${project}`,
    };
  }
  const missing = /\.from(?:\.name)?: Not found: "([^"]+)"/.exec(message)?.[1];
  if (missing !== undefined) {
    return {
      code: 'IMAGE_NOT_FOUND',
      message: `the image to tag does not exist: ${missing}`,
      hint: 'list the image streams: oc get imagestreams -n PROJECT; check the project and name of the source',
    };
  }
  if (!message.includes('error generating tag event')) return undefined;
  const name = /Invalid value: "([^"]+)"/.exec(message)?.[1] ?? 'the image';
  return {
    code: 'IMAGE_NOT_FOUND',
    message: `${name} is in the history of no tag of its image stream: it was pruned, or is only part of another image`,
    hint: 'push or import it again, or promote the image index instead of one of its platforms',
  };
}

/** Capture 19f. */
function explainPaused({ message, name, request }: Failure): Meaning | undefined {
  if (!message.includes('is paused - unpause')) return undefined;
  const project = /\/namespaces\/([^/]+)\//.exec(request)?.[1] ?? 'PROJECT';
  return {
    code: 'ROLLOUT_PAUSED',
    message: `dc/${name} in ${project} is paused`,
    hint: `resume it: oc rollout resume dc/${name} -n ${project}`,
  };
}

/** Capture 19g. */
function explainUnresolved(message: string): Meaning | undefined {
  const name = /cannot trigger a deployment for "([^"]+)" because it contains unresolved images/.exec(
    message,
  )?.[1];
  if (name === undefined) return undefined;
  return {
    code: 'ROLLOUT_FAILED',
    message: `dc/${name} cannot be rolled out: an image stream tag that one of its image triggers names does not exist`,
    hint: `find the missing tag: oc set triggers dc/${name}`,
  };
}
