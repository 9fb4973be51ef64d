import type { Digest } from './digest.ts';
import { PromoteError } from '../text/errors.ts';

/**
 * Cause of the error that a registry does not have what a manifest refers to (MANIFEST_BLOB_UNKNOWN), although it said so or
 * was given it: a stale cache, or content that was pruned meanwhile. Pushing the content without shortcuts heals it.
 */
export interface MissingContent {
  readonly kind: 'missing-content';
  /** as the registry names them; empty when it names none */
  readonly digests: readonly Digest[];
}

/** What is missing, when that is why `error` was thrown by `Repository.putManifest`. */
export function missingContentOf(error: unknown): MissingContent | undefined {
  const cause = error instanceof PromoteError ? error.cause : undefined;
  return isMissingContent(cause) ? cause : undefined;
}

function isMissingContent(cause: unknown): cause is MissingContent {
  return typeof cause === 'object' && cause !== null && 'kind' in cause && cause.kind === 'missing-content';
}
