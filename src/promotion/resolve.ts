import type { Digest } from '../core/digest.ts';
import { PromoteError, type Side } from '../core/errors.ts';
import type { ContentGraph } from '../core/graph.ts';
import type { Manifest } from '../core/manifest.ts';
import type { PromotionRequest } from '../core/options.ts';
import type { StreamTagName } from '../core/ports/cluster.ts';
import type { Repository } from '../core/ports/registry.ts';
import { formatReference, type ImageReference, type StreamReference } from '../core/reference.ts';
import { walkGraph } from '../core/walk-graph.ts';
import { allOrFirstError } from './concurrency.ts';
import type { Connection } from './connect.ts';
import type { World } from './world.ts';

/** An image pinned to its digest, and what is at its destination now. */
export interface ResolvedImage {
  readonly request: PromotionRequest;
  readonly source: Repository;
  readonly destination: Repository;
  readonly root: Manifest;
  /** what the first destination tag points to now */
  readonly previousDigest: Digest | undefined;
  /** everything the image consists of; undefined when the tag points to it already and nothing has to be moved */
  readonly graph: ContentGraph | undefined;
}

/** Pins every image to a digest and looks what is at the destination. Source and destination are asked at once. */
export async function resolve(
  requests: readonly PromotionRequest[],
  connection: Connection,
  world: World,
  signal: AbortSignal,
): Promise<readonly ResolvedImage[]> {
  return allOrFirstError(
    requests.map((request) => (inner: AbortSignal) => resolveImage(request, connection, world, inner)),
    signal,
  );
}

async function resolveImage(
  request: PromotionRequest,
  connection: Connection,
  world: World,
  signal: AbortSignal,
): Promise<ResolvedImage> {
  const source = repositoryOf('source', request.source, connection, world);
  const destination = repositoryOf('destination', request.destination, connection, world);
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
  return { request, source, destination, root, previousDigest, graph };
}

function repositoryOf(
  side: Side,
  reference: ImageReference,
  connection: Connection,
  world: World,
): Repository {
  if (reference.kind === 'registry') {
    return world.registries.repository(side, reference.host, reference.repository);
  }
  const host = connection[side].registryHost;
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
  throw new PromoteError({
    code: 'IMAGE_NOT_FOUND',
    message: `${name.project}/${name.stream}:${name.tag} does not exist on ${cluster.server}`,
    hint: `look at the tags there are: oc get imagestreamtags -n ${name.project}`,
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

function isDenied(error: unknown): boolean {
  return error instanceof PromoteError && error.code === 'ACCESS_DENIED';
}

/** The ImageStreamTag a reference means; without tag and digest it is `latest`, as everywhere in the field. */
export function streamTagName(reference: StreamReference): StreamTagName {
  return { project: reference.project, stream: reference.stream, tag: reference.tag ?? 'latest' };
}
