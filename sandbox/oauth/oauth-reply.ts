import type { ApiReply } from '../exchange/exchange.ts';

/** In every answer of the OAuth server, besides those that keep it out of caches. */
const HEADERS = {
  'Cache-Control': 'no-cache, no-store, max-age=0, must-revalidate',
  'X-Content-Type-Options': 'nosniff',
};

const DESCRIPTIONS = {
  access_denied: 'The resource owner or authorization server denied the request.',
  invalid_grant:
    'The provided authorization grant (e.g., authorization code, resource owner credentials) or refresh token is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.',
  invalid_request:
    'The request is missing a required parameter, includes an invalid parameter value, includes a parameter more than once, or is otherwise malformed.',
  unauthorized_client: 'The client is not authorized to request a token using this method.',
  unsupported_grant_type: 'The authorization grant type is not supported by the authorization server.',
  unsupported_response_type: 'The authorization server does not support obtaining a token using this method.',
} as const;

export type OauthError = keyof typeof DESCRIPTIONS;

export function describeOauthError(error: OauthError): string {
  return DESCRIPTIONS[error];
}

export function refuse(error: OauthError): ApiReply {
  return oauthJson(400, { error, error_description: DESCRIPTIONS[error] });
}

export function oauthJson(status: number, body: object): ApiReply {
  return { kind: 'json', status, body, headers: HEADERS };
}

export function oauthEmpty(status: number, headers: Readonly<Record<string, string>>): ApiReply {
  return { kind: 'empty', status, headers: { ...HEADERS, ...headers } };
}

export function oauthText(
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): ApiReply {
  return { kind: 'text', status, text, headers: { ...HEADERS, ...headers } };
}

/** User name and password of an Authorization header; undefined: none, or another kind. */
export function readBasic(header: string | undefined): { username: string; password: string } | undefined {
  const encoded = /^basic (.+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { username: text.slice(0, colon), password: text.slice(colon + 1) };
}
