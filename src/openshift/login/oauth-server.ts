import { PromoteError } from '../../core/text/errors.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import type { Api } from '../api/api.ts';
import { explain } from '../api/explain.ts';
import { textAt, textsAt } from '../api/json-fields.ts';
import { tokenHint } from './login-failure.ts';

const WELL_KNOWN = '/.well-known/oauth-authorization-server';

/** The OAuth server of a cluster, usually on another host than the API server and with another certificate. */
export interface OauthServer {
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  /** the registered redirect of the client for password logins; it is never followed */
  readonly redirectUri: string;
  /** PKCE with SHA-256; without it the token is in the redirect itself */
  readonly hasProofKeys: boolean;
}

/**
 * Discovers the OAuth server of an API server (openshift-api.md §1.1, capture 20a).
 * @throws PromoteError LOGIN_FAILED when there is none, PROTOCOL_VIOLATION for addresses a password must not be sent to
 */
export async function findOauthServer(api: Api, signal: AbortSignal): Promise<OauthServer> {
  const reply = await api.send({ method: 'GET', path: WELL_KNOWN }, signal);
  if (!reply.ok) {
    if (reply.failure.status !== 404) throw explain(reply.failure);
    throw new PromoteError({
      code: 'LOGIN_FAILED',
      message: `${api.host} has no OAuth server: its users log in at an identity provider outside of the cluster, which takes no password from a program`,
      hint: tokenHint(api.side),
      where: { side: api.side, host: api.host, request: `GET ${WELL_KNOWN}`, status: 404 },
    });
  }
  const issuer = requireUrl(api, reply.body, 'issuer');
  return {
    authorizationEndpoint: requireUrl(api, reply.body, 'authorization_endpoint'),
    tokenEndpoint: requireUrl(api, reply.body, 'token_endpoint'),
    redirectUri: `${issuer.replace(/(?<!\/)\/+$/, '')}/oauth/token/implicit`,
    hasProofKeys: textsAt(reply.body, 'code_challenge_methods_supported').includes('S256'),
  };
}

/** The password goes to these addresses, so they must be as secure as the server that names them. */
function requireUrl(api: Api, metadata: JsonObject, field: string): string {
  const text = textAt(metadata, field);
  const url = text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && api.server.startsWith('http:'));
  if (text !== undefined && isSafe && url?.username === '' && url.search === '' && url.hash === '')
    return text;
  throw new PromoteError({
    code: 'PROTOCOL_VIOLATION',
    message: `${api.host} names no usable address of its OAuth server ("${field}")`,
    hint: tokenHint(api.side),
    where: { side: api.side, host: api.host, request: `GET ${WELL_KNOWN}` },
  });
}
