import { isJsonObject, type JsonObject } from '../../core/text/strict-json.ts';

const EMPTY: JsonObject = Object.freeze({});

/**
 * The value at a path of keys, or undefined. API objects are untrusted and grow with every version, so they are
 * read field by field, never cast to a type.
 */
export function valueAt(object: unknown, ...keys: readonly string[]): unknown {
  let value: unknown = object;
  for (const key of keys) {
    if (!isJsonObject(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value ?? undefined;
}

/** An object, empty if there is none: Go omits empty values or writes null. */
export function objectAt(object: unknown, ...keys: readonly string[]): JsonObject {
  const value = valueAt(object, ...keys);
  return isJsonObject(value) ? value : EMPTY;
}

/** A string; an empty one counts as absent. */
export function textAt(object: unknown, ...keys: readonly string[]): string | undefined {
  const value = valueAt(object, ...keys);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function numberAt(object: unknown, ...keys: readonly string[]): number | undefined {
  const value = valueAt(object, ...keys);
  return typeof value === 'number' ? value : undefined;
}

/** The objects of a list; other entries are dropped. */
export function objectsAt(object: unknown, ...keys: readonly string[]): readonly JsonObject[] {
  const value = valueAt(object, ...keys);
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** The strings of a list; other entries are dropped. */
export function textsAt(object: unknown, ...keys: readonly string[]): readonly string[] {
  const value = valueAt(object, ...keys);
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];
}

/** Labels or annotations. */
export function textMapAt(object: unknown, ...keys: readonly string[]): Readonly<Record<string, string>> {
  const entries = Object.entries(objectAt(object, ...keys));
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** A copy without some keys. */
export function withoutKeys(object: JsonObject, ...keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}
