/** single: one PUT with everything; stream: one PATCH with everything, then an empty PUT; chunks: several PATCHes. */
export type UploadMethod = 'single' | 'stream' | 'chunks';

// Below this the third request costs more than sending the blob again would.
const SMALL_BLOB_BYTES = 4 * 1024 * 1024;
const CHUNK_BYTES = 16 * 1024 * 1024;
// Nobody means to allow less than this; a registry that still refuses refuses for another reason.
const MIN_BODY_BYTES = 256 * 1024;

/**
 * How one registry takes uploads, as it turns out during the run (registry.md §4.2): nearly all take both ways of sending a blob
 * in one go, some only one of them, and some sit behind a proxy that limits bodies.
 */
export class UploadSupport {
  readonly #refused = new Set<UploadMethod>();
  readonly #proven = new Set<UploadMethod>();
  #maxBodyBytes = Number.POSITIVE_INFINITY;

  /** A large blob goes by PATCH: what fails at the end, such as an expired token, then costs an empty PUT only. */
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

  /** False: the method has worked here, or there is no other one, so it is not the method that is refused. */
  refuse(method: UploadMethod): boolean {
    if (method === 'chunks' || this.#proven.has(method) || this.#refused.has(method)) return false;
    this.#refused.add(method);
    return true;
  }

  /** A body of this size was too large (413). False: smaller ones make no sense. */
  limitBody(sizeBytes: number): boolean {
    const limit = Math.floor(Math.min(sizeBytes, this.#maxBodyBytes) / 2);
    if (limit < MIN_BODY_BYTES) return false;
    this.#maxBodyBytes = limit;
    return true;
  }
}
