import type { Digest } from '../../core/image/digest.ts';
import { PromoteError, type Side } from '../../core/text/errors.ts';
import type { Manifest } from '../../core/image/manifest.ts';
import type { PromoteOptions, PromotionRequest } from '../../core/options.ts';
import type { Repository } from '../../core/ports/registry.ts';
import type { StreamTag } from '../../core/ports/streams.ts';
import { formatReference, type ImageReference } from '../../core/image/reference.ts';
import { allOrFirstError } from '../run/concurrency.ts';
import { readDestinationTags } from '../run/destination-tags.ts';
import { getSourceManifest } from '../rights/explain-denial.ts';
import { hostOf, type Connection } from './connect.ts';
import { readContent, type CopiedImage } from '../run/resolved-image.ts';
import { isDenied, missingImage, streamTagName } from '../run/stream-tag.ts';
import type { Ports } from '../run/ports.ts';

// One request for an image that is in place saves one for each of its blobs; a few images take a round trip either way.
const MIN_SET = 8;

/** Pins an image to copy from registry to registry and, if its tag changes, lists all of its content. */
export async function resolveCopy(
  request: PromotionRequest,
  options: Pick<PromoteOptions, Side | 'promotions'>,
  connection: Connection,
  ports: Ports,
  signal: AbortSignal,
): Promise<CopiedImage> {
  const find = (side: Side, inner: AbortSignal): Promise<Repository> =>
    findRepository(side, request[side], options, connection, ports, inner);
  const [source, destination] = await allOrFirstError(
    [(inner) => find('source', inner), (inner) => find('destination', inner)],
    signal,
  );
  const [{ root, baseNames }, tags] = await allOrFirstError(
    [
      (inner) => resolveSource(request.source, source, ports, inner),
      (outer) =>
        readDestinationTags(
          request,
          (tag, inner) => resolveDestination({ ...request.destination, tag }, destination, ports, inner),
          outer,
        ),
    ],
    signal,
  );
  const previousDigest = tags[0].digest;
  const isSet = options.promotions.length >= MIN_SET;
  const [graph, isComplete] = await allOrFirstError(
    [
      async (inner) => (previousDigest === root.digest ? undefined : readContent(root, source, inner)),
      async (inner) =>
        isSet && previousDigest !== undefined && previousDigest !== root.digest
          ? holdsImage(root, destination, inner)
          : false,
    ],
    signal,
  );
  const cluster = ports.clusters.destination;
  const to = request.destination;
  const stream =
    to.kind === 'stream' && cluster !== undefined
      ? { cluster, project: to.project, stream: to.stream }
      : undefined;
  const image = {
    strategy: 'copy' as const,
    request,
    source,
    destination,
    root,
    tags,
    previousDigest,
    graph,
    isComplete,
  };
  return { ...image, stream, baseNames };
}

/**
 * Whether a repository holds an image under its digest, from another tag or an earlier run. Registries check the content of an
 * image when they accept it, and do so once more when it gets its tag; of an index they may not (openshift-api.md §3.10).
 */
async function holdsImage(
  { digest, content }: Manifest,
  destination: Repository,
  signal: AbortSignal,
): Promise<boolean> {
  if (content.kind === 'index') return false;
  try {
    return (await destination.resolveTag(digest, signal)) === digest;
  } catch (error) {
    if (!(error instanceof PromoteError) || signal.aborted) throw error;
    return false;
  }
}

/** The repository a reference names. @throws PromoteError REGISTRY_NOT_EXPOSED */
export async function findRepository(
  side: Side,
  reference: ImageReference,
  options: Pick<PromoteOptions, Side>,
  connection: Connection,
  ports: Ports,
  signal: AbortSignal,
): Promise<Repository> {
  if (reference.kind === 'registry') {
    return ports.registries.repository(side, reference.host, reference.repository);
  }
  const cluster = ports.clusters[side];
  if (cluster === undefined) throw withoutCluster(side, reference);
  const known = connection[side].registryHost;
  const host = known ?? (await hostOf(cluster, reference.project, options[side].registry, signal));
  return ports.registries.repository(side, host, `${reference.project}/${reference.stream}`);
}

function withoutCluster(side: Side, reference: ImageReference): PromoteError {
  return new PromoteError({
    code: 'INPUT_INVALID',
    message: `${formatReference(reference)} is an image stream, but the ${side} has no cluster`,
    hint: `set "${side}-server"`,
    where: { side },
  });
}

async function resolveSource(
  reference: ImageReference,
  repository: Repository,
  ports: Ports,
  signal: AbortSignal,
): Promise<{ readonly root: Manifest; readonly baseNames: readonly string[] | undefined }> {
  const known = reference.digest === undefined ? await readSourceTag(reference, ports, signal) : undefined;
  // by digest whenever it is known: a tag that moves in between cannot slip in another image
  const name = reference.digest ?? known?.digest ?? reference.tag ?? 'latest';
  const root = await getSourceManifest(repository, name, reference, ports.clusters.source, signal);
  return { root, baseNames: known?.baseNames };
}

async function readSourceTag(
  reference: ImageReference,
  ports: Ports,
  signal: AbortSignal,
): Promise<StreamTag | undefined> {
  const cluster = ports.clusters.source;
  if (reference.kind !== 'stream' || cluster === undefined) return undefined;
  const name = streamTagName(reference);
  try {
    const found = await cluster.streams.getTag(name, signal);
    if (found !== undefined) return found;
  } catch (error) {
    // system:image-puller may pull an image but not read its ImageStreamTag (openshift-api.md §7.2): ask the registry
    if (isDenied(error)) return undefined;
    throw error;
  }
  throw await missingImage(reference, cluster, signal);
}

async function resolveDestination(
  reference: PromotionRequest['destination'],
  repository: Repository,
  ports: Ports,
  signal: AbortSignal,
): Promise<Digest | undefined> {
  const cluster = ports.clusters.destination;
  if (reference.kind !== 'stream' || cluster === undefined)
    return repository.resolveTag(reference.tag, signal);
  try {
    return (await cluster.streams.getTag(streamTagName(reference), signal))?.digest;
  } catch (error) {
    if (!isDenied(error)) throw error;
  }
  try {
    // system:image-pusher may push and pull but not read ImageStreamTags (openshift-api.md §7.2)
    return await repository.resolveTag(reference.tag, signal);
  } catch (error) {
    // the check reports all missing permissions at once
    if (isDenied(error)) return undefined;
    throw error;
  }
}
