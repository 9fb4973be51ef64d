import type { Descriptor } from '../core/descriptor.ts';
import type { Digest } from '../core/digest.ts';
import type { ContentGraph } from '../core/graph.ts';
import type { Manifest } from '../core/manifest.ts';
import type { PromotionRequest } from '../core/options.ts';
import type { Repository } from '../core/ports/registry.ts';

/** An image pinned to its digest, and what is at its destination now. */
export type ResolvedImage = CopiedImage | TaggedImage;

/** Moves from registry to registry. */
export interface CopiedImage {
  readonly strategy: 'copy';
  readonly request: PromotionRequest;
  readonly source: Repository;
  readonly destination: Repository;
  readonly root: Manifest;
  /** what the first destination tag points to now */
  readonly previousDigest: Digest | undefined;
  /** everything the image consists of; undefined when the tag points to it already and nothing has to be moved */
  readonly graph: ContentGraph | undefined;
}

/** Stays where it is: another tag of the same cluster is pointed to it. No registry is asked. */
export interface TaggedImage {
  readonly strategy: 'tag';
  readonly request: PromotionRequest;
  readonly source: Place;
  readonly destination: Place;
  readonly root: ImageFacts;
  readonly previousDigest: Digest | undefined;
  /** the stream that knows the image */
  readonly from: { readonly project: string; readonly stream: string };
}

/** Where pods find an image. */
export interface Place {
  readonly host: string;
  readonly name: string;
}

/** What is known of an image without its manifest. */
export interface ImageFacts {
  readonly digest: Digest;
  readonly mediaType: string;
  readonly content:
    | { readonly kind: 'image' }
    | { readonly kind: 'index'; readonly manifests: readonly Pick<Descriptor, 'digest' | 'platform'>[] };
}

/** Pull spec by digest at the source. */
export function sourceImageOf(image: ResolvedImage): string {
  return `${image.source.host}/${image.source.name}@${image.root.digest}`;
}

/** Pull spec by digest at the destination. */
export function destinationImageOf(image: ResolvedImage): string {
  return `${image.destination.host}/${image.destination.name}@${image.root.digest}`;
}
