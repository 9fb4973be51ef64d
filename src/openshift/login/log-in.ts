import { createHash } from 'node:crypto';
import type { Side } from '../../core/text/errors.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Transport } from '../../http/exchange/exchange.ts';
import { createApi } from '../api/api.ts';
import { apiPath } from '../api/api-path.ts';
import { explain } from '../api/explain.ts';
import { exchangeCode, type IssuedToken } from './code-exchange.ts';
import { findOauthServer } from './oauth-server.ts';
import { askForGrant, type PasswordLogin } from './password-grant.ts';

export interface LoginOptions {
  readonly side: Side;
  /** URL of the API server */
  readonly server: string;
  readonly username: string;
  readonly password: string;
  readonly transport: Transport;
  readonly clock: Clock;
  /** told every secret that is obtained, before anything else is done with it */
  readonly maskSecret: (secret: string) => void;
}

/** A token that was obtained for this run, and is this run's to give back. */
export interface Session {
  readonly token: string;
  /** as the server promised; an inactivity timeout of the cluster may end it before */
  readonly expiresAt: Date | undefined;
  /** name of its object, a hash; undefined: the server is older than 4.6, and names it by the token itself */
  readonly objectName: string | undefined;
  /** Makes the token worthless. Nothing happens to one that is gone already. */
  readonly revoke: (signal: AbortSignal) => Promise<void>;
}

/**
 * Logs in with user name and password, as `oc login -u` does.
 * @throws PromoteError LOGIN_FAILED, SERVER_UNAVAILABLE, PROTOCOL_VIOLATION, and what the transport throws
 */
export async function logIn(options: LoginOptions, signal: AbortSignal): Promise<Session> {
  const { side, server, transport, maskSecret, clock } = options;
  const around = { side, server, transport };
  const api = createApi({ ...around, token: undefined });
  const login = { ...options, oauth: await findOauthServer(api, signal) };
  const { token, expiresInSeconds } = await obtainToken(login, signal);
  maskSecret(token);
  const expiresAt =
    expiresInSeconds === undefined ? undefined : new Date(clock.date().getTime() + expiresInSeconds * 1000);
  const objectName = tokenObjectName(token);
  return {
    token,
    expiresAt,
    objectName: objectName === token ? undefined : objectName,
    revoke: (inner) => revokeToken({ ...around, token }, objectName, inner),
  };
}

async function obtainToken(login: PasswordLogin, signal: AbortSignal): Promise<IssuedToken> {
  const grant = await askForGrant(login, signal);
  return grant.kind === 'token' ? grant : exchangeCode(login, grant, signal);
}

/**
 * As `oc logout` (openshift-api.md §1.5, captures 47p, 47q). A token that is refused (401) needs no revocation of its own.
 * @param objectName what is revoked: any account may do that to any token whose name it knows (capture 47r)
 */
export async function revokeToken(
  options: Pick<LoginOptions, 'side' | 'server' | 'transport'> & { readonly token: string },
  objectName: string,
  signal: AbortSignal,
): Promise<void> {
  const path = apiPath('apis', 'oauth.openshift.io', 'v1', 'oauthaccesstokens', objectName);
  const reply = await createApi(options).send({ method: 'DELETE', path, retry: 'once' }, signal);
  if (reply.ok || [401, 404].includes(reply.failure.status)) return;
  throw explain(reply.failure);
}

/** Since 4.6 the object is named by the hash of what follows the prefix; before, by the token itself. */
export function tokenObjectName(token: string): string {
  const prefix = 'sha256~';
  if (!token.startsWith(prefix)) return token;
  return prefix + createHash('sha256').update(token.slice(prefix.length)).digest('base64url');
}
