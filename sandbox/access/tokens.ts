import { createHash, randomBytes } from 'node:crypto';
import { timestamp, type ClusterState, type TokenRecord } from '../state/cluster-state.ts';
import type { ServiceAccount } from '../state/kinds.ts';
import { find, newUid } from '../state/store.ts';
import { parseServiceAccount, serviceAccountName, type Identity } from '../state/identity.ts';

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
  const { token, uid, credential, expiresAtMs } = createAccountToken(state, namespace, name, lifetimeSeconds);
  const extra = { 'authentication.kubernetes.io/credential-id': [`JTI=${credential}`] };
  state.tokens.set(token, { ...accountRecord(namespace, name, uid), extra, expiresAtMs });
  return token;
}

/** The token in a secret of a service account: it never expires, but ends with the secret. */
export function issueSecretToken(state: ClusterState, account: ServiceAccount, secret: string): string {
  const { name, namespace = '', uid } = account.metadata;
  const claim = 'kubernetes.io/serviceaccount';
  const token = jwt({
    iss: 'kubernetes/serviceaccount',
    [`${claim}/namespace`]: namespace,
    [`${claim}/secret.name`]: secret,
    [`${claim}/service-account.name`]: name,
    [`${claim}/service-account.uid`]: uid,
    sub: serviceAccountName(namespace, name),
  });
  const record = accountRecord(namespace, name, uid);
  state.tokens.set(token, { ...record, extra: {}, expiresAtMs: undefined, secret });
  return token;
}

function accountRecord(
  namespace: string,
  name: string,
  uid: string,
): Omit<TokenRecord, 'extra' | 'expiresAtMs'> {
  return {
    username: serviceAccountName(namespace, name),
    uid,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
    scopes: [],
    deleted: false,
    firstUsedAtMs: undefined,
  };
}

/** A token of a service account for another audience than this cluster, which does not accept it (capture 45q). */
export function issueForeignToken(
  state: ClusterState,
  namespace: string,
  name: string,
  lifetimeSeconds: number,
): string {
  return createAccountToken(state, namespace, name, lifetimeSeconds).token;
}

interface AccountToken {
  readonly token: string;
  readonly uid: string;
  readonly credential: string;
  readonly expiresAtMs: number;
}

function createAccountToken(
  state: ClusterState,
  namespace: string,
  name: string,
  lifetimeSeconds: number,
): AccountToken {
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
  return { token, uid, credential, expiresAtMs: (issuedAt + lifetimeSeconds) * 1000 };
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
  const cacheMs =
    parseServiceAccount(record.username) === undefined ? state.tokenCacheMs : accountCacheMs(state);
  const cached = record.firstUsedAtMs !== undefined && nowMs < record.firstUsedAtMs + cacheMs;
  if (!cached && !isValid(state, record, nowMs)) return undefined;
  if (!cached) record.firstUsedAtMs = nowMs;
  return {
    username: record.username,
    uid: record.uid,
    groups: record.groups,
    scopes: record.scopes,
    extra: record.extra,
  };
}

/** Bound tokens are believed for ten seconds at most (captures 45zp, 45zq). */
function accountCacheMs(state: ClusterState): number {
  return Math.min(state.tokenCacheMs, 10_000);
}

/** A token of a service account ends with the account. */
function isValid(state: ClusterState, record: TokenRecord, nowMs: number): boolean {
  const account = parseServiceAccount(record.username);
  if (account !== undefined) {
    const stored = find(state, 'serviceaccounts', account.namespace, account.name);
    if (stored?.metadata.uid !== record.uid) return false;
    const { secret } = record;
    if (secret !== undefined && find(state, 'secrets', account.namespace, secret) === undefined) return false;
  }
  return !record.deleted && (record.expiresAtMs === undefined || nowMs < record.expiresAtMs);
}

/** The name of the OAuthAccessToken object that stands for a token. */
export function tokenObjectName(token: string): string {
  return `sha256~${createHash('sha256').update(token.slice('sha256~'.length)).digest('base64url')}`;
}
