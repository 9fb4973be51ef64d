import { createHash, randomBytes } from 'node:crypto';
import { timestamp, type ClusterState, type TokenRecord } from '../state/cluster-state.ts';
import { find, newUid } from '../state/store.ts';
import { serviceAccountName, type Identity } from './identity.ts';

const DAY_SECONDS = 86_400;
const SCOPES_KEY = 'scopes.authorization.openshift.io';

export interface TokenRequest {
  readonly scopes?: readonly string[];
  /** seconds; default one day, as OAuth access tokens have it */
  readonly lifetimeSeconds?: number;
  /** the code it is given for */
  readonly code?: string;
}

/** An OAuth access token of a user, as `oc login` gets it. */
export function issueUserToken(state: ClusterState, username: string, request: TokenRequest = {}): string {
  const user = state.users.get(username);
  if (user === undefined) throw new TypeError(`no user ${username}`);
  const scopes = request.scopes ?? ['user:full'];
  const token = `sha256~${randomBytes(32).toString('base64url')}`;
  state.tokens.set(token, {
    username,
    uid: user.uid,
    groups: ['system:authenticated:oauth', 'system:authenticated'],
    scopes,
    extra: { [SCOPES_KEY]: scopes },
    expiresAtMs: state.now().getTime() + (request.lifetimeSeconds ?? DAY_SECONDS) * 1000,
    deleted: false,
    firstUsedAtMs: undefined,
    object: {
      uid: newUid(),
      resourceVersion: String((state.version += 1)),
      createdAt: timestamp(state),
      code: request.code,
    },
  });
  return token;
}

/** A bound token of a service account: a JWT whose `exp` a client can read. */
export function issueServiceAccountToken(
  state: ClusterState,
  namespace: string,
  name: string,
  lifetimeSeconds = 3600,
): string {
  const account = find(state, 'serviceaccounts', namespace, name);
  if (account === undefined) throw new TypeError(`no service account ${namespace}/${name}`);
  const issuedAt = Math.floor(state.now().getTime() / 1000);
  const uid = account.metadata.uid;
  const credential = newUid();
  const token = jwt({
    aud: ['https://kubernetes.default.svc'],
    exp: issuedAt + lifetimeSeconds,
    iat: issuedAt,
    iss: 'https://kubernetes.default.svc',
    jti: credential,
    'kubernetes.io': { namespace, serviceaccount: { name, uid } },
    nbf: issuedAt,
    sub: serviceAccountName(namespace, name),
  });
  state.tokens.set(token, {
    username: serviceAccountName(namespace, name),
    uid,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
    scopes: [],
    extra: { 'authentication.kubernetes.io/credential-id': [`JTI=${credential}`] },
    expiresAtMs: (issuedAt + lifetimeSeconds) * 1000,
    deleted: false,
    firstUsedAtMs: undefined,
  });
  return token;
}

function jwt(payload: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256', kid: 'sandbox' })}.${part(payload)}.${randomBytes(32).toString('base64url')}`;
}

/**
 * Who a bearer token stands for; undefined: 401. A token that was valid when first seen stays so for `tokenCacheMs`, even
 * after it expired or was deleted (captures 31a–31e).
 */
export function authenticate(state: ClusterState, token: string): Identity | undefined {
  const record = state.tokens.get(token);
  if (record === undefined) return undefined;
  const nowMs = state.now().getTime();
  const cached = record.firstUsedAtMs !== undefined && nowMs < record.firstUsedAtMs + state.tokenCacheMs;
  if (!cached && !isValid(record, nowMs)) return undefined;
  if (!cached) record.firstUsedAtMs = nowMs;
  return {
    username: record.username,
    uid: record.uid,
    groups: record.groups,
    scopes: record.scopes,
    extra: record.extra,
  };
}

function isValid(record: TokenRecord, nowMs: number): boolean {
  return !record.deleted && (record.expiresAtMs === undefined || nowMs < record.expiresAtMs);
}

/** The name of the OAuthAccessToken object that stands for a token. */
export function tokenObjectName(token: string): string {
  return `sha256~${createHash('sha256').update(token.slice('sha256~'.length)).digest('base64url')}`;
}
