import type { Digest } from '../core/digest.ts';
import { PromoteError, type Side } from '../core/errors.ts';
import type { ContentGraph } from '../core/graph.ts';
import type { Manifest } from '../core/manifest.ts';
import type { PromoteOptions, PromotionRequest } from '../core/options.ts';
import type { Descriptor } from '../core/descriptor.ts';
import type { Cluster, StreamTagName } from '../core/ports/cluster.ts';
import type { Repository } from '../core/ports/registry.ts';
import { formatReference, type ImageReference, type StreamReference } from '../core/reference.ts';
import { walkGraph } from '../core/walk-graph.ts';
import { allOrFirstError } from './concurrency.ts';
import { hostOf, type Connection } from './connect.ts';
import { resolveByTag } from './resolve-by-tag.ts';
import { possibleStrategy } from './strategy.ts';
import type { World } from './world.ts';

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

/** Pins every image to a digest and looks what is at the destination. Source and destination are asked at once. */
export async function resolve(
  options: Pick<PromoteOptions, 'promotions' | 'strategy' | 'signatures' | 'source' | 'destination'>,
  connection: Connection,
  world: World,
  signal: AbortSignal,
): Promise<readonly ResolvedImage[]> {
  return allOrFirstError(
    options.promotions.map((request) => async (inner: AbortSignal) => {
      const possible = possibleStrategy(request, options, world);
      const tagged =
        possible === 'copy'
          ? undefined
          : await resolveByTag(request, possible, options.signatures, world, inner);
      return tagged ?? resolveCopy(request, options, connection, world, inner);
    }),
    signal,
  );
}

async function resolveCopy(
  request: PromotionRequest,
  options: Pick<PromoteOptions, Side>,
  connection: Connection,
  world: World,
  signal: AbortSignal,
): Promise<CopiedImage> {
  const find = (side: Side, inner: AbortSignal): Promise<Repository> =>
    repositoryOf(side, request[side], options, connection, world, inner);
  const [source, destination] = await allOrFirstError(
    [(inner) => find('source', inner), (inner) => find('destination', inner)],
    signal,
  );
  const [root, previousDigest] = await allOrFirstError(
    [
      (inner) => resolveSource(request.source, source, world, inner),
      (inner) => resolveDestination(request.destination, destination, world, inner),
    ],
    signal,
  );
  const graph =
    previousDigest === root.digest
      ? undefined
      : await walkGraph(root, (digest, inner) => source.getManifest(digest, inner), signal);
  return { strategy: 'copy', request, source, destination, root, previousDigest, graph };
}

async function repositoryOf(
  side: Side,
  reference: ImageReference,
  options: Pick<PromoteOptions, Side>,
  connection: Connection,
  world: World,
  signal: AbortSignal,
): Promise<Repository> {
  if (reference.kind === 'registry') {
    return world.registries.repository(side, reference.host, reference.repository);
  }
  const known = connection[side].registryHost;
  const cluster = world.clusters[side];
  const host =
    known ?? (cluster && (await hostOf(cluster, reference.project, options[side].registry, signal)));
  if (host === undefined) throw new TypeError(`${side}: no registry host for ${formatReference(reference)}`);
  return world.registries.repository(side, host, `${reference.project}/${reference.stream}`);
}

async function resolveSource(
  reference: ImageReference,
  repository: Repository,
  world: World,
  signal: AbortSignal,
): Promise<Manifest> {
  const pinned = reference.digest ?? (await digestFromStream(reference, world, signal));
  // by digest whenever it is known: a tag that moves in between cannot slip in another image
  return repository.getManifest(pinned ?? reference.tag ?? 'latest', signal);
}

async function digestFromStream(
  reference: ImageReference,
  world: World,
  signal: AbortSignal,
): Promise<Digest | undefined> {
  const cluster = world.clusters.source;
  if (reference.kind !== 'stream' || cluster === undefined) return undefined;
  const name = streamTagName(reference);
  try {
    const found = await cluster.getStreamTag(name, signal);
    if (found !== undefined) return found.digest;
  } catch (error) {
    // system:image-puller may pull an image but not read its ImageStreamTag (openshift-api.md §7.2): ask the registry
    if (isDenied(error)) return undefined;
    throw error;
  }
  throw missingImage(reference, cluster);
}

export function missingImage(reference: StreamReference, cluster: Cluster): PromoteError {
  return new PromoteError({
    code: 'IMAGE_NOT_FOUND',
    message: `${formatReference(reference)} does not exist on ${cluster.server}`,
    hint: `look at the tags there are: oc get imagestreamtags -n ${reference.project}`,
    where: { side: 'source' },
  });
}

async function resolveDestination(
  reference: PromotionRequest['destination'],
  repository: Repository,
  world: World,
  signal: AbortSignal,
): Promise<Digest | undefined> {
  const cluster = world.clusters.destination;
  if (reference.kind !== 'stream' || cluster === undefined)
    return repository.resolveTag(reference.tag, signal);
  try {
    return (await cluster.getStreamTag(streamTagName(reference), signal))?.digest;
  } catch (error) {
    if (!isDenied(error)) throw error;
  }
  try {
    // system:image-pusher may push and pull but not read ImageStreamTags (openshift-api.md §7.2)
    return await repository.resolveTag(reference.tag, signal);
  } catch (error) {
    // which rights are missing is said by the check, all at once
    if (isDenied(error)) return undefined;
    throw error;
  }
}

export function isDenied(error: unknown): boolean {
  return error instanceof PromoteError && error.code === 'ACCESS_DENIED';
}

/** The ImageStreamTag a reference means; without tag and digest it is `latest`, as everywhere in the field. */
export function streamTagName(reference: StreamReference): StreamTagName {
  return { project: reference.project, stream: reference.stream, tag: reference.tag ?? 'latest' };
}
