import { PromoteError } from './errors.ts';

/** A JSON object as it was read: only own properties, nothing known about them. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Go writes a nil pointer, list or map as null. */
export function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

/**
 * Parses unambiguous JSON. Two parsers must never read the same bytes differently: they differ in duplicate keys, byte order marks
 * and invalid UTF-8, so none of these is accepted.
 * @param what names it in messages
 * @throws PromoteError MANIFEST_INVALID
 */
export function parseStrictJson(bytes: Uint8Array, what = 'the manifest'): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new PromoteError({ code: 'MANIFEST_INVALID', message: `${what} is not valid UTF-8`, cause });
  }
  if (text.startsWith('\uFEFF')) {
    throw new PromoteError({
      code: 'MANIFEST_INVALID',
      message: `${what} starts with a byte order mark`,
    });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new PromoteError({ code: 'MANIFEST_INVALID', message: `${what} is not valid JSON`, cause });
  }
  const duplicate = findDuplicateKey(text);
  if (duplicate === undefined) return value;
  throw new PromoteError({
    code: 'MANIFEST_INVALID',
    message: `${what} has the key ${JSON.stringify(duplicate.slice(0, 80))} twice in one object`,
  });
}

/** `text` is known to be valid JSON, so one pass over its characters is sufficient. Linear, without recursion. */
function findDuplicateKey(text: string): string | undefined {
  // one entry per open bracket: the keys of an object, or undefined for an array
  const open: (Set<string> | undefined)[] = [];
  let expectsKey = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === '"') {
      const end = endOfString(text, at);
      const keys = open.at(-1);
      if (expectsKey && keys !== undefined) {
        const key = JSON.parse(text.slice(at, end)) as string;
        if (keys.has(key)) return key;
        keys.add(key);
        expectsKey = false;
      }
      at = end - 1;
    } else if (char === '{') {
      open.push(new Set());
      expectsKey = true;
    } else if (char === '[') {
      open.push(undefined);
    } else if (char === '}' || char === ']') {
      open.pop();
      expectsKey = false;
    } else if (char === ',') {
      expectsKey = open.at(-1) !== undefined;
    }
  }
  return undefined;
}

/** Index after the closing quote of the string that starts at `start`; strings are most of a manifest, so they are skipped. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end + 1;
}

/** Whether it is preceded by an odd number of backslashes. */
function isEscaped(text: string, at: number): boolean {
  let first = at;
  while (text[first - 1] === '\\') first -= 1;
  return (at - first) % 2 === 1;
}

/**
 * Go's parser takes `Layers` for `layers`, ours does not: keys that differ from a known one only in case are refused.
 * Upper- then lower-casing folds the long s and the Kelvin sign as Go does.
 * @throws PromoteError MANIFEST_INVALID
 */
export function requireExactKeys(object: JsonObject, known: ReadonlySet<string>, place: string): void {
  const folded = new Map([...known].map((key) => [foldCase(key), key]));
  for (const key of Object.keys(object)) {
    const meant = folded.get(foldCase(key));
    if (meant === undefined || meant === key) continue;
    throw new PromoteError({
      code: 'MANIFEST_INVALID',
      message: `${place} has the key ${JSON.stringify(key)}, which some readers take for "${meant}"`,
    });
  }
}

function foldCase(key: string): string {
  return key.toUpperCase().toLowerCase();
}
