import type { Digest } from './digest.ts';
import { PromoteError } from '../text/errors.ts';

/**
 * Cause of an error if a registry lacks content that a manifest refers to (MANIFEST_BLOB_UNKNOWN), although it reported or received
 * it: a stale cache, or content that was pruned in the meantime. Pushing the content without shortcuts fixes it.
 */
export interface MissingContent {
  readonly kind: 'missing-content';
  /** as the registry names them; empty when it names none */
  readonly digests: readonly Digest[];
}

/** The missing content, if that is why `Repository.putManifest` threw `error`. */
export function missingContentOf(error: unknown): MissingContent | undefined {
  const cause = error instanceof PromoteError ? error.cause : undefined;
  return isMissingContent(cause) ? cause : undefined;
}

function isMissingContent(cause: unknown): cause is MissingContent {
  return typeof cause === 'object' && cause !== null && 'kind' in cause && cause.kind === 'missing-content';
}
