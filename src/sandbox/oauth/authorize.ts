import { issueUserToken } from '../access/tokens.ts';
import type { ApiReply, ApiRequest } from '../api/exchange.ts';
import { notImplemented } from '../api/status.ts';
import type { ClusterState } from '../state/cluster-state.ts';

const CLIENT = 'openshift-challenging-client';
const LIFETIME_SECONDS = 86_400;
const NO_CSRF = 'A non-empty X-CSRF-Token header is required to receive basic-auth challenges';

/**
 * The challenge flow of the OAuth server (openshift-api.md §1.2, captures 20b–20g), implicit form.
 * Returns undefined for paths that are not the OAuth server's.
 */
export function answerOauth(request: ApiRequest, state: ClusterState): ApiReply | undefined {
  const url = new URL(request.url, 'https://oauth.invalid');
  if (!url.pathname.startsWith('/oauth/')) return undefined;
  const known = url.pathname === '/oauth/authorize' && request.method === 'GET';
  if (!known || url.searchParams.get('response_type') !== 'token') {
    state.unknownRequests.push(`${request.method} ${request.url}`);
    return notImplemented(`${request.method} ${url.pathname} with this response_type`).reply;
  }
  if (url.searchParams.get('client_id') !== CLIENT) return unknownClient();
  const basic = readBasic(request.headers['authorization']);
  if (basic === undefined) return challenge(request.headers['x-csrf-token']);
  const user = state.users.get(basic.username);
  if (user === undefined || user.password !== basic.password) return challenge('1');
  const scope = url.searchParams.get('scope') ?? 'user:full';
  const token = issueUserToken(state, user.name, { scopes: scope.split(' ') });
  const fragment = new URLSearchParams({
    access_token: token,
    expires_in: String(LIFETIME_SECONDS),
    scope,
    token_type: 'Bearer',
  });
  // `~` stays as it is in the fragment of a real answer
  const location = `${state.apiUrl}/oauth/token/implicit#${fragment.toString().replaceAll('%7E', '~')}`;
  return { kind: 'empty', status: 302, headers: { Location: location } };
}

function unknownClient(): ApiReply {
  const body = {
    error: 'unauthorized_client',
    error_description: 'The client is not authorized to request a token using this method.',
  };
  return { kind: 'json', status: 400, body };
}

function challenge(csrf: string | undefined): ApiReply {
  if (csrf === undefined || csrf === '') {
    const headers = { Warning: `199 Origin "${NO_CSRF}"` };
    return { kind: 'text', status: 401, text: `${NO_CSRF}\n`, headers };
  }
  return { kind: 'empty', status: 401, headers: { 'Www-Authenticate': 'Basic realm="openshift"' } };
}

function readBasic(header: string | undefined): { username: string; password: string } | undefined {
  const encoded = /^basic (.+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { username: text.slice(0, colon), password: text.slice(colon + 1) };
}
