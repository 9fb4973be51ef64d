import { tokenObjectName } from '../access/tokens.ts';
import { json, type ApiReply, type Handler } from '../exchange/exchange.ts';
import { notFound } from '../exchange/status.ts';
import type { ClusterState, TokenRecord } from '../state/cluster-state.ts';
import { CLIENT, LIFETIME_SECONDS, redirectUri } from './authorize.ts';

const GROUP = 'oauth.openshift.io';

interface Found {
  readonly name: string;
  readonly record: TokenRecord & { readonly object: NonNullable<TokenRecord['object']> };
}

/** OAuth tokens that are neither deleted nor over, by the names of their objects. */
function liveTokens(state: ClusterState): readonly Found[] {
  const nowMs = state.now().getTime();
  return [...state.tokens].flatMap(([token, record]) => {
    const { object, deleted, expiresAtMs } = record;
    if (object === undefined || deleted || (expiresAtMs ?? Infinity) <= nowMs) return [];
    return [{ name: tokenObjectName(token), record: { ...record, object } }];
  });
}

function objectOf(state: ClusterState, { name, record }: Found): object {
  const { uid, resourceVersion, createdAt, code } = record.object;
  return {
    metadata: { name, uid, resourceVersion, creationTimestamp: createdAt },
    clientName: CLIENT,
    expiresIn: LIFETIME_SECONDS,
    scopes: record.scopes,
    redirectURI: redirectUri(state),
    userName: record.username,
    userUID: record.uid,
    ...(code === undefined ? {} : { authorizeToken: tokenObjectName(code) }),
  };
}

function withKind(kind: string, object: object): object {
  return { kind, apiVersion: `${GROUP}/v1`, ...object };
}

/** Any client that knows the name of a token may delete it; the answer is the object (captures 47p–47r). */
export const deleteAccessToken: Handler = (call, state) => {
  const found = liveTokens(state).find(({ name }) => name === call.name);
  if (found === undefined) throw notFound({ group: GROUP, resource: 'oauthaccesstokens' }, call.name ?? '');
  return remove(state, found);
};

/** Only one's own; everybody else's do not exist (captures 47k2–47k9). */
export const USER_TOKEN_HANDLERS: Readonly<Record<'get' | 'list' | 'delete', Handler>> = {
  get: (call, state) => json(200, withKind('UserOAuthAccessToken', objectOf(state, requireOwn(call, state)))),
  list: (call, state) => {
    const own = liveTokens(state).filter(({ record }) => record.username === call.identity.username);
    return json(200, {
      kind: 'UserOAuthAccessTokenList',
      apiVersion: `${GROUP}/v1`,
      metadata: { resourceVersion: String(state.version) },
      items: own.map((found) => objectOf(state, found)),
    });
  },
  delete: (call, state) => remove(state, requireOwn(call, state)),
};

function requireOwn(call: Parameters<Handler>[0], state: ClusterState): Found {
  const found = liveTokens(state).find(
    ({ name, record }) => name === call.name && record.username === call.identity.username,
  );
  if (found !== undefined) return found;
  throw notFound({ group: GROUP, resource: 'useroauthaccesstokens' }, call.name ?? '');
}

function remove(state: ClusterState, found: Found): ApiReply {
  for (const [token, record] of state.tokens) {
    if (tokenObjectName(token) === found.name) record.deleted = true;
  }
  return json(200, withKind('OAuthAccessToken', objectOf(state, found)));
}
