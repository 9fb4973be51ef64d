import type { Descriptor } from '../image/descriptor.ts';
import type { Digest } from '../image/digest.ts';
import type { Side } from '../text/errors.ts';
import type { Manifest } from '../image/manifest.ts';

/** What a registry lists as attached to a digest, because it has that digest as `subject`. */
export type ReferrerList =
  | {
      readonly kind: 'listed';
      readonly referrers: readonly Descriptor[];
      /** false: there are more than were asked for */
      readonly isComplete: boolean;
    }
  /** the registry has no such list: an index under a tag may stand in for it (distribution-spec, "Unavailable Referrers API") */
  | { readonly kind: 'unsupported' };

export interface TagList {
  readonly tags: ReadonlySet<string>;
  /** false: there are more than were asked for */
  readonly isComplete: boolean;
}

/** One repository of one registry, seen with the credentials of one side. */
export interface Repository {
  readonly side: Side;
  /** `host[:port]`, without scheme */
  readonly host: string;
  readonly name: string;

  /**
   * The manifest behind a tag or digest: the bytes as they came, hashed. Asked by digest, other bytes are an error.
   * @throws PromoteError IMAGE_NOT_FOUND, DIGEST_MISMATCH, MANIFEST_INVALID, MANIFEST_UNSUPPORTED, …
   */
  getManifest(reference: string, signal: AbortSignal): Promise<Manifest>;

  /** The digest a tag points to; undefined when tag or repository does not exist. */
  resolveTag(tag: string, signal: AbortSignal): Promise<Digest | undefined>;

  /** Stores a manifest under a tag or under its own digest and checks what the registry says it stored. */
  putManifest(manifest: Manifest, reference: string, signal: AbortSignal): Promise<void>;

  /**
   * What the referrers API lists for a digest, at most `limit` entries. That a registry has no such API is remembered.
   * @throws PromoteError when the registry has one but fails at it
   */
  listReferrers(subject: Digest, limit: number, signal: AbortSignal): Promise<ReferrerList>;

  /** A blob that fits into memory, such as a config; the caller has looked at its size. Its bytes are hashed. */
  readBlob(blob: Descriptor, signal: AbortSignal): Promise<Uint8Array>;

  /** The tags on the first `maxPages` pages; undefined: the registry does not tell, so ask for each tag. */
  listTags(maxPages: number, signal: AbortSignal): Promise<TagList | undefined>;
}

/** How a blob came to be at the destination. */
export type BlobOutcome = 'copied' | 'mounted' | 'present';

export interface BlobRoute {
  readonly source: Repository;
  readonly destination: Repository;
  /** called as bytes arrive from the source; after a restart of the blob it is called with a negative count */
  readonly onBytes: (countBytes: number) => void;
  /** false: trust no "exists" of the destination, upload in any case (after MANIFEST_BLOB_UNKNOWN) */
  readonly shortcuts: boolean;
}

/** What the domain needs from registries. */
export interface Registries {
  repository(side: Side, host: string, name: string): Repository;
  /** Makes one blob present at the destination; every byte is hashed before the upload is committed. */
  copyBlob(blob: Descriptor, route: BlobRoute, signal: AbortSignal): Promise<BlobOutcome>;
}
