import { createHash } from 'node:crypto';
import { issueUserToken } from '../access/tokens.ts';
import type { ApiReply, ApiRequest } from '../exchange/exchange.ts';
import type { AuthorizeCode, ClusterState } from '../state/cluster-state.ts';
import { CLIENT, LIFETIME_SECONDS, redirectUri } from './authorize.ts';
import { oauthJson, readBasic, refuse, type OauthError } from './oauth-reply.ts';

/** `/oauth/token`: a code and its proof for a token (captures 53b–53q2). A failed proof does not use the code up (53d2). */
export function exchangeCode(request: ApiRequest, state: ClusterState): ApiReply {
  const form = new URLSearchParams(Buffer.from(request.body).toString('utf8'));
  const grantType = form.get('grant_type') ?? '';
  if (['password', 'client_credentials', 'refresh_token'].includes(grantType)) return refuse('access_denied');
  if (grantType !== 'authorization_code') return refuse('unsupported_grant_type');
  const client = readBasic(request.headers['authorization']);
  if (client === undefined) return refuse('invalid_request');
  if (client.username !== CLIENT || client.password !== '') return refuse('unauthorized_client');
  const name = form.get('code') ?? '';
  const code = state.codes.get(name);
  if (code === undefined) return refuse('unauthorized_client');
  const problem = problemOf(code, form, redirectUri(state));
  if (problem !== undefined) return refuse(problem);
  state.codes.delete(name);
  const token = issueUserToken(state, code.username, { scopes: code.scope.split(' '), code: name });
  return oauthJson(200, {
    access_token: token,
    expires_in: LIFETIME_SECONDS,
    scope: code.scope,
    token_type: 'Bearer',
  });
}

function problemOf(code: AuthorizeCode, form: URLSearchParams, ownRedirect: string): OauthError | undefined {
  if ((form.get('redirect_uri') ?? ownRedirect) !== ownRedirect) return 'invalid_request';
  if (code.challenge === undefined) return undefined;
  const verifier = form.get('code_verifier') ?? '';
  if (verifier === '') return 'invalid_request';
  const proof = code.method === 'S256' ? createHash('sha256').update(verifier).digest('base64url') : verifier;
  return proof === code.challenge ? undefined : 'invalid_grant';
}
