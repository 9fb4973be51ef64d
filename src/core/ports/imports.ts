import type { Digest } from '../image/digest.ts';
import type { PromoteError } from '../text/errors.ts';
import type { TagWrite } from './streams.ts';

/**
 * Where pods pull an imported image from: the registry of the cluster, which fetches it from the source, or the source
 * registry.
 */
export type ReferencePolicy = 'local' | 'source';

/** An image for a cluster to import, and the tags to point to it. */
export interface ImportRequest {
  readonly project: string;
  readonly stream: string;
  readonly tags: readonly string[];
  /** `host/path@digest`, or `host/path:tag` to follow a tag */
  readonly from: string;
  readonly referencePolicy: ReferencePolicy;
  /** the cluster checks for a new image periodically and moves the tags */
  readonly scheduled: boolean;
  /** the cluster accepts any certificate, and plain HTTP */
  readonly insecure: boolean;
}

/** What a cluster finds when it looks up an image. `refused`: its credentials are missing or not sufficient. */
export type ProbeResult =
  | { readonly kind: 'found'; readonly digest: Digest }
  | { readonly kind: 'refused'; readonly error: PromoteError };

/** A tag after an import. */
export interface ImportedTag extends TagWrite {
  readonly tag: string;
}

/** What the domain needs to have a cluster import images. */
export interface Imports {
  /**
   * Lets the cluster look up the image without storing anything.
   * @throws PromoteError IMAGE_NOT_FOUND, TLS_FAILED, CONNECTION_FAILED, ACCESS_DENIED, …
   */
  probe(request: ImportRequest, signal: AbortSignal): Promise<ProbeResult>;

  /**
   * Imports into every tag, unless one of them is none of the images that are `expected` (undefined: absent) right before. A tag whose
   * import fails is restored, so that the cluster does not retry the import.
   * @param expected for each tag of the request, in its order
   * @throws PromoteError as `probe`, QUOTA_EXCEEDED
   */
  run(
    request: ImportRequest,
    expected: readonly (readonly (Digest | undefined)[])[],
    signal: AbortSignal,
  ): Promise<readonly ImportedTag[]>;

  /** `host/project/stream` from which pods of the cluster pull the stream, which need not exist. */
  repositoryOf(project: string, stream: string, signal: AbortSignal): Promise<string>;
}
