import { applyPatch, type Operation } from 'rfc6902';
import { isObject, type Json } from '../state/json.ts';

/** A JSON patch (RFC 6902) that could not be applied: a failed `test`, a path that does not exist. */
export class PatchFailure extends Error {
  override readonly name = 'PatchFailure';
}

/** Applies all operations to a copy of the document, or none. @throws PatchFailure */
export function applyJsonPatch(document: Json, patch: readonly Json[]): Json {
  const result = structuredClone(document);
  let failures: readonly (Error | null)[];
  try {
    failures = applyPatch(result, patch.filter(isOperation));
  } catch (cause) {
    throw new PatchFailure('an operation has no path', { cause });
  }
  const failure = failures.find((found) => found !== null);
  if (failure !== undefined) throw new PatchFailure(failure.message, { cause: failure });
  return result;
}

/** What an operation lacks is found when it is applied. */
function isOperation(item: Json): item is Json & Operation {
  return isObject(item);
}
