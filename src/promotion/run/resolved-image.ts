import type { Descriptor, ContentGraph } from '../../core/image/descriptor.ts';
import type { Digest } from '../../core/image/digest.ts';
import type { Manifest } from '../../core/image/manifest.ts';
import { walkGraph } from '../../core/image/walk-graph.ts';
import type { PromotionRequest, StreamPromotion } from '../../core/options.ts';
import type { Cluster } from '../../core/ports/cluster.ts';
import type { Problem } from '../../core/text/errors.ts';
import type { ImportRequest } from '../../core/ports/imports.ts';
import type { Repository } from '../../core/ports/registry.ts';

/** An image pinned to its digest, and the present state of its destination. */
export type ResolvedImage = CopiedImage | TaggedImage | ImportedImage | BuiltImage;

/** A tag that a promotion sets, and its target before. */
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

/** Copied from registry to registry; without a stream, the destination registry belongs to no cluster. */
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
  /** all content of the image; undefined: the tag already points to it and nothing has to be copied */
  readonly graph: ContentGraph | undefined;
  /** the destination holds the manifest under its digest already, so it has all content */
  readonly isComplete?: boolean | undefined;
  /** names of the base image, from what the source cluster tells; absent if it does not */
  readonly baseNames?: readonly string[] | undefined;
}

/** All content of an image at its source. @throws PromoteError what `walkGraph` throws */
export function readContent(root: Manifest, source: Repository, signal: AbortSignal): Promise<ContentGraph> {
  return walkGraph(
    root,
    (digest, inner) => source.getManifest(digest, inner),
    signal,
    (layer, inner) => source.hasBlob(layer, inner),
  );
}

/** Tagged within one cluster through its API, without the registry. */
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

/** Imported by the destination cluster itself. No content passes through the runner. */
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
  /** the problems that the cluster reports */
  readonly problems: readonly Problem[];
}

/** Built by the destination cluster `FROM` the source: a new image with its own digest. */
export interface BuiltImage {
  readonly strategy: 'build';
  readonly request: StreamPromotion;
  readonly stream: DestinationStream;
  readonly source: ImageLocation;
  readonly destination: ImageLocation;
  readonly sourceDigest: Digest;
  /** the digest at the destination; until the build has run, that of the source */
  readonly root: ImageFacts;
  readonly tags: readonly DestinationTag[];
  readonly previousDigest: Digest | undefined;
  readonly isBuilt: boolean;
  /** whether the Build pulls with the source credentials, from a secret that is deleted with the Build */
  readonly hasCredentials: boolean;
  readonly problems: readonly Problem[];
}

/** A pull secret in the destination project that this run creates or updates. */
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

/** The pull spec that pods use. */
export interface ImageLocation {
  readonly host: string;
  readonly name: string;
}

/** An image without its manifest. */
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

/** Whether promoting the image changes anything: one of its tags points elsewhere. */
export function isChanging({ tags, root }: ResolvedImage): boolean {
  return tags.some(({ digest }) => digest !== root.digest);
}
