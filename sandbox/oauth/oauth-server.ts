import type { ApiReply, ApiRequest } from '../exchange/exchange.ts';
import { notImplemented } from '../exchange/status.ts';
import type { ClusterState } from '../state/cluster-state.ts';
import { authorize } from './authorize.ts';
import { exchangeCode } from './token-exchange.ts';

/** The OAuth server of a cluster (openshift-api.md §1.2, captures 20*, 53*). Undefined for paths that are not its own. */
export function answerOauth(request: ApiRequest, state: ClusterState): ApiReply | undefined {
  const url = new URL(request.url, 'https://oauth.invalid');
  if (state.identityProviders === 'outside' || !url.pathname.startsWith('/oauth/')) return undefined;
  switch (url.pathname) {
    case '/oauth/authorize':
      if (request.method === 'GET') return authorize(request, url.searchParams, state);
      break;
    case '/oauth/token':
      if (request.method === 'GET' || request.method === 'POST') return exchangeCode(request, state);
      break;
  }
  state.unknownRequests.push(`${request.method} ${request.url}`);
  return notImplemented(`${request.method} ${url.pathname}`).reply;
}

/** What `/.well-known/oauth-authorization-server` of the API server tells (capture 20a). */
export function oauthMetadata({ oauthUrl }: ClusterState): object {
  return {
    issuer: oauthUrl,
    authorization_endpoint: `${oauthUrl}/oauth/authorize`,
    token_endpoint: `${oauthUrl}/oauth/token`,
    scopes_supported: [
      'user:check-access',
      'user:full',
      'user:info',
      'user:list-projects',
      'user:list-scoped-projects',
    ],
    response_types_supported: ['code', 'token'],
    grant_types_supported: ['authorization_code', 'implicit'],
    code_challenge_methods_supported: ['plain', 'S256'],
  };
}
