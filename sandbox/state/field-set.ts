import { isObject, type Json, type JsonObject } from './json.ts';
import { isAtomic, itemKey, listKeysOf } from './list-keys.ts';

/** Values by the path of their field, as conflicts name it: `.spec.template.spec.containers[name="c"].image`. */
export type FieldValues = ReadonlyMap<string, Json>;

/** Fields without a manager: those of the server, and those that identify the object. */
const UNOWNED =
  /^\.(apiVersion|kind|status)$|^\.metadata\.(name|namespace|uid|resourceVersion|generation|creationTimestamp|generateName|managedFields|deletion\w+)$/;

/** Every field of an object that can have a manager. */
export function fieldsOf(object: JsonObject, kind: string): FieldValues {
  const fields = new Map<string, Json>();
  collect(object, '', '', kind, fields);
  return fields;
}

function collect(value: Json, path: string, bare: string, kind: string, into: Map<string, Json>): void {
  if (UNOWNED.test(path)) return;
  const keys = Array.isArray(value) ? listKeysOf(bare) : undefined;
  if (Array.isArray(value) && keys !== undefined) {
    for (const item of value.filter(isObject)) {
      const name = `${path}[${itemKey(item, keys)}]`;
      for (const [key, inner] of Object.entries(item)) {
        // the keys of an item are whose the item is
        collect(inner, `${name}.${key}`, `${bare}.${key}`, kind, into);
      }
    }
    return;
  }
  if (isObject(value) && !isAtomic(bare, kind) && (path === '' || Object.keys(value).length > 0)) {
    for (const [key, inner] of Object.entries(value)) {
      collect(inner, `${path}.${key}`, `${bare}.${key}`, kind, into);
    }
    return;
  }
  into.set(path, value);
}

/** The live object with what is applied laid over it, and without the fields in `removed`. */
export function mergeApplied(
  live: JsonObject,
  applied: JsonObject,
  removed: ReadonlySet<string>,
  kind: string,
): JsonObject {
  return merge(prune(live, '', '', removed), applied, '', kind) as JsonObject;
}

function prune(value: Json, path: string, bare: string, removed: ReadonlySet<string>): Json {
  const keys = Array.isArray(value) ? listKeysOf(bare) : undefined;
  if (Array.isArray(value) && keys !== undefined) {
    return value.flatMap((item) => {
      if (!isObject(item)) return [item];
      const kept = prune(item, `${path}[${itemKey(item, keys)}]`, bare, removed);
      // an item goes with its keys
      return isObject(kept) && keys.some((key) => key in item && !(key in kept)) ? [] : [kept];
    });
  }
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([key]) => !removed.has(`${path}.${key}`));
  return Object.fromEntries(
    entries.map(([key, inner]) => [key, prune(inner, `${path}.${key}`, `${bare}.${key}`, removed)]),
  );
}

function merge(live: Json, applied: Json, bare: string, kind: string): Json {
  const keys = Array.isArray(applied) ? listKeysOf(bare) : undefined;
  if (Array.isArray(applied) && keys !== undefined) {
    const items = Array.isArray(live) ? [...live] : [];
    for (const item of applied.filter(isObject)) {
      const key = itemKey(item, keys);
      const index = items.findIndex((other) => isObject(other) && itemKey(other, keys) === key);
      if (index < 0) items.push(item);
      else items[index] = merge(items[index] ?? null, item, bare, kind);
    }
    return items;
  }
  if (!isObject(applied) || !isObject(live) || isAtomic(bare, kind)) return applied;
  const result: JsonObject = { ...live };
  for (const [key, value] of Object.entries(applied)) {
    result[key] = merge(live[key] ?? null, value, `${bare}.${key}`, kind);
  }
  return result;
}
