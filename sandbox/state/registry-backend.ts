/** A manifest as the integrated registry hands it to the API server (ImageStreamMapping, Image). */
export interface PushedManifest {
  readonly digest: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  /** bytes of the config blob when there is one */
  readonly config: Uint8Array | undefined;
}

export type MappingResult =
  | { readonly kind: 'stored' }
  /** the user may not create the missing stream, or a quota or limit forbids it: 403 DENIED at the registry */
  | { readonly kind: 'denied' }
  /** API validation refused the image (an index entry without platform …): 500 UNKNOWN at the registry */
  | { readonly kind: 'invalid'; readonly message: string };

/**
 * What the integrated registry asks of the API server of its cluster, as the real one does with the caller's own token
 * (SelfSubjectReview, SelfSubjectAccessReview, ImageStreamMapping, imagestreams/layers).
 */
export interface RegistryBackend {
  /** user name, or undefined for a bad or expired token */
  authenticate(token: string): string | undefined;
  /** `username` undefined: anonymous */
  isAllowed(
    username: string | undefined,
    access: {
      readonly verb: string;
      readonly resource: string;
      readonly subresource?: string;
      readonly namespace: string;
      readonly name?: string;
    },
  ): boolean;
  streamExists(namespace: string, name: string): boolean;
  /** digest a tag of the stream points to now */
  digestOfTag(namespace: string, name: string, tag: string): string | undefined;
  listTags(namespace: string, name: string): readonly string[];
  /** every stream of the cluster as `namespace/name`: the catalog */
  listRepositories(): readonly string[];
  /** true for every image in a tag's history of the stream and for the children of such an index */
  isManifestOfStream(namespace: string, name: string, digest: string): boolean;
  /** true for every blob of such an image */
  isBlobOfStream(namespace: string, name: string, digest: string): boolean;
  /** the bytes of a manifest the cluster knows */
  manifest(digest: string): PushedManifest | undefined;
  /** PUT by digest: an Image object, referenced by no stream yet */
  storeImage(manifest: PushedManifest): MappingResult;
  /** PUT by tag */
  storeMapping(
    namespace: string,
    name: string,
    tag: string,
    manifest: PushedManifest,
    username: string,
  ): MappingResult;
  /**
   * Pull-through: the content of a blob of an imported image, from the registry it was imported from; undefined when that
   * does not have it. The registry checks the digest and keeps the blob. Absent: the cluster imports nothing.
   */
  readonly readUpstreamBlob?: (
    namespace: string,
    name: string,
    digest: string,
    signal: AbortSignal,
  ) => Promise<AsyncIterable<Uint8Array> | undefined>;
}
