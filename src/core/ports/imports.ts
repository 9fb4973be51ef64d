import type { Digest } from '../image/digest.ts';
import type { PromoteError } from '../text/errors.ts';

/**
 * Where pods pull an imported image from: the registry of the cluster, which fetches it from the source, or the source
 * registry.
 */
export type ReferencePolicy = 'local' | 'source';

/** An image that a cluster is to pull by itself, and the tags that are to point to it. */
export interface ImportRequest {
  readonly project: string;
  readonly stream: string;
  readonly tags: readonly string[];
  /** `host/path@digest`, or `host/path:tag` to follow a tag */
  readonly from: string;
  readonly referencePolicy: ReferencePolicy;
  /** the cluster looks again every now and then, and moves the tags */
  readonly scheduled: boolean;
  /** the cluster takes any certificate, and plain HTTP */
  readonly insecure: boolean;
}

/** What a cluster finds when it looks for an image. `refused`: it has no credentials for it, or not the right ones. */
export type ProbeResult =
  | { readonly kind: 'found'; readonly digest: Digest }
  | { readonly kind: 'refused'; readonly error: PromoteError };

/** A tag after an import. */
export interface ImportedTag {
  readonly tag: string;
  readonly digest: Digest;
}

/** What the domain needs to have a cluster pull images by itself. */
export interface Imports {
  /**
   * Lets the cluster look for the image; nothing is stored.
   * @throws PromoteError IMAGE_NOT_FOUND, TLS_FAILED, CONNECTION_FAILED, ACCESS_DENIED, …
   */
  probe(request: ImportRequest, signal: AbortSignal): Promise<ProbeResult>;

  /**
   * Imports into every tag. A tag whose import fails is put back to what it was, so that the cluster does not try it again.
   * @throws PromoteError as `probe`, QUOTA_EXCEEDED
   */
  run(request: ImportRequest, signal: AbortSignal): Promise<readonly ImportedTag[]>;

  /** `host/project/stream` of a stream, as pods of the cluster pull it. The stream need not exist. */
  repositoryOf(project: string, stream: string, signal: AbortSignal): Promise<string>;
}
