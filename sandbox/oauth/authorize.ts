import { randomBytes } from 'node:crypto';
import { issueUserToken } from '../access/tokens.ts';
import type { ApiReply, ApiRequest } from '../exchange/exchange.ts';
import type { ClusterState, UserRecord } from '../state/cluster-state.ts';
import { describeOauthError, oauthEmpty, oauthText, readBasic, refuse } from './oauth-reply.ts';

export const CLIENT = 'openshift-challenging-client';
export const LIFETIME_SECONDS = 86_400;

const SCOPES = new Set([
  'user:check-access',
  'user:full',
  'user:info',
  'user:list-projects',
  'user:list-scoped-projects',
]);
const NO_CSRF = 'A non-empty X-CSRF-Token header is required to receive basic-auth challenges';

export function redirectUri(state: ClusterState): string {
  return `${state.oauthUrl}/oauth/token/implicit`;
}

/** `/oauth/authorize` of the client that logs in by password. The token is in a redirect that the client does not follow. */
export function authorize(request: ApiRequest, query: URLSearchParams, state: ClusterState): ApiReply {
  if (query.get('client_id') !== CLIENT) return refuse('unauthorized_client');
  if ((query.get('redirect_uri') ?? redirectUri(state)) !== redirectUri(state))
    return refuse('invalid_request');
  const type = query.get('response_type');
  if (type !== 'code' && type !== 'token') {
    return failed(state, 'unsupported_response_type', describeOauthError('unsupported_response_type'));
  }
  const method = query.get('code_challenge_method') ?? 'plain';
  if (query.has('code_challenge') && method !== 'plain' && method !== 'S256') {
    const text = 'code_challenge_method transform algorithm not supported (rfc7636)';
    return failed(state, 'invalid_request', text);
  }
  if (state.identityProviders === 'browser') return sendToBrowser(state);
  const user = findUser(request, state);
  if (user === undefined) return challenge(request);
  const scope = query.get('scope') ?? 'user:full';
  const unknown = scope.split(' ').find((name) => !SCOPES.has(name));
  if (unknown !== undefined) {
    return failed(state, 'invalid_scope', `[0]: Invalid value: "${unknown}": no scope handler found`);
  }
  return type === 'code' ? grantCode(state, user, scope, query) : grantToken(state, user, scope, query);
}

function findUser(request: ApiRequest, state: ClusterState): UserRecord | undefined {
  const basic = readBasic(request.headers['authorization']);
  const user = basic === undefined ? undefined : state.users.get(basic.username);
  return user?.password === basic?.password ? user : undefined;
}

/** Without the CSRF header there is no challenge (capture 20b), unless credentials were tried. */
function challenge(request: ApiRequest): ApiReply {
  const csrf = request.headers['x-csrf-token'] ?? '';
  if (csrf === '' && request.headers['authorization'] === undefined) {
    return oauthText(401, `${NO_CSRF}\n`, { Warning: `199 Origin "${NO_CSRF}"` });
  }
  return oauthEmpty(401, { 'Www-Authenticate': 'Basic realm="openshift"' });
}

/** No identity provider takes a password: there is no challenge at all (openshift-api.md §1.2; not recorded). */
function sendToBrowser({ oauthUrl }: ClusterState): ApiReply {
  const page = `${oauthUrl}/oauth/token/request`;
  const text = `You must obtain an API token by visiting ${page}`;
  return oauthText(401, `${text}\n`, {
    Warning: `199 Origin "${text}"`,
    Link: `<${page}>; rel="related"`,
  });
}

function grantCode(state: ClusterState, user: UserRecord, scope: string, query: URLSearchParams): ApiReply {
  const code = `sha256~${randomBytes(32).toString('base64url')}`;
  const challenge = query.get('code_challenge') ?? undefined;
  const method = query.get('code_challenge_method') === 'S256' ? 'S256' : 'plain';
  state.codes.set(code, { username: user.name, scope, challenge, method });
  // an empty state is returned as well (capture 53a)
  return redirect(state, '?', { code, state: query.get('state') ?? '' });
}

function grantToken(state: ClusterState, user: UserRecord, scope: string, query: URLSearchParams): ApiReply {
  const given = query.get('state');
  return redirect(state, '#', {
    access_token: issueUserToken(state, user.name, { scopes: scope.split(' ') }),
    expires_in: String(LIFETIME_SECONDS),
    scope,
    ...(given === null ? {} : { state: given }),
    token_type: 'Bearer',
  });
}

/** Errors are in the query, also where a token would be in the fragment (capture 53s). */
function failed(state: ClusterState, error: string, description: string): ApiReply {
  return redirect(state, '?', { error, error_description: description });
}

function redirect(state: ClusterState, mark: '?' | '#', fields: Readonly<Record<string, string>>): ApiReply {
  // `~` stays as it is in a real answer
  const text = new URLSearchParams(fields).toString().replaceAll('%7E', '~');
  return oauthEmpty(302, { Location: `${redirectUri(state)}${mark}${text}` });
}
