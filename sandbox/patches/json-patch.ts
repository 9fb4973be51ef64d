import { isDeepStrictEqual } from 'node:util';
import { isObject, type Json } from '../state/json.ts';

/** A JSON patch (RFC 6902) that could not be applied: a failed `test`, a path that does not exist. */
export class PatchFailure extends Error {
  override readonly name = 'PatchFailure';
}

interface Operation {
  readonly op: string;
  readonly path: readonly string[];
  readonly from: readonly string[] | undefined;
  readonly value: Json | undefined;
}

/** Applies all operations to a copy. @throws PatchFailure */
export function applyJsonPatch(document: Json, patch: Json): Json {
  if (!Array.isArray(patch)) throw new PatchFailure('a JSON patch is a list');
  let result = structuredClone(document);
  for (const item of patch) result = apply(result, readOperation(item));
  return result;
}

function readOperation(item: Json): Operation {
  if (!isObject(item) || typeof item['op'] !== 'string' || typeof item['path'] !== 'string') {
    throw new PatchFailure('an operation needs op and path');
  }
  const from = item['from'];
  return {
    op: item['op'],
    path: pointer(item['path']),
    from: typeof from === 'string' ? pointer(from) : undefined,
    value: item['value'],
  };
}

function pointer(text: string): readonly string[] {
  if (text === '') return [];
  return text
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function apply(document: Json, operation: Operation): Json {
  const { op, path, from, value } = operation;
  switch (op) {
    case 'add':
      return write(document, path, required(value), true);
    case 'replace':
      read(document, path);
      return write(document, path, required(value), false);
    case 'remove':
      return erase(document, path);
    case 'copy':
      return write(document, path, structuredClone(read(document, required(from))), true);
    case 'move': {
      const moved = read(document, required(from));
      return write(erase(document, required(from)), path, moved, true);
    }
    case 'test':
      if (isDeepStrictEqual(read(document, path), required(value))) return document;
      throw new PatchFailure(`test of /${path.join('/')} failed`);
    default:
      throw new PatchFailure(`unknown operation ${op}`);
  }
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new PatchFailure('an operation lacks a field');
  return value;
}

function read(document: Json, path: readonly string[]): Json {
  let current: Json | undefined = document;
  for (const part of path) {
    if (Array.isArray(current)) current = current[Number(part)];
    else current = isObject(current) ? current[part] : undefined;
    if (current === undefined) throw new PatchFailure(`no value at /${path.join('/')}`);
  }
  return current;
}

function write(document: Json, path: readonly string[], value: Json, insert: boolean): Json {
  const last = path.at(-1);
  if (last === undefined) return value;
  const parent = read(document, path.slice(0, -1));
  if (Array.isArray(parent)) {
    const index = last === '-' ? parent.length : Number(last);
    if (!Number.isInteger(index) || index > parent.length) throw new PatchFailure(`no index ${last}`);
    parent.splice(index, insert ? 0 : 1, value);
  } else if (isObject(parent)) parent[last] = value;
  else throw new PatchFailure(`no object at /${path.slice(0, -1).join('/')}`);
  return document;
}

function erase(document: Json, path: readonly string[]): Json {
  read(document, path);
  const parent = read(document, path.slice(0, -1));
  const last = path.at(-1) ?? '';
  if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else if (isObject(parent)) delete parent[last];
  return document;
}
