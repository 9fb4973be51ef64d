import { PromoteError, type ErrorCode, type ErrorPlace, type Side } from '../../core/text/errors.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import { isOpenShiftDenial, parseChallenges } from './challenge.ts';
import { isWebPage, readProblems, type RegistryProblem } from './error-body.ts';

/** What a request was for, as its error message needs it. */
export interface ReplyContext {
  readonly side: Side;
  /** as the user knows it */
  readonly host: string;
  readonly repository: string;
  /** the permission needed at this side */
  readonly action: 'pull' | 'push';
  /** the request only reads */
  readonly reads: boolean;
  /** such as `manifest 1.4.2`, `blob sha256:…`, `upload of blob sha256:…` */
  readonly object: string;
  /** where the account is configured; undefined: anonymous */
  readonly accountOrigin: () => string | undefined;
  readonly place: ErrorPlace;
}

/** The parts of a reply that explain a failure. */
export interface FailedReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: Uint8Array;
}

interface Verdict {
  readonly code: ErrorCode;
  /** appended to the name of the object */
  readonly what: string;
  readonly hint?: string | undefined;
}

const REFUSED_BY_API =
  'OpenShift answers this to what its API refuses, such as an index entry without platform, or an index at all before 4.13: promote one platform by its digest';
// docker-registry and Harbor answer a bare 500 when their storage is full
const LOOK_AT_STORAGE = 'look at the logs of the registry and at the free space of its storage';

/** Converts an error reply into a PromoteError. The only place that translates statuses and error codes of registries. */
export function failedReply(reply: FailedReply, context: ReplyContext): PromoteError {
  const problems = readProblems(reply.body);
  const verdict = judge(reply, problems, context);
  const said = problems
    .slice(0, 3)
    .map(({ code, message }) => [code, message].filter(Boolean).join(' '))
    .join('; ');
  const requestId =
    header(reply, 'x-request-id') ?? header(reply, 'x-amz-cf-id') ?? header(reply, 'x-ms-request-id');
  const remark = [
    `${reply.status}`,
    said,
    requestId === undefined ? '' : `request ${cleanServerText(requestId, 80)}`,
  ];
  const object = `${context.object} of ${context.repository}`;
  return new PromoteError({
    code: verdict.code,
    message: `registry ${context.host} ${verdict.what.replace('OBJECT', object)} (${remark.filter(Boolean).join(', ')})`,
    hint: verdict.hint,
    where: { ...context.place, status: reply.status },
  });
}

function judge(reply: FailedReply, problems: readonly RegistryProblem[], context: ReplyContext): Verdict {
  if (reply.status === 401) return judgeUnauthorized(reply, context);
  if (reply.status === 403) return judgeForbidden(reply, problems, context);
  if (reply.status === 429) return { code: 'RATE_LIMITED', what: 'answers too many requests for OBJECT' };
  if (reply.status >= 500) return judgeServerError(reply, problems, context);
  if (isWebPage(header(reply, 'content-type'), reply.body)) {
    return wantsCertificate(reply) ? anotherCertificate(context) : notARegistry(context);
  }
  if (reply.status === 404) return judgeNotFound(problems, context);
  if (reply.status >= 400) return judgeRefusal(reply, problems, context);
  return { code: 'PROTOCOL_VIOLATION', what: 'answered an unexpected status for OBJECT' };
}

function judgeUnauthorized(reply: FailedReply, context: ReplyContext): Verdict {
  const { side, host } = context;
  const origin = context.accountOrigin();
  if (origin === undefined) {
    return {
      code: 'LOGIN_FAILED',
      what: `requires a login for OBJECT`,
      hint: isClusterRoute(host)
        ? `write the image as ${context.repository}:TAG if this is the registry of the ${side} cluster: the token of the cluster is only used then; otherwise set ${side}-registry-username and ${side}-registry-password`
        : `set ${side}-token, or ${side}-registry-username and ${side}-registry-password, or log in before: skopeo login ${host}`,
    };
  }
  if (!isOpenShiftDenial(parseChallenges(reply.headers['www-authenticate'] ?? []))) {
    return {
      code: 'LOGIN_FAILED',
      what: 'refused the credentials for OBJECT',
      hint: `check ${origin}; some registries answer the same for a repository that does not exist`,
    };
  }
  return {
    code: 'ACCESS_DENIED',
    what: `denies access to OBJECT: the account has no right to ${context.action}, the project does not exist, or the token expired`,
    hint: `${grantCommand(context)}; check the token with oc whoami`,
  };
}

function judgeForbidden(
  reply: FailedReply,
  problems: readonly RegistryProblem[],
  context: ReplyContext,
): Verdict {
  if (isWebPage(header(reply, 'content-type'), reply.body)) return notARegistry(context);
  if (problems.some(({ message }) => /quota|exceed|storage limit|limit reached/i.test(message))) {
    return {
      code: 'QUOTA_EXCEEDED',
      what: 'refuses OBJECT because of a quota',
      hint: 'free space or raise the quota of the project',
    };
  }
  if (context.action === 'push' && isOpenShift(reply)) {
    return {
      code: 'ACCESS_DENIED',
      what: 'denies OBJECT: the account may not create the image stream, or a quota or limit range of the project is exhausted',
      hint: `${grantCommand(context)}; look at oc describe quota,limitrange -n ${projectOf(context)}`,
    };
  }
  return {
    code: 'ACCESS_DENIED',
    what: `denies OBJECT: the account may not ${context.action} it, or it does not exist`,
    hint: isOpenShift(reply)
      ? grantCommand(context)
      : `let the account of ${context.accountOrigin() ?? `${context.side}-registry-username`} ${context.action} ${context.repository}`,
  };
}

function judgeNotFound(problems: readonly RegistryProblem[], context: ReplyContext): Verdict {
  if (context.reads) return { code: 'IMAGE_NOT_FOUND', what: 'does not have OBJECT' };
  if (problems.some(({ code }) => code === 'NAME_UNKNOWN')) {
    return {
      code: 'PROJECT_NOT_FOUND',
      what: 'does not know the repository for OBJECT',
      hint: 'create the project or repository first',
    };
  }
  return { code: 'PROTOCOL_VIOLATION', what: 'does not find what it gave us for OBJECT' };
}

function judgeRefusal(
  reply: FailedReply,
  problems: readonly RegistryProblem[],
  context: ReplyContext,
): Verdict {
  const codes = new Set(problems.map(({ code }) => code));
  if (
    reply.status === 400 &&
    problems.length === 0 &&
    isOpenShift(reply) &&
    context.repository.split('/').length !== 2
  ) {
    return {
      code: 'INPUT_INVALID',
      what: 'refuses the name of OBJECT',
      hint: 'repositories of an OpenShift registry are named project/stream, with exactly one slash',
    };
  }
  if (codes.has('DIGEST_INVALID')) {
    return { code: 'DIGEST_MISMATCH', what: 'received other bytes than were sent for OBJECT' };
  }
  if (
    codes.has('MANIFEST_INVALID') ||
    codes.has('UNSUPPORTED') ||
    [405, 406, 413, 415].includes(reply.status)
  ) {
    return {
      code: 'MANIFEST_UNSUPPORTED',
      what: 'does not accept OBJECT',
      hint: isOpenShift(reply)
        ? 'OpenShift stores image indexes since 4.13 and OCI manifests since 4.7: promote one platform by its digest, or upgrade'
        : 'it may be read-only, or not support this kind of content',
    };
  }
  return { code: 'PROTOCOL_VIOLATION', what: 'refuses OBJECT' };
}

function judgeServerError(
  reply: FailedReply,
  problems: readonly RegistryProblem[],
  context: ReplyContext,
): Verdict {
  if (reply.status === 503 && isWebPage(header(reply, 'content-type'), reply.body)) {
    return {
      code: 'SERVER_UNAVAILABLE',
      what: 'is not available',
      // an OpenShift router also answers this for a host without a route (openshift-api.md §2.2)
      hint: `the route of the registry was removed, or no pod runs behind it: a cluster administrator looks at oc get routes,pods -n openshift-image-registry, and exposes it again with oc patch configs.imageregistry.operator.openshift.io/cluster --type merge -p '{"spec":{"defaultRoute":true}}'`,
    };
  }
  // OpenShift answers this to an index whose entries have no platform (capture 54u)
  const isOpenShiftUnknown =
    isOpenShift(reply) && reply.status === 500 && problems.some(({ code }) => code === 'UNKNOWN');
  return {
    code: 'SERVER_UNAVAILABLE',
    what: 'failed at OBJECT',
    ...(context.action === 'push' ? { hint: isOpenShiftUnknown ? REFUSED_BY_API : LOOK_AT_STORAGE } : {}),
  };
}

function notARegistry(context: ReplyContext): Verdict {
  return {
    code: 'NOT_A_REGISTRY',
    what: 'answers a web page for OBJECT, so it is not a registry',
    hint: `check the host ${context.host}: it has to serve https://${context.host}/v2/`,
  };
}

/** nginx reports with an HTML page what other servers report with a TLS alert (ngx_http_special_response.c, 495 and 496). */
function wantsCertificate(reply: FailedReply): boolean {
  const page = new TextDecoder().decode(reply.body.subarray(0, 1024));
  return reply.status === 400 && /No required SSL certificate was sent|The SSL certificate error/.test(page);
}

function anotherCertificate({ side, host }: ReplyContext): Verdict {
  return {
    code: 'LOGIN_FAILED',
    what: 'requires a client certificate from an issuer it trusts for OBJECT',
    hint: `set the inputs "${side}-client-certificate" and "${side}-client-key", or put client.cert and client.key into /etc/containers/certs.d/${host}`,
  };
}

/** The default route name of OpenShift's registry; it does not reveal which cluster it belongs to. */
function isClusterRoute(host: string): boolean {
  return host.startsWith('default-route-openshift-image-registry.');
}

/** Recognizes OpenShift's registry by the header it sends with every answer below /v2/ (captures 07, 08). */
function isOpenShift(reply: FailedReply): boolean {
  const challenges = parseChallenges(reply.headers['www-authenticate'] ?? []);
  return header(reply, 'x-registry-supports-signatures') !== undefined || isOpenShiftDenial(challenges);
}

function grantCommand(context: ReplyContext): string {
  const role = context.action === 'push' ? 'registry-editor' : 'system:image-puller';
  return `grant it: oc policy add-role-to-user ${role} USER -n ${projectOf(context)} (service account: -z NAME)`;
}

function projectOf(context: ReplyContext): string {
  return context.repository.split('/')[0] ?? context.repository;
}

function header(reply: FailedReply, name: string): string | undefined {
  return reply.headers[name]?.[0];
}
