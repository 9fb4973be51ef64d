import type { Bundle } from '@sigstore/bundle';
import type { Digest } from '../../core/image/digest.ts';

/** A signature in cosign's older format: a layer under the tag `….sig` (registry.md §7.1). */
export interface SimpleSignature {
  /** of the manifest that holds it */
  readonly manifest: Digest;
  /** what is signed, byte for byte */
  readonly payload: Uint8Array;
  readonly signature: Buffer;
  /** annotations of the layer: certificate, proof of a log, timestamp */
  readonly annotations: Readonly<Record<string, string>>;
}

/** A statement with its signature: a bundle, or an envelope under the tag `….att`. */
export interface SignedStatement {
  readonly manifest: Digest;
  readonly format: 'bundle' | 'envelope';
  readonly bundle: Bundle;
}

/** An unsigned attachment, such as an SBOM. */
export interface AttachedDocument {
  readonly manifest: Digest;
  /** media type, or type of the predicate */
  readonly type: string;
}

/** All that is attached to one digest and may prove something about it. */
export interface Evidence {
  readonly subject: Digest;
  readonly signatures: readonly SimpleSignature[];
  readonly statements: readonly SignedStatement[];
  readonly documents: readonly AttachedDocument[];
  /** unusable attachments, each with its reason */
  readonly unusable: readonly string[];
  /** attachments that could not be read: while there are any, the newest statement is unknown */
  readonly unread: readonly string[];
}
