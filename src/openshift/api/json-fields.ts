import { isJsonObject, type JsonObject } from '../../core/text/strict-json.ts';

const EMPTY: JsonObject = Object.freeze({});

/**
 * What lies at a path of keys, or undefined. Objects of the API are untrusted and grow with every version, so they are
 * looked into field by field, never taken for a type.
 */
export function valueAt(object: unknown, ...keys: readonly string[]): unknown {
  let value: unknown = object;
  for (const key of keys) {
    if (!isJsonObject(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value ?? undefined;
}

/** An object, empty when there is none: Go leaves out or nulls what is empty. */
export function objectAt(object: unknown, ...keys: readonly string[]): JsonObject {
  const value = valueAt(object, ...keys);
  return isJsonObject(value) ? value : EMPTY;
}

/** A text; an empty one counts as absent. */
export function textAt(object: unknown, ...keys: readonly string[]): string | undefined {
  const value = valueAt(object, ...keys);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function numberAt(object: unknown, ...keys: readonly string[]): number | undefined {
  const value = valueAt(object, ...keys);
  return typeof value === 'number' ? value : undefined;
}

/** The objects of a list; entries of another shape are left out. */
export function objectsAt(object: unknown, ...keys: readonly string[]): readonly JsonObject[] {
  const value = valueAt(object, ...keys);
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** The texts of a list; entries of another shape are left out. */
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
