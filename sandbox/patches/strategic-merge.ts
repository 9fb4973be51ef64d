import { formatExactJson } from '../../src/core/text/exact-json.ts';
import { isObject, type Json, type JsonObject } from '../state/json.ts';

/** A list item lacks the key that tells which item it is (capture 41zs): HTTP 500. */
export class MissingMergeKey extends Error {
  override readonly name = 'MissingMergeKey';
}

/**
 * Lists that are merged item by item and the field that identifies an item (`patchMergeKey` of the Go types).
 * Paths end with the list's field; lists not named here are replaced.
 */
const MERGE_KEYS: readonly (readonly [suffix: string, key: string])[] = [
  ['.containers', 'name'],
  ['.initContainers', 'name'],
  ['.containers.env', 'name'],
  ['.initContainers.env', 'name'],
  ['.containers.ports', 'containerPort'],
  ['.containers.volumeMounts', 'mountPath'],
  ['.initContainers.volumeMounts', 'mountPath'],
  ['.template.spec.volumes', 'name'],
  ['.template.spec.imagePullSecrets', 'name'],
  ['.template.spec.hostAliases', 'ip'],
  ['metadata.ownerReferences', 'uid'],
  ['status.conditions', 'type'],
  ['secrets', 'name'],
];

/** Streams merge their spec tags by name (capture 49zzh). */
const STREAM_MERGE_KEYS: readonly (readonly [suffix: string, key: string])[] = [['spec.tags', 'name']];

/** A strategic merge patch with the directives `$patch: delete|replace` and `$setElementOrder/…`, `$retainKeys` ignored. */
export function applyStrategicMerge(target: Json, patch: Json, isStream = false): Json {
  const keys = isStream ? [...MERGE_KEYS, ...STREAM_MERGE_KEYS] : MERGE_KEYS;
  return merge(target, patch, '', keys);
}

type MergeKeys = readonly (readonly [suffix: string, key: string])[];

function merge(target: Json, patch: Json, path: string, keys: MergeKeys): Json {
  if (!isObject(patch)) return Array.isArray(patch) ? mergeList(target, patch, path, keys) : patch;
  if (patch['$patch'] === 'replace') return withoutDirectives(patch);
  const result: JsonObject = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$')) continue;
    if (value === null) delete result[key];
    else result[key] = merge(result[key] ?? null, value, path === '' ? key : `${path}.${key}`, keys);
  }
  return result;
}

function mergeList(target: Json, patch: Json[], path: string, keys: MergeKeys): Json {
  const key = keys.find(([suffix]) => path === suffix || path.endsWith(suffix))?.[1];
  if (key === undefined) return patch;
  const items: Json[] = Array.isArray(target) ? [...target] : [];
  for (const item of patch) {
    if (!isObject(item)) return patch;
    const identity = item[key];
    if (identity === undefined) {
      throw new MissingMergeKey(`map: map[${goMap(item)}] does not contain declared merge key: ${key}`);
    }
    const index = items.findIndex((candidate) => isObject(candidate) && candidate[key] === identity);
    const existing = items[index];
    if (item['$patch'] === 'delete') {
      if (existing !== undefined) items.splice(index, 1);
    } else if (existing === undefined) items.push(merge({}, item, path, keys));
    else items[index] = merge(existing, item, path, keys);
  }
  return items;
}

function withoutDirectives(patch: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(patch).filter(([key]) => !key.startsWith('$')));
}

function goMap(item: JsonObject): string {
  return Object.keys(item)
    .sort()
    .map((key) => `${key}:${goValue(item[key])}`)
    .join(' ');
}

function goValue(value: Json | undefined): string {
  return typeof value === 'string' ? value : formatExactJson(value ?? null);
}
