import type { ImageContent } from './image-content.ts';
import type { PushedManifest } from './registry-backend.ts';

/** A name and password for registries, as a pull secret has them. */
export interface PullCredential {
  /** `host[:port][/path]`; the longest that an image begins with counts */
  readonly scope: string;
  readonly username: string;
  readonly password: string;
}

/** Where a cluster pulls from, and as whom. */
export interface UpstreamSource {
  /** `host/path:tag` or `host/path@digest` */
  readonly reference: string;
  readonly credentials: readonly PullCredential[];
  readonly insecure: boolean;
}

/** An image in another registry, as the API server of the cluster sees it. */
export interface UpstreamImage {
  readonly kind: 'image';
  readonly digest: string;
  readonly content: ImageContent;
  /** undefined: only what the API shows of it is known */
  readonly manifest: PushedManifest | undefined;
  /** of an index */
  readonly children: readonly UpstreamImage[];
}

/** Why an image cannot be had (openshift-api.md §3.7; captures 06c–06f, 06w, 23a). */
export interface UpstreamFailure {
  readonly kind: 'failure';
  readonly reason: 'Unauthorized' | 'NotFound' | 'InternalError';
  /** of an internal error: what the registry or the way to it did, after the reference */
  readonly detail?: string;
}

/** The registries outside of a cluster. */
export interface Upstream {
  look(source: UpstreamSource, signal: AbortSignal): Promise<UpstreamImage | UpstreamFailure>;
  /** at most 50 tags of a repository */
  listTags(source: UpstreamSource, signal: AbortSignal): Promise<readonly string[] | UpstreamFailure>;
  /** undefined: it is not there, or may not be had */
  readBlob(
    source: UpstreamSource,
    digest: string,
    signal: AbortSignal,
  ): Promise<AsyncIterable<Uint8Array> | undefined>;
}

/** `host/path:tag`, `host/path@digest` or `host/path`; undefined: no such reference. */
export function splitReference(
  reference: string,
): { readonly host: string; readonly path: string; readonly version: string | undefined } | undefined {
  const match =
    /^([^/]+)\/([a-z0-9]+(?:[._/-]+[a-z0-9]+)*)(?::([\w][\w.-]{0,127})|@(sha256:[0-9a-f]{64}))?$/.exec(
      reference,
    );
  if (match === null) return undefined;
  const [, host = '', path = '', tag, digest] = match;
  return { host, path, version: digest ?? tag };
}
