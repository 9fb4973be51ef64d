import { formatExactJson } from '../../core/text/exact-json.ts';
import { isJsonObject, type JsonObject } from '../../core/text/strict-json.ts';

type Values = Readonly<Record<string, string>>;

/** Replaces `${NAME}` by the value of that name; unknown names are left unchanged, as in templates. */
export function fillText(text: string, values: Values): string {
  return text.replace(/\$\{([A-Za-z0-9_]+)\}/g, (found, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? found) : found,
  );
}

/** The same for every string of an object. */
export function fillObject(object: JsonObject, values: Values): JsonObject {
  return fill(object, values) as JsonObject;
}

function fill(value: unknown, values: Values): unknown {
  if (typeof value === 'string') return fillText(value, values);
  if (Array.isArray(value)) return value.map((item) => fill(item, values));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, values)]));
}

/** Placeholders such as `PROMOTE_IMAGE` that are used but have no value. */
export function unknownPlaceholders(object: JsonObject, values: Values): readonly string[] {
  const names = [...formatExactJson(object).matchAll(/\$\{(PROMOTE_[A-Z0-9_]+)\}/g)].map(
    ([, name = '']) => name,
  );
  return [...new Set(names)].filter((name) => !Object.hasOwn(values, name));
}
