import type { Descriptor, ContentGraph } from '../../core/image/descriptor.ts';
import type { Digest } from '../../core/image/digest.ts';
import type { Manifest } from '../../core/image/manifest.ts';
import { walkGraph } from '../../core/image/walk-graph.ts';
import type { PromotionRequest, StreamPromotion } from '../../core/options.ts';
import type { Cluster } from '../../core/ports/cluster.ts';
import type { Problem } from '../../core/text/errors.ts';
import type { ImportRequest } from '../../core/ports/imports.ts';
import type { Repository } from '../../core/ports/registry.ts';

/** An image pinned to its digest, and what is at its destination now. */
export type ResolvedImage = CopiedImage | TaggedImage | ImportedImage | BuiltImage;

/** A tag that a promotion sets, and what it points to before. */
export interface DestinationTag {
  readonly tag: string;
  /** undefined: it does not exist, or the account may not read it */
  readonly digest: Digest | undefined;
}

/** The image stream that an image goes to. */
export interface DestinationStream {
  readonly cluster: Cluster;
  readonly project: string;
  readonly stream: string;
}

/** Moves from registry to registry; without a stream, to one that belongs to no cluster. */
export type CopiedImage = Copy & ({ readonly stream: undefined } | { readonly stream: DestinationStream });

interface Copy {
  readonly strategy: 'copy';
  readonly request: PromotionRequest;
  readonly source: Repository;
  readonly destination: Repository;
  readonly root: Manifest;
  readonly tags: readonly DestinationTag[];
  /** what the first destination tag points to now */
  readonly previousDigest: Digest | undefined;
  /** everything the image consists of; undefined when the tag points to it already and nothing has to be moved */
  readonly graph: ContentGraph | undefined;
}

/** Everything an image consists of at its source. @throws PromoteError what `walkGraph` throws */
export function readContent(root: Manifest, source: Repository, signal: AbortSignal): Promise<ContentGraph> {
  return walkGraph(
    root,
    (digest, inner) => source.getManifest(digest, inner),
    signal,
    (layer, inner) => source.hasBlob(layer, inner),
  );
}

/** Stays where it is: another tag of the same cluster is pointed to it. No registry is asked. */
export interface TaggedImage {
  readonly strategy: 'tag';
  readonly request: StreamPromotion;
  readonly stream: DestinationStream;
  readonly source: ImageLocation;
  readonly destination: ImageLocation;
  readonly root: ImageFacts;
  readonly tags: readonly DestinationTag[];
  readonly previousDigest: Digest | undefined;
  /** the stream that knows the image */
  readonly from: { readonly project: string; readonly stream: string };
}

/** Pulled by the destination cluster itself. No bytes pass through the runner. */
export interface ImportedImage {
  readonly strategy: 'import';
  readonly request: StreamPromotion;
  readonly stream: DestinationStream;
  readonly source: ImageLocation;
  readonly destination: ImageLocation;
  readonly root: ImageFacts;
  readonly tags: readonly DestinationTag[];
  readonly previousDigest: Digest | undefined;
  /** what the cluster is asked to do; without tags: nothing */
  readonly order: ImportRequest;
  /** undefined: the cluster can pull with what the project has */
  readonly secret: PlannedSecret | undefined;
  /** what stands in the way, as the cluster itself sees it */
  readonly problems: readonly Problem[];
}

/** Made anew by a Build of the destination cluster, `FROM` the source: another image, with another digest. */
export interface BuiltImage {
  readonly strategy: 'build';
  readonly request: StreamPromotion;
  readonly stream: DestinationStream;
  readonly source: ImageLocation;
  readonly destination: ImageLocation;
  readonly sourceDigest: Digest;
  /** what the destination gets; of the source as long as it is not built */
  readonly root: ImageFacts;
  readonly tags: readonly DestinationTag[];
  readonly previousDigest: Digest | undefined;
  readonly isBuilt: boolean;
  /** the Build pulls with those of the source, from a secret that lives as long as it */
  readonly hasCredentials: boolean;
  readonly problems: readonly Problem[];
}

/** A pull secret of the destination project that this run makes or brings up to date. */
export interface PlannedSecret {
  readonly action: 'create' | 'update';
  readonly project: string;
  readonly name: string;
  readonly host: string;
}

/** The digest that was promoted; a build gives the destination another one. */
export function sourceDigestOf(image: ResolvedImage): Digest {
  return image.strategy === 'build' ? image.sourceDigest : image.root.digest;
}

/** Where pods find an image. */
export interface ImageLocation {
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
  return `${image.source.host}/${image.source.name}@${sourceDigestOf(image)}`;
}

/** Pull spec by digest at the destination. */
export function destinationImageOf(image: ResolvedImage): string {
  return `${image.destination.host}/${image.destination.name}@${image.root.digest}`;
}

export function isCopied(image: ResolvedImage): image is CopiedImage {
  return image.strategy === 'copy';
}

/** An image that changes something: a tag of it points elsewhere until now. */
export function isChanging({ tags, root }: ResolvedImage): boolean {
  return tags.some(({ digest }) => digest !== root.digest);
}
