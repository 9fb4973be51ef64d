import { PromoteError } from '../../core/text/errors.ts';
import { isJsonObject, type JsonObject } from '../../core/text/strict-json.ts';
import type { HttpReply, HttpRequest, Transport } from '../../http/exchange/exchange.ts';
import { basicHeader, isToken, type Credentials } from './credentials.ts';
import { failedReply, type ReplyContext } from '../replies/reply.ts';
import type { Scope } from './scope.ts';

const MAX_TOKEN_REPLY_BYTES = 128 * 1024;
const MAX_REDIRECTS = 3;
const CLIENT_ID = 'openshift-promote';
// default and minimum of the spec; longer lifetimes are capped at an hour
const MIN_LIFETIME_S = 60;
const MAX_LIFETIME_S = 3600;

export interface TokenQuestion {
  /** checked by {@link checkRealm} */
  readonly realm: string;
  readonly service: string | undefined;
  readonly scopes: readonly Scope[];
  /** undefined: anonymous */
  readonly credentials: Exclude<Credentials, { kind: 'bearer' }> | undefined;
}

export interface IssuedToken {
  readonly token: string;
  readonly lifetimeMs: number;
}

/**
 * Requests an access token (distribution, auth/token.md and auth/oauth.md). Identity tokens are exchanged by POST, or by GET
 * like passwords where the server does not support POST.
 * @throws PromoteError LOGIN_FAILED, PROTOCOL_VIOLATION, UNSAFE_REDIRECT, and the errors of the transport
 */
export async function requestToken(
  question: TokenQuestion,
  transport: Transport,
  context: ReplyContext,
  signal: AbortSignal,
): Promise<IssuedToken> {
  const { credentials } = question;
  if (credentials?.kind === 'identity') {
    const reply = await ask(postRequest(question, credentials.token), transport, context, signal);
    if (![400, 404, 405].includes(reply.status)) return readToken(reply, context);
  }
  return readToken(await ask(getRequest(question), transport, context, signal), context);
}

function getRequest({ realm, service, scopes, credentials }: TokenQuestion): HttpRequest {
  const username = credentials?.kind === 'basic' ? credentials.username : undefined;
  const parameters = [
    ...(service === undefined ? [] : [['service', service]]),
    ...scopes.map((scope) => ['scope', scope]),
    ...(username === undefined ? [] : [['account', username]]),
    ['client_id', CLIENT_ID],
  ];
  const query = parameters.map(([name, value]) => `${name}=${encodeURIComponent(value ?? '')}`).join('&');
  return {
    method: 'GET',
    url: `${realm}${realm.includes('?') ? '&' : '?'}${query}`,
    headers: credentials === undefined ? {} : { authorization: passwordHeader(credentials) },
    maxBodyBytes: MAX_TOKEN_REPLY_BYTES,
    retry: 'repeatable',
  };
}

function passwordHeader(credentials: NonNullable<TokenQuestion['credentials']>): string {
  switch (credentials.kind) {
    case 'basic':
      return basicHeader(credentials.username, credentials.password);
    case 'identity':
      // docker sends identity tokens this way to servers that support only GET
      return basicHeader('<token>', credentials.token);
  }
}

function postRequest({ realm, service, scopes }: TokenQuestion, refreshToken: string): HttpRequest {
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    client_id: CLIENT_ID,
    scope: scopes.join(' '),
    ...(service === undefined ? {} : { service }),
  });
  return {
    method: 'POST',
    url: realm,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
    maxBodyBytes: MAX_TOKEN_REPLY_BYTES,
    retry: 'repeatable',
  };
}

/** Redirects are followed within the token server's origin only: credentials go nowhere else. */
async function ask(
  request: HttpRequest,
  transport: Transport,
  context: ReplyContext,
  signal: AbortSignal,
): Promise<HttpReply> {
  let { url } = request;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    const reply = await transport.send({ ...request, url }, signal);
    const location = reply.headers['location']?.[0];
    if (reply.status < 300 || reply.status > 399 || location === undefined) return reply;
    const next = URL.canParse(location, url) ? new URL(location, url) : undefined;
    if (next?.origin !== new URL(url).origin) {
      throw new PromoteError({
        code: 'UNSAFE_REDIRECT',
        message: `the token server ${new URL(url).host} redirects to ${next?.host ?? 'a malformed address'}, where credentials are not sent`,
        where: context.place,
      });
    }
    url = next.href;
  }
  throw new PromoteError({
    code: 'UNSAFE_REDIRECT',
    message: `the token server ${new URL(url).host} redirects more than ${MAX_REDIRECTS} times`,
    where: context.place,
  });
}

function readToken(reply: HttpReply, context: ReplyContext): IssuedToken {
  if (reply.status !== 200) throw failedReply(reply, context);
  const body = readJson(reply.body);
  const tokens = [body?.['token'], body?.['access_token']].filter(
    (token) => token !== undefined && token !== '',
  );
  const [token, other] = tokens;
  // the reply is not shown, as it may contain a token
  if (!isToken(token) || (other !== undefined && other !== token)) {
    throw new PromoteError({
      code: 'PROTOCOL_VIOLATION',
      message: `the token server of registry ${context.host} answered without one usable token`,
      where: { ...context.place, status: reply.status },
    });
  }
  return { token, lifetimeMs: lifetimeMs(body?.['expires_in']) };
}

function readJson(bytes: Uint8Array): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function lifetimeMs(expiresIn: unknown): number {
  const seconds = typeof expiresIn === 'string' ? Number(expiresIn) : expiresIn;
  const known = typeof seconds === 'number' && Number.isFinite(seconds) ? seconds : MIN_LIFETIME_S;
  return Math.min(Math.max(known, MIN_LIFETIME_S), MAX_LIFETIME_S) * 1000;
}
