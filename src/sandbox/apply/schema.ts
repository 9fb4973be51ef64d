import { StatusFailure } from '../api/status.ts';
import { asObject, asString, isObject, type Json, type JsonObject } from '../json.ts';

const TOP = ['apiVersion', 'kind', 'metadata', 'spec', 'status'];

/** The fields of some objects: enough to find a slip of the pen at the places where it is made most often. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
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
  for (const path of ['', '.spec']) {
    const known = FIELDS[`${kind} ${path}`];
    const value = path === '' ? body : body['spec'];
    if (known === undefined || !isObject(value)) continue;
    const unknown = Object.keys(value).find((key) => !known.includes(key));
    if (unknown !== undefined) throw refuse(`${path}.${unknown}: field not declared in schema`);
  }
  for (const map of TEXT_MAPS[kind] ?? []) {
    for (const [key, value] of Object.entries(asObject(body[map]))) {
      if (typeof value === 'string') continue;
      throw refuse(`.${map}.${key}: expected string, got &value.valueUnstructured{Value:${goText(value)}}`);
    }
  }
}

function goText(value: Json): string {
  return value === null ? '<nil>' : typeof value === 'object' ? JSON.stringify(value) : String(value);
}
