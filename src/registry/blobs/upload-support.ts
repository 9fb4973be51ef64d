/** single: one PUT with everything; stream: one PATCH with everything, then an empty PUT; chunks: several PATCHes. */
export type UploadMethod = 'single' | 'stream' | 'chunks';

// Below this size a third request costs more than resending the blob.
const SMALL_BLOB_BYTES = 4 * 1024 * 1024;
const CHUNK_BYTES = 16 * 1024 * 1024;
// No real limit is below this; a registry that still refuses does so for another reason.
const MIN_BODY_BYTES = 256 * 1024;

/**
 * The upload methods of one registry, as learned during the run (registry.md §4.2): nearly all accept a whole blob by PUT and by
 * PATCH, some only one of them, and some are behind a proxy that limits body sizes.
 */
export class UploadSupport {
  readonly #refused = new Set<UploadMethod>();
  readonly #proven = new Set<UploadMethod>();
  #maxBodyBytes = Number.POSITIVE_INFINITY;

  /** Large blobs use PATCH: a failure at the end, such as an expired token, then only costs an empty PUT. */
  methodFor(sizeBytes: number): UploadMethod {
    if (sizeBytes > this.#maxBodyBytes) return 'chunks';
    const order: readonly UploadMethod[] =
      sizeBytes <= SMALL_BLOB_BYTES ? ['single', 'stream'] : ['stream', 'single'];
    return order.find((method) => !this.#refused.has(method)) ?? 'chunks';
  }

  chunkBytes(minChunkBytes: number): number {
    return Math.max(Math.min(CHUNK_BYTES, this.#maxBodyBytes), minChunkBytes, 1);
  }

  succeeded(method: UploadMethod): void {
    this.#proven.add(method);
  }

  /** False when the method has worked here or there is no alternative, so the refusal has another cause. */
  refuse(method: UploadMethod): boolean {
    if (method === 'chunks' || this.#proven.has(method) || this.#refused.has(method)) return false;
    this.#refused.add(method);
    return true;
  }

  /** Reduces the chunk size after a 413 for this body size. False when it cannot be reduced further. */
  limitBody(sizeBytes: number): boolean {
    const limit = Math.floor(Math.min(sizeBytes, this.#maxBodyBytes) / 2);
    if (limit < MIN_BODY_BYTES) return false;
    this.#maxBodyBytes = limit;
    return true;
  }
}
