import { formatExactJson } from '../../src/core/text/exact-json.ts';
import { StatusFailure } from '../exchange/status.ts';
import { asObject, asString, isObject, type Json, type JsonObject } from '../state/json.ts';

const TOP = ['apiVersion', 'kind', 'metadata', 'spec', 'status'];

/** The fields of some objects: enough to find a slip of the pen at the places where it is made most often. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  'Role ': ['apiVersion', 'kind', 'metadata', 'rules'],
  'RoleBinding ': ['apiVersion', 'kind', 'metadata', 'roleRef', 'subjects'],
  'LimitRange ': ['apiVersion', 'kind', 'metadata', 'spec'],
  'LimitRange .spec': ['limits'],
  'ResourceQuota ': TOP,
  'ResourceQuota .spec': ['hard', 'scopes', 'scopeSelector'],
  'Deployment ': TOP,
  'Deployment .spec': [
    ...['replicas', 'selector', 'template', 'strategy', 'minReadySeconds'],
    ...['revisionHistoryLimit', 'paused', 'progressDeadlineSeconds'],
  ],
  'DeploymentConfig ': TOP,
  'DeploymentConfig .spec': [
    ...['replicas', 'selector', 'template', 'strategy', 'minReadySeconds'],
    ...['revisionHistoryLimit', 'paused', 'triggers', 'test'],
  ],
  'Route ': TOP,
  'Route .spec': [
    'host',
    'subdomain',
    'path',
    'to',
    'alternateBackends',
    'port',
    'tls',
    'wildcardPolicy',
    'httpHeaders',
  ],
  'Service ': TOP,
  'ConfigMap ': ['apiVersion', 'kind', 'metadata', 'data', 'binaryData', 'immutable'],
  'Secret ': ['apiVersion', 'kind', 'metadata', 'data', 'stringData', 'type', 'immutable'],
};

const TEXT_MAPS: Readonly<Record<string, readonly string[]>> = {
  ConfigMap: ['data'],
  Secret: ['data', 'stringData'],
};

/** The first field that the kind does not have, as `spec.replicaz`; undefined: there is none, or nobody knows. */
export function unknownField(kind: string, body: JsonObject): string | undefined {
  for (const path of ['', '.spec']) {
    const known = FIELDS[`${kind} ${path}`];
    const value = path === '' ? body : body['spec'];
    if (known === undefined || !isObject(value)) continue;
    const unknown = Object.keys(value).find((key) => !known.includes(key));
    if (unknown !== undefined) return `${path}.${unknown}`.slice(1);
  }
  return undefined;
}

/** The object without fields that its kind does not have: they are dropped when it is decoded (capture 44k). */
export function withoutUnknown(kind: string, body: JsonObject): JsonObject {
  const only = (path: string, value: JsonObject): JsonObject => {
    const known = FIELDS[`${kind} ${path}`];
    if (known === undefined) return value;
    return Object.fromEntries(Object.entries(value).filter(([key]) => known.includes(key)));
  };
  const top = only('', body);
  return isObject(top['spec']) ? { ...top, spec: only('.spec', top['spec']) } : top;
}

/** @throws StatusFailure 500 as server-side apply answers what its schema does not know (captures 44i, 44n, 44v2) */
export function requireSchema(body: JsonObject): void {
  const kind = asString(body['kind']);
  const refuse = (what: string): Error => {
    const name = asString(asObject(body['metadata'])['name']);
    const version = asString(body['apiVersion']);
    const group = version.includes('/') ? version : `/${version}`;
    return new StatusFailure(
      500,
      undefined,
      `failed to create typed patch object (/${name}; ${group}, Kind=${kind}): ${what}`,
    );
  };
  const unknown = unknownField(kind, body);
  if (unknown !== undefined) throw refuse(`.${unknown}: field not declared in schema`);
  for (const map of TEXT_MAPS[kind] ?? []) {
    for (const [key, value] of Object.entries(asObject(body[map]))) {
      if (typeof value === 'string') continue;
      throw refuse(`.${map}.${key}: expected string, got &value.valueUnstructured{Value:${goText(value)}}`);
    }
  }
}

function goText(value: Json): string {
  return value === null ? '<nil>' : typeof value === 'object' ? formatExactJson(value) : String(value);
}
