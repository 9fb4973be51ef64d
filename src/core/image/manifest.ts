import type { Descriptor } from './descriptor.ts';
import type { Digest } from './digest.ts';
import type { ManifestMediaType } from './media-types.ts';

/** What an index (OCI) or manifest list (Docker) holds. */
export interface IndexContent {
  readonly kind: 'index';
  readonly manifests: readonly Descriptor[];
  readonly subject?: Descriptor | undefined;
  readonly artifactType?: string | undefined;
  readonly annotations: Readonly<Record<string, string>>;
}

/** What an image manifest holds; artifacts (signatures, SBOMs, charts) have the same shape. */
export interface ImageContent {
  readonly kind: 'image';
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly subject?: Descriptor | undefined;
  readonly artifactType?: string | undefined;
  readonly annotations: Readonly<Record<string, string>>;
}

/** A manifest is passed on as its original bytes; `content` is read-only and never serialized again. */
export interface Manifest {
  readonly bytes: Uint8Array;
  readonly mediaType: ManifestMediaType;
  readonly digest: Digest;
  readonly content: IndexContent | ImageContent;
}
