import type { ImageConfig } from '../../core/image/image-config.ts';
import type { Digest } from '../../core/image/digest.ts';
import type { PromoteOptions } from '../../core/options.ts';
import type { Cluster } from '../../core/ports/cluster.ts';
import type { Repository } from '../../core/ports/registry.ts';
import type { ImageReference, StreamReference } from '../../core/image/reference.ts';
import { attachedTags } from './attached-tags.ts';
import type { Connection } from './connect.ts';
import { getSourceManifest } from '../rights/explain-denial.ts';
import { factsOf } from './resolve-by-tag.ts';
import { findRepository } from './resolve-copy.ts';
import type { ImageFacts } from '../run/resolved-image.ts';
import { isDenied, missingImage, streamTagName } from '../run/stream-tag.ts';
import type { Ports } from '../run/ports.ts';

/** An image for the destination cluster to pull: its location, content and attachments. */
export interface SourceImage {
  readonly repository: Repository;
  readonly root: ImageFacts;
  /** tags of signatures, attestations and lists of referrers beside it */
  readonly attached: readonly string[];
}

/**
 * Pins the source to a digest. An image stream is asked through the API of its cluster, so that the runner need not reach
 * its registry; other registries, and streams that the account may only pull, are asked themselves.
 */
export async function findSourceImage(
  reference: ImageReference,
  options: PromoteOptions,
  connection: Connection,
  ports: Ports,
  signal: AbortSignal,
): Promise<SourceImage> {
  const repository = await findRepository('source', reference, options, connection, ports, signal);
  const cluster = ports.clusters.source;
  const isSearched = options.signatures !== 'never';
  if (reference.kind === 'stream' && cluster !== undefined) {
    const known = await askStream(reference, cluster, isSearched, signal);
    if (known !== undefined) return { repository, ...known };
  }
  const name = reference.digest ?? reference.tag ?? 'latest';
  const { digest, mediaType, content } = await getSourceManifest(
    repository,
    name,
    reference,
    cluster,
    signal,
  );
  const children = content.kind === 'index' ? content.manifests : undefined;
  const hasTag = async (tag: string, inner: AbortSignal): Promise<boolean> =>
    (await repository.resolveTag(tag, inner)) !== undefined;
  return {
    repository,
    root: {
      digest,
      mediaType,
      content: children === undefined ? { kind: 'image' } : { kind: 'index', manifests: children },
    },
    attached: isSearched ? await attachedTags({ digest, children }, hasTag, signal) : [],
  };
}

/** @returns undefined if the account may pull but not read the stream (openshift-api.md §7.2), or the digest is in no tag's history */
async function askStream(
  source: StreamReference,
  cluster: Cluster,
  isSearched: boolean,
  signal: AbortSignal,
): Promise<Omit<SourceImage, 'repository'> | undefined> {
  const { project, stream } = source;
  const reference = source.digest ?? streamTagName(source).tag;
  const hasTag = async (tag: string, inner: AbortSignal): Promise<boolean> =>
    (await cluster.streams.getTag({ project, stream, tag }, inner)) !== undefined;
  try {
    const image = await cluster.streams.getImage({ project, stream, reference }, signal);
    if (image !== undefined) {
      return { root: factsOf(image), attached: isSearched ? await attachedTags(image, hasTag, signal) : [] };
    }
  } catch (error) {
    if (isDenied(error)) return undefined;
    throw error;
  }
  if (source.digest !== undefined) return undefined;
  throw await missingImage(source, cluster, signal);
}

/** How an image of a stream is run; undefined: it is in no stream, the cluster does not know it, or the account may not read it. */
export async function readKnownConfig(
  reference: ImageReference,
  digest: Digest,
  cluster: Cluster | undefined,
  signal: AbortSignal,
): Promise<ImageConfig | undefined> {
  if (reference.kind !== 'stream') return undefined;
  const { project, stream } = reference;
  try {
    return await cluster?.streams.readImageConfig({ project, stream, reference: digest }, signal);
  } catch (error) {
    // who may only pull may not read images
    if (isDenied(error)) return undefined;
    throw error;
  }
}
