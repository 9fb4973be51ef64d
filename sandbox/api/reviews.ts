import { decide, decidePath, grantsOf, type AccessAttributes } from '../access/authorizer.ts';
import { parseServiceAccount, type Identity } from '../state/identity.ts';
import { asObject, asString, isObject, type JsonObject } from '../state/json.ts';
import { timestamp, type ClusterState } from '../state/cluster-state.ts';
import { json, type ApiCall, type ApiReply, type Handler } from '../exchange/exchange.ts';
import { badRequest, invalid, notFound, notImplemented } from '../exchange/status.ts';

/** `users/~`: who the token stands for; a service account is a virtual user without uid (captures 01a, 02n). */
export const getUser: Handler = (call, state) => {
  // users are the provider's business, and their API is gone (openshift-api.md §1.8; not recorded)
  if (state.identityProviders === 'outside')
    return { kind: 'text', status: 404, text: '404 page not found\n' };
  if (call.name !== '~') throw notImplemented('reading users by name');
  const { username } = call.identity;
  const groups = [...call.identity.groups].sort();
  const account = parseServiceAccount(username);
  if (account !== undefined) {
    const metadata = { name: username, creationTimestamp: null };
    return json(200, { kind: 'User', apiVersion: 'user.openshift.io/v1', metadata, groups });
  }
  const user = state.users.get(username);
  if (user === undefined) throw notFound({ group: 'user.openshift.io', resource: 'users' }, '~');
  const { uid, resourceVersion, createdAt } = user;
  return json(200, {
    kind: 'User',
    apiVersion: 'user.openshift.io/v1',
    metadata: { name: username, uid, resourceVersion, creationTimestamp: createdAt },
    identities: [`htpasswd:${username}`],
    groups,
  });
};

export const reviewSelf: Handler = (call, state) => {
  const { username, uid, groups, extra } = call.identity;
  return json(201, {
    kind: 'SelfSubjectReview',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { creationTimestamp: timestamp(state) },
    status: { userInfo: { username, ...(uid === undefined ? {} : { uid }), groups, extra } },
  });
};

/** May I? Unknown resources and missing namespaces are simply not allowed (captures 55e, 55g). */
export const reviewSelfAccess: Handler = (call, state) => {
  const spec = asObject(call.body['spec']);
  return json(201, {
    kind: 'SelfSubjectAccessReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: { creationTimestamp: null },
    spec: shownSpec(spec),
    status: statusOf(decideSpec(state, call.identity, spec)),
  });
};

export const reviewLocalAccess: Handler = (call, state) => {
  const spec = asObject(call.body['spec']);
  const groups = Array.isArray(spec['groups']) ? spec['groups'].map(asString) : [];
  const who = { username: asString(spec['user']), groups };
  return json(201, {
    kind: 'LocalSubjectAccessReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: { namespace: call.namespace, creationTimestamp: null },
    spec: {
      ...shownSpec(spec),
      ...(who.username === '' ? {} : { user: who.username }),
      ...(groups.length === 0 ? {} : { groups }),
    },
    status: statusOf(decideSpec(state, who, spec)),
  });
};

type Holder = Pick<Identity, 'username' | 'groups'>;

function decideSpec(state: ClusterState, who: Holder, spec: JsonObject): ReturnType<typeof decide> {
  const resource = spec['resourceAttributes'];
  const path = spec['nonResourceAttributes'];
  if (isObject(resource)) return decide(state, who, attributesOf(resource));
  if (isObject(path)) return decidePath(state, who, asString(path['verb']), asString(path['path']));
  throw invalid('authorization.k8s.io', '', '', [
    {
      reason: 'FieldValueInvalid',
      message:
        'Invalid value: "null": exactly one of nonResourceAttributes or resourceAttributes must be specified',
      field: 'spec.resourceAttributes',
    },
  ]);
}

function attributesOf(sent: JsonObject): AccessAttributes {
  const optional = (key: string): string | undefined => asString(sent[key]) || undefined;
  return {
    verb: asString(sent['verb']),
    group: asString(sent['group']),
    resource: asString(sent['resource']),
    subresource: optional('subresource'),
    namespace: optional('namespace'),
    name: optional('name'),
  };
}

function shownSpec(spec: JsonObject): JsonObject {
  const keys = ['resourceAttributes', 'nonResourceAttributes'].filter((key) => isObject(spec[key]));
  return Object.fromEntries(keys.map((key) => [key, withoutEmpty(asObject(spec[key]))]));
}

function withoutEmpty(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== '' && field !== null));
}

function statusOf(decision: ReturnType<typeof decide>): object {
  return decision.allowed ? { allowed: true, reason: decision.reason } : { allowed: false };
}

/** All my rules in a project; the order means nothing. */
export function reviewSelfRules(call: ApiCall, state: ClusterState): ApiReply {
  const namespace = asString(asObject(call.body['spec'])['namespace']);
  if (namespace === '') throw badRequest('no namespace on request');
  const roles = grantsOf(state, call.identity, namespace).map((grant) => grant.role);
  return json(201, {
    kind: 'SelfSubjectRulesReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: { creationTimestamp: null },
    spec: {},
    status: {
      resourceRules: roles.flatMap((role) => role.rules),
      nonResourceRules: roles.flatMap((role) => role.nonResourceRules ?? []),
      incomplete: false,
    },
  });
}
