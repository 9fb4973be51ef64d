import { createHash, randomBytes } from 'node:crypto';
import type { HttpReply, Transport } from '../../http/exchange/exchange.ts';
import {
  noPasswordAsked,
  oauthRefusal,
  sentElsewhere,
  unexpectedAnswer,
  wrongPassword,
  type LoginPlace,
} from './login-failure.ts';
import type { OauthServer } from './oauth-server.ts';

/** The client every OpenShift has for programs that log in by password; it has no secret. */
export const CLIENT = 'openshift-challenging-client';

const MAX_ANSWER_BYTES = 64 * 1024;

export interface PasswordLogin extends LoginPlace {
  readonly password: string;
  readonly oauth: OauthServer;
  readonly transport: Transport;
}

/** What a good password gives: a code to be exchanged, or at once the token. */
export type Grant =
  | { readonly kind: 'code'; readonly code: string; readonly verifier: string }
  | { readonly kind: 'token'; readonly token: string; readonly expiresInSeconds: number | undefined };

/**
 * The challenge flow of `oc login -u` (openshift-api.md §1.2, captures 20*, 53a): asks without the password first, so that it
 * goes to nobody who does not ask for it, and then sends it exactly once.
 */
export async function askForGrant(login: PasswordLogin, signal: AbortSignal): Promise<Grant> {
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
  // without the CSRF header there is no challenge (capture 20b); once: a repetition would count as another attempt
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
  // a success, although nobody has logged in
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

/** The redirect of our own client without an error, which stands in its query also in the implicit flow (capture 53s). */
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
