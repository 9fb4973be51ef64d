import { parseExactJson } from '../../src/core/text/exact-json.ts';
import type { Json, JsonObject } from '../state/json.ts';
import { isObject } from '../state/json.ts';
import { badRequest, notImplemented, StatusFailure } from '../exchange/status.ts';
import { applyJsonPatch, PatchFailure } from './json-patch.ts';
import { applyStrategicMerge, MissingMergeKey } from './strategic-merge.ts';

/** `maxJSONPatchOperations` of Kubernetes (apiserver/pkg/endpoints/handlers/patch.go). */
const MAX_OPERATIONS = 10_000;

/**
 * Applies a PATCH body to an object by its content type.
 * @throws StatusFailure 400 for a body that is no patch, 413 for too many operations, 415 for unknown types, 422 for a JSON
 *   patch that fails, 500 for a missing merge key
 */
export function applyPatch(
  document: object,
  contentType: string | undefined,
  body: Uint8Array,
  isStream: boolean,
): JsonObject {
  const type = (contentType ?? '').split(';')[0]?.trim() ?? '';
  if (type === 'application/apply-patch+yaml') throw notImplemented('server-side apply');
  const apply = PATCHES[type];
  if (apply === undefined) {
    throw new StatusFailure(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
  }
  const result = guard(() => apply(structuredClone(document) as unknown as Json, parse(body), isStream));
  if (!isObject(result)) throw badRequest('the patched object is no object');
  return result;
}

const PATCHES: Readonly<Record<string, (document: Json, patch: Json, isStream: boolean) => Json>> = {
  'application/json-patch+json': (document, patch) => applyJsonPatch(document, operationsOf(patch)),
  'application/merge-patch+json': (document, patch) => applyMergePatch(document, patch),
  'application/strategic-merge-patch+json': (document, patch, isStream) =>
    applyStrategicMerge(document, patch, isStream),
};

/**
 * RFC 7386: `null` removes, objects are merged, everything else replaces. No library: `json-merge-patch` is older than this
 * function is long, changes what it is given, and knows no integers of 64 bits.
 */
export function applyMergePatch(target: Json, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const result: JsonObject = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = applyMergePatch(result[key] ?? null, value);
  }
  return result;
}

function operationsOf(patch: Json): readonly Json[] {
  const misfit = Array.isArray(patch) ? patch.find((item) => !isObject(item)) : patch;
  if (!Array.isArray(patch) || misfit !== undefined) {
    const [what, type] = Array.isArray(patch) ? [misfit, 'Operation'] : [patch, 'Patch'];
    const kind = Array.isArray(what) ? 'array' : typeof what;
    throw badRequest(`json: cannot unmarshal ${kind} into Go value of type jsonpatch.${type}`);
  }
  if (patch.length <= MAX_OPERATIONS) return patch;
  throw new StatusFailure(
    413,
    'RequestEntityTooLarge',
    `Request entity too large: The allowed maximum operations in a JSON patch is ${MAX_OPERATIONS}, got ${patch.length}`,
  );
}

function parse(body: Uint8Array): Json {
  try {
    return parseExactJson(Buffer.from(body).toString('utf8')) as Json;
  } catch {
    throw badRequest('error decoding patch');
  }
}

function guard(work: () => Json): Json {
  try {
    return work();
  } catch (error) {
    if (error instanceof MissingMergeKey) throw new StatusFailure(500, undefined, error.message);
    if (error instanceof PatchFailure) {
      throw new StatusFailure(
        422,
        'Invalid',
        'the server rejected our request due to an error in our request',
        {},
      );
    }
    throw error;
  }
}
