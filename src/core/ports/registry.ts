import type { Descriptor } from '../image/descriptor.ts';
import type { Digest } from '../image/digest.ts';
import type { Side } from '../text/errors.ts';
import type { Manifest } from '../image/manifest.ts';

/** Manifests that have a digest as their `subject`, as listed by a registry. */
export type ReferrerList =
  | {
      readonly kind: 'listed';
      readonly referrers: readonly Descriptor[];
      /** false: there are more than requested */
      readonly isComplete: boolean;
    }
  /** the registry has no referrers API; an index under a tag may replace it (distribution-spec, "Unavailable Referrers API") */
  | { readonly kind: 'unsupported' };

export interface TagList {
  readonly tags: ReadonlySet<string>;
  /** false: there are more than requested */
  readonly isComplete: boolean;
}

/** One repository of one registry, seen with the credentials of one side. */
export interface Repository {
  readonly side: Side;
  /** `host[:port]`, without scheme */
  readonly host: string;
  readonly name: string;

  /**
   * The manifest of a tag or digest: the original bytes, hashed. If requested by digest, other bytes are an error.
   * @throws PromoteError IMAGE_NOT_FOUND, DIGEST_MISMATCH, MANIFEST_INVALID, MANIFEST_UNSUPPORTED, …
   */
  getManifest(reference: string, signal: AbortSignal): Promise<Manifest>;

  /** The digest that a tag points to; undefined if the tag or repository does not exist. */
  resolveTag(tag: string, signal: AbortSignal): Promise<Digest | undefined>;

  /** Stores a manifest under a tag or under its own digest and checks the digest that the registry reports. */
  putManifest(manifest: Manifest, reference: string, signal: AbortSignal): Promise<void>;

  /**
   * What the referrers API lists for a digest, up to `limit` entries. Remembers registries without this API.
   * @throws PromoteError when the registry has one but fails at it
   */
  listReferrers(subject: Digest, limit: number, signal: AbortSignal): Promise<ReferrerList>;

  /** A blob that fits into memory, such as a config; the caller checks its size. Its bytes are hashed. */
  readBlob(blob: Descriptor, signal: AbortSignal): Promise<Uint8Array>;

  /** Whether the registry delivers a blob, wherever it stores it. */
  hasBlob(blob: Descriptor, signal: AbortSignal): Promise<boolean>;

  /** The tags on the first `maxPages` pages; undefined if the registry does not list tags. */
  listTags(maxPages: number, signal: AbortSignal): Promise<TagList | undefined>;
}

/** How a blob was provided at the destination. */
export type BlobOutcome = 'copied' | 'mounted' | 'present';

export interface BlobRoute {
  readonly source: Repository;
  readonly destination: Repository;
  /** called as bytes arrive from the source; after a restart of the blob it is called with a negative count */
  readonly onBytes: (countBytes: number) => void;
  /** false: upload even if the destination reports that the blob exists (after MANIFEST_BLOB_UNKNOWN) */
  readonly shortcuts: boolean;
}

/** What the domain needs from registries. */
export interface Registries {
  repository(side: Side, host: string, name: string): Repository;
  /**
   * Names a repository at the destination from which blobs may be mounted instead of sent. Nothing is believed before the registry
   * confirms it.
   * @param digests what the repository is said to hold; undefined: unknown, so large blobs are looked for
   */
  suggestMounts(
    repository: Pick<Repository, 'side' | 'host' | 'name'>,
    digests: readonly Digest[] | undefined,
  ): void;
  /** Makes one blob present at the destination; every byte is hashed before the upload is committed. */
  copyBlob(blob: Descriptor, route: BlobRoute, signal: AbortSignal): Promise<BlobOutcome>;
}
