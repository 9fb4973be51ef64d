import { asObject, asString, asStringMap, isObject, type JsonObject } from '../json.ts';
import type { Pod, RoleBinding, Secret, ServiceAccount, Subject } from '../state/kinds.ts';
import { readMetadata, updatedMetadata, type ResourceSpec } from './resource-spec.ts';
import { notImplemented } from './status.ts';

const core = { group: '', version: 'v1', namespaced: true, fields: {} } as const;

export const PODS: ResourceSpec<'pods'> = {
  ...core,
  resource: 'pods',
  kind: 'Pod',
  bookmark: { metadata: {}, spec: { containers: null }, status: {} },
  fields: {
    'status.phase': (object) => (object as Pod).status.phase,
    'spec.nodeName': (object) => (object as Pod).spec.nodeName ?? '',
  },
  build: () => refuse('creating pods'),
  rebuild: () => refuse('changing pods'),
};

export const EVENTS: ResourceSpec<'events'> = {
  ...core,
  resource: 'events',
  kind: 'Event',
  bookmark: { metadata: {}, involvedObject: {}, source: {} },
  fields: Object.fromEntries(
    ['kind', 'namespace', 'name', 'uid'].map((field) => [
      `involvedObject.${field}`,
      (object: unknown) => (object as { involvedObject: Record<string, string> }).involvedObject[field] ?? '',
    ]),
  ),
  build: () => refuse('creating events'),
  rebuild: () => refuse('changing events'),
};

export const SERVICE_ACCOUNTS: ResourceSpec<'serviceaccounts'> = {
  ...core,
  resource: 'serviceaccounts',
  kind: 'ServiceAccount',
  bookmark: { metadata: {} },
  build: (body, call, state) => ({
    metadata: readMetadata(body, call, 'ServiceAccount', state),
    ...accountLists(body),
  }),
  rebuild: (body, stored) => ({ metadata: updatedMetadata(body, stored), ...accountLists(body) }),
};

function accountLists(body: JsonObject): Pick<ServiceAccount, 'secrets' | 'imagePullSecrets'> {
  const names = (key: string): { name: string }[] =>
    (Array.isArray(body[key]) ? body[key] : [])
      .filter(isObject)
      .map((item) => ({ name: asString(item['name']) }));
  const secrets = names('secrets');
  const imagePullSecrets = names('imagePullSecrets');
  return {
    ...(secrets.length === 0 ? {} : { secrets }),
    ...(imagePullSecrets.length === 0 ? {} : { imagePullSecrets }),
  };
}

export const SECRETS: ResourceSpec<'secrets'> = {
  ...core,
  resource: 'secrets',
  kind: 'Secret',
  bookmark: { metadata: {} },
  fields: { type: (object) => (object as Secret).type },
  build: (body, call, state) => ({
    metadata: readMetadata(body, call, 'Secret', state),
    ...secretContent(body),
  }),
  rebuild: (body, stored) => ({ metadata: updatedMetadata(body, stored), ...secretContent(body) }),
};

function secretContent(body: JsonObject): Pick<Secret, 'data' | 'type'> {
  const plain = Object.entries(asStringMap(body['stringData']) ?? {}).map(([key, text]) => [
    key,
    Buffer.from(text).toString('base64'),
  ]);
  const data = { ...asStringMap(body['data']), ...(Object.fromEntries(plain) as Record<string, string>) };
  return {
    ...(Object.keys(data).length === 0 ? {} : { data }),
    type: asString(body['type']) || 'Opaque',
  };
}

export function readRoleBinding(body: JsonObject): Pick<RoleBinding, 'subjects' | 'roleRef'> {
  const reference = asObject(body['roleRef']);
  const subjects = (Array.isArray(body['subjects']) ? body['subjects'] : [])
    .filter(isObject)
    .map(readSubject);
  return {
    ...(subjects.length === 0 ? {} : { subjects }),
    roleRef: {
      apiGroup: asString(reference['apiGroup']) || 'rbac.authorization.k8s.io',
      kind: asString(reference['kind']),
      name: asString(reference['name']),
    },
  };
}

function readSubject(sent: JsonObject): Subject {
  const kind = asString(sent['kind']);
  const apiGroup =
    asString(sent['apiGroup']) || (kind === 'ServiceAccount' ? '' : 'rbac.authorization.k8s.io');
  const namespace = asString(sent['namespace']);
  return {
    kind,
    ...(apiGroup === '' ? {} : { apiGroup }),
    name: asString(sent['name']),
    ...(namespace === '' ? {} : { namespace }),
  };
}

function refuse(what: string): never {
  throw notImplemented(what);
}
