import { asObject, asString, asStringMap, isObject, type JsonObject } from '../state/json.ts';
import type { ConfigMap } from '../state/config-kinds.ts';
import type { RoleBinding, Subject } from '../state/kinds.ts';
import { readMetadata, updatedMetadata, type ResourceSpec } from './resource-spec.ts';
import { notImplemented } from '../exchange/status.ts';

const core = { group: '', version: 'v1', namespaced: true, fields: {} } as const;

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

export const CONFIG_MAPS: ResourceSpec<'configmaps'> = {
  ...core,
  resource: 'configmaps',
  kind: 'ConfigMap',
  bookmark: { metadata: {} },
  build: (body, call, state) => ({
    metadata: readMetadata(body, call, 'ConfigMap', state),
    ...readData(body),
  }),
  rebuild: (body, stored) => ({ metadata: updatedMetadata(body, stored), ...readData(body) }),
};

function readData(body: JsonObject): Pick<ConfigMap, 'data' | 'binaryData'> {
  const data = asStringMap(body['data']);
  const binaryData = asStringMap(body['binaryData']);
  return {
    ...(data === undefined ? {} : { data }),
    ...(binaryData === undefined ? {} : { binaryData }),
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
