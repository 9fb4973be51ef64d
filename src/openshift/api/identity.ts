import type { Identity } from '../../core/ports/account.ts';
import { PromoteError } from '../../core/text/errors.ts';
import { isJsonObject } from '../../core/text/strict-json.ts';
import { requireOk, type Api, type ApiReply } from './api.ts';
import { explain, serverHint } from './explain.ts';
import type { Failure } from './failure.ts';
import { numberAt, textAt } from './json-fields.ts';

const REVIEWS = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
const OWN_USER = '/apis/user.openshift.io/v1/users/~';
const IMAGE_GROUP = '/apis/image.openshift.io/v1';

/**
 * Finds out which account the token belongs to, and that the server is an OpenShift with images (openshift-api.md §1.3, §0.3).
 * @throws PromoteError TOKEN_EXPIRED, LOGIN_FAILED, NOT_OPENSHIFT, SERVER_UNAVAILABLE
 */
export async function identify(api: Api, token: string | undefined, signal: AbortSignal): Promise<Identity> {
  const [name, images] = await Promise.allSettled([
    readUsername(api, signal),
    api.send({ method: 'GET', path: IMAGE_GROUP }, signal),
  ]);
  // a rejected token is reported first, whatever the other request returned
  if (name.status === 'rejected') throw name.reason;
  if (images.status === 'rejected') throw images.reason;
  requireImages(api, images.value);
  return {
    username: name.value,
    expiresAt: token === undefined ? undefined : expiryOf(token),
    issuedAt: token === undefined ? undefined : claimedTime(token, 'iat'),
  };
}

/** The account that the credentials of an API belong to. */
export async function readUsername(api: Api, signal: AbortSignal): Promise<string> {
  const body = { kind: 'SelfSubjectReview', apiVersion: 'authentication.k8s.io/v1' };
  const review = await api.send({ method: 'POST', path: REVIEWS, body, retry: 'repeatable' }, signal);
  if (review.ok) return requireUsername(api, textAt(review.body, 'status', 'userInfo', 'username'));
  // Kubernetes before 1.28 has no SelfSubjectReview, and answers 403 to accounts that may not create it
  if (![403, 404, 405].includes(review.failure.status) || isAnonymous(review.failure)) {
    throw explain(review.failure);
  }
  const user = await api.send({ method: 'GET', path: OWN_USER }, signal);
  return requireUsername(api, textAt(requireOk(user), 'metadata', 'name'));
}

function isAnonymous(failure: Failure): boolean {
  return failure.status === 403 && failure.message.includes('"system:anonymous"');
}

function requireUsername(api: Api, username: string | undefined): string {
  if (username !== undefined && username !== 'system:anonymous') return username;
  throw new PromoteError({
    code: 'LOGIN_FAILED',
    message: `${api.host} received no ${api.side} credentials: the request is anonymous (${username ?? 'no user'})`,
    hint: `set the input "${api.side}-token"; if it is set, a proxy or load balancer removes the Authorization header`,
    where: { side: api.side, host: api.host },
  });
}

function requireImages(api: Api, reply: ApiReply): void {
  if (reply.ok) return;
  // a scoped token may not read this; later requests report a missing right
  if (reply.failure.status === 403) return;
  if (reply.failure.status !== 404) throw explain(reply.failure);
  throw new PromoteError({
    code: 'NOT_OPENSHIFT',
    message: `${api.host} is a Kubernetes API without image.openshift.io: not an OpenShift cluster`,
    hint: serverHint(api),
    where: { side: api.side, host: api.host, request: `GET ${IMAGE_GROUP}`, status: 404 },
  });
}

/** The expiry of a JWT (service account token, OIDC token). OAuth tokens do not contain one (openshift-api.md §1.4). */
export function expiryOf(token: string): Date | undefined {
  return claimedTime(token, 'exp');
}

/** RFC 7519, section 4.1; undefined: it has no such claim. */
function claimedTime(token: string, claim: 'exp' | 'iat'): Date | undefined {
  const [, payload, signature, ...rest] = token.split('.');
  if (payload === undefined || signature === undefined || rest.length > 0) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    const seconds = isJsonObject(claims) ? numberAt(claims, claim) : undefined;
    if (seconds === undefined) return undefined;
    const date = new Date(seconds * 1000);
    return Number.isNaN(date.getTime()) ? undefined : date;
  } catch {
    return undefined;
  }
}
