import { createHash, randomBytes } from 'node:crypto';
import type { Side } from '../../core/text/errors.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Transport, HttpReply } from '../../http/exchange/exchange.ts';
import { createApi } from '../api/api.ts';
import { apiPath } from '../api/api-path.ts';
import { explain } from '../api/explain.ts';
import { findOauthServer, type OauthServer } from './oauth-server.ts';
import { parseObject } from '../api/failure.ts';
import { numberAt, textAt } from '../api/json-fields.ts';
import {
  unexpectedAnswer,
  noPasswordAsked,
  oauthRefusal,
  sentElsewhere,
  wrongPassword,
  type LoginPlace,
} from './login-failure.ts';

export interface LoginOptions {
  readonly side: Side;
  /** URL of the API server */
  readonly server: string;
  readonly username: string;
  readonly password: string;
  readonly transport: Transport;
  readonly clock: Clock;
  /** called with every secret as soon as it is obtained, before any other use */
  readonly maskSecret: (secret: string) => void;
}

/** A token that was obtained for this run, which must revoke it. */
export interface Session {
  readonly token: string;
  /** as reported by the server; the cluster's inactivity timeout may end it earlier */
  readonly expiresAt: Date | undefined;
  /** name of its OAuthAccessToken, a hash; undefined: the server is older than 4.6 and uses the token itself as the name */
  readonly objectName: string | undefined;
  /** Revokes the token. Does nothing if it is already gone. */
  readonly revoke: (signal: AbortSignal) => Promise<void>;
}

/**
 * Logs in with user name and password, as `oc login -u` does.
 * @throws PromoteError LOGIN_FAILED, SERVER_UNAVAILABLE, PROTOCOL_VIOLATION, and what the transport throws
 */
export async function logIn(options: LoginOptions, signal: AbortSignal): Promise<Session> {
  const { side, server, transport, maskSecret, clock } = options;
  const connection = { side, server, transport };
  const api = createApi({ ...connection, token: undefined });
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
    revoke: (inner) => revokeToken({ ...connection, token }, objectName, inner),
  };
}

async function obtainToken(login: PasswordLogin, signal: AbortSignal): Promise<IssuedToken> {
  const grant = await askForGrant(login, signal);
  return grant.kind === 'token' ? grant : exchangeCode(login, grant, signal);
}

/**
 * Revokes a token as `oc logout` does (openshift-api.md §1.5, captures 47p, 47q). A rejected token (401) needs no revocation.
 * @param objectName the object to delete: an account may delete any of its tokens by name (capture 47r)
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

/** Since 4.6 the object is named after the hash of what follows the prefix; before, after the token itself. */
export function tokenObjectName(token: string): string {
  const prefix = 'sha256~';
  if (!token.startsWith(prefix)) return token;
  return prefix + createHash('sha256').update(token.slice(prefix.length)).digest('base64url');
}

const MAX_ANSWER_BYTES = 64 * 1024;

interface IssuedToken {
  readonly token: string;
  readonly expiresInSeconds: number | undefined;
}

/** Exchanges a code for a token (capture 53b); the client authenticates with its name and an empty secret (53j, 53k). */
async function exchangeCode(
  login: PasswordLogin,
  grant: Extract<Grant, { readonly kind: 'code' }>,
  signal: AbortSignal,
): Promise<IssuedToken> {
  const form = new URLSearchParams({
    grant_type: 'authorization_code',
    code: grant.code,
    code_verifier: grant.verifier,
    redirect_uri: login.oauth.redirectUri,
  });
  const reply = await login.transport.send(
    {
      method: 'POST',
      url: login.oauth.tokenEndpoint,
      headers: {
        accept: 'application/json',
        authorization: `Basic ${Buffer.from(`${CLIENT}:`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: form.toString(),
      maxBodyBytes: MAX_ANSWER_BYTES,
      retry: 'once',
    },
    signal,
  );
  const answer = reply.status === 200 ? parseObject(new TextDecoder().decode(reply.body).trim()) : undefined;
  const token = textAt(answer, 'access_token');
  if (token === undefined) throw unexpectedAnswer(login, reply);
  return { token, expiresInSeconds: numberAt(answer, 'expires_in') };
}

/** The OAuth client that every OpenShift provides for command-line logins by password; it has no secret. */
const CLIENT = 'openshift-challenging-client';

interface PasswordLogin extends LoginPlace {
  readonly password: string;
  readonly oauth: OauthServer;
  readonly transport: Transport;
}

/** What a correct password yields: a code to exchange, or the token itself. */
type Grant =
  | { readonly kind: 'code'; readonly code: string; readonly verifier: string }
  | { readonly kind: 'token'; readonly token: string; readonly expiresInSeconds: number | undefined };

/**
 * The challenge flow of `oc login -u` (openshift-api.md §1.2, captures 20*, 53a): the first request has no password, so that
 * only a server that asks for one receives it, and the second sends it exactly once.
 */
async function askForGrant(login: PasswordLogin, signal: AbortSignal): Promise<Grant> {
  const verifier = randomBytes(32).toString('base64url');
  const url = authorizationUrl(login.oauth, verifier);
  const asked = await authorize(login, url, {}, signal);
  requireChallenge(login, asked);
  const credentials = Buffer.from(`${login.username}:${login.password}`).toString('base64');
  const answer = await authorize(login, url, { authorization: `Basic ${credentials}` }, signal);
  if (answer.status === 401) throw wrongPassword(login, answer);
  return readGrant(login, answer, verifier);
}

function authorizationUrl(oauth: OauthServer, verifier: string): string {
  const query = new URLSearchParams({
    client_id: CLIENT,
    redirect_uri: oauth.redirectUri,
    response_type: oauth.hasProofKeys ? 'code' : 'token',
    ...(oauth.hasProofKeys
      ? {
          code_challenge: createHash('sha256').update(verifier).digest('base64url'),
          code_challenge_method: 'S256',
        }
      : {}),
  });
  return `${oauth.authorizationEndpoint}?${query.toString()}`;
}

function authorize(
  { transport }: PasswordLogin,
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<HttpReply> {
  // without the CSRF header there is no challenge (capture 20b); not retried: a retry would count as another login attempt
  return transport.send(
    {
      method: 'GET',
      url,
      headers: { ...headers, 'x-csrf-token': '1' },
      maxBodyBytes: MAX_ANSWER_BYTES,
      retry: 'once',
    },
    signal,
  );
}

function requireChallenge(login: PasswordLogin, reply: HttpReply): void {
  if (reply.status === 401) {
    const challenges = reply.headers['www-authenticate'] ?? [];
    if (challenges.some((challenge) => /\bbasic\b/i.test(challenge))) return;
    throw noPasswordAsked(login, reply);
  }
  requireRedirect(login, reply);
  // a success status without a login
  throw unexpectedAnswer(login, reply);
}

function readGrant(login: PasswordLogin, reply: HttpReply, verifier: string): Grant {
  const { searchParams, hash } = requireRedirect(login, reply);
  if (login.oauth.hasProofKeys) {
    const code = searchParams.get('code') ?? '';
    if (code === '') throw unexpectedAnswer(login, reply);
    return { kind: 'code', code, verifier };
  }
  const fragment = new URLSearchParams(hash.slice(1));
  const token = fragment.get('access_token') ?? '';
  if (token === '') throw unexpectedAnswer(login, reply);
  const seconds = Number(fragment.get('expires_in') ?? NaN);
  return { kind: 'token', token, expiresInSeconds: Number.isFinite(seconds) ? seconds : undefined };
}

/** The redirect of the client without an error, which is in the query even in the implicit flow (capture 53s). */
function requireRedirect(login: PasswordLogin, reply: HttpReply): URL {
  const location = reply.headers['location']?.[0];
  if (reply.status !== 302 || location === undefined) throw unexpectedAnswer(login, reply);
  if (!isOwnRedirect(location, login.oauth.redirectUri)) throw sentElsewhere(login, reply, location);
  const url = new URL(location);
  const error = url.searchParams.get('error');
  if (error === null) return url;
  throw oauthRefusal(login, reply, error, url.searchParams.get('error_description') ?? undefined);
}

function isOwnRedirect(location: string, redirectUri: string): boolean {
  if (!URL.canParse(location)) return false;
  const { origin, pathname } = new URL(location);
  const own = new URL(redirectUri);
  return origin === own.origin && pathname === own.pathname;
}
