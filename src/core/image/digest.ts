import type { Hash } from 'node:crypto';
import { PromoteError } from '../text/errors.ts';

declare const digestBrand: unique symbol;

/** A validated content digest, `sha256:<64 hex>` or `sha512:<128 hex>` (OCI image-spec, descriptor.md, "Digests"). */
export type Digest = string & { readonly [digestBrand]: true };

const PATTERN = /^(?:sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128})$/;

export type DigestAlgorithm = 'sha256' | 'sha512';

export function isDigest(text: unknown): text is Digest {
  return typeof text === 'string' && PATTERN.test(text);
}

/**
 * Validates before a digest can reach a URL, a file name or a look-up (CVE-2024-3727).
 * @throws PromoteError MANIFEST_INVALID
 */
export function parseDigest(text: unknown): Digest {
  if (isDigest(text)) return text;
  throw new PromoteError({
    code: 'MANIFEST_INVALID',
    message: `${typeof text === 'string' ? JSON.stringify(text.slice(0, 160)) : `a ${typeof text}`} is not a digest`,
    hint: 'a digest is sha256: followed by 64 lower-case hexadecimal digits',
  });
}

export function algorithmOf(digest: Digest): DigestAlgorithm {
  return digest.startsWith('sha512:') ? 'sha512' : 'sha256';
}

export function hexOf(digest: Digest): string {
  return digest.slice(digest.indexOf(':') + 1);
}

/** `sha256:0083874168b7…`, for logs. */
export function shortDigest(digest: string): string {
  const colon = digest.indexOf(':');
  return colon < 0 ? digest : digest.slice(0, colon + 13);
}

/** Loading the crypto module takes 4 ms, so it is loaded when there is something to hash and a request is on its way. */
function newHash(algorithm: DigestAlgorithm): Hash {
  return process.getBuiltinModule('node:crypto').createHash(algorithm);
}

export function digestOf(bytes: Uint8Array, algorithm: DigestAlgorithm = 'sha256'): Digest {
  return `${algorithm}:${newHash(algorithm).update(bytes).digest('hex')}` as Digest;
}

/** Counts and hashes a stream of bytes that must match `digest`. */
export class DigestVerifier {
  readonly digest: Digest;
  readonly #hash: Hash;
  #sizeBytes = 0;

  constructor(digest: Digest) {
    this.digest = digest;
    this.#hash = newHash(algorithmOf(digest));
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  update(chunk: Uint8Array): void {
    this.#hash.update(chunk);
    this.#sizeBytes += chunk.byteLength;
  }

  /** Ends the hashing; call once. */
  matches(): boolean {
    return `${algorithmOf(this.digest)}:${this.#hash.digest('hex')}` === this.digest;
  }
}
