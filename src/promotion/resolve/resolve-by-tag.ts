import type { StreamImage } from '../../core/ports/streams.ts';
import type { SignatureMode } from '../../core/options.ts';
import type { Cluster } from '../../core/ports/cluster.ts';
import type { StreamReference } from '../../core/image/reference.ts';
import { allOrFirstError } from '../run/concurrency.ts';
import { readDestinationTags } from '../run/destination-tags.ts';
import type { ImageLocation, TaggedImage } from '../run/resolved-image.ts';
import { attachedTags } from './attached-tags.ts';
import { isDenied, missingImage, readPrevious, streamTagName } from '../run/stream-tag.ts';
import type { Ports } from '../run/ports.ts';
import type { PossibleTag } from '../run/strategy.ts';

/**
 * Pins an image to its digest through the API of the cluster, without its registry.
 * @returns undefined if a copy is possible and better: the image has attachments or is outside the cluster, or the account may not
 * read it through the API
 */
export async function resolveByTag(
  { strategy: possible, request, clusters: sides }: PossibleTag,
  signatures: SignatureMode,
  ports: Ports,
  signal: AbortSignal,
): Promise<TaggedImage | undefined> {
  const { source, destination } = request;
  const [image, tags] = await allOrFirstError(
    [
      (inner) => readSource(source, possible, sides.source, inner),
      (outer) =>
        readDestinationTags(
          request,
          (tag, inner) => readPrevious({ ...destination, tag }, sides.destination, inner),
          outer,
        ),
    ],
    signal,
  );
  if (image === undefined) return undefined;
  if (!image.isLocal) {
    if (possible === 'either') return undefined;
    ports.reporter.warning(
      `${source.project}/${source.stream} only refers to ${image.pullSpec}: pods of ${destination.project} will pull it from there`,
    );
  }
  const isSameStream = source.project === destination.project && source.stream === destination.stream;
  if (signatures !== 'never' && !isSameStream) {
    const { project, stream } = source;
    const hasTag = async (tag: string, inner: AbortSignal): Promise<boolean> =>
      (await sides.source.streams.getTag({ project, stream, tag }, inner)) !== undefined;
    const attached = await attachedTags(image, hasTag, signal);
    if (attached.length > 0) {
      // a copy includes the attachments, which a tag leaves behind
      if (possible === 'either') return undefined;
      ports.reporter.warning(
        `${source.project}/${source.stream} keeps what is attached to the image (${attached.join(', ')}): a tag does not bring it along. Set "strategy" to "copy", or "signatures" to "never"`,
      );
    }
  }
  const place = placeOf(image.pullSpec);
  return {
    strategy: 'tag',
    request,
    stream: { cluster: sides.destination, project: destination.project, stream: destination.stream },
    source: place,
    // the API writes the stream of the tag into the pull spec of what is in its registry (openshift-api.md §3.5)
    destination: image.isLocal
      ? { host: place.host, name: `${destination.project}/${destination.stream}` }
      : place,
    root: factsOf(image),
    tags,
    previousDigest: tags[0].digest,
    from: { project: source.project, stream: source.stream },
  };
}

async function readSource(
  source: StreamReference,
  possible: 'tag' | 'either',
  cluster: Cluster,
  signal: AbortSignal,
): Promise<StreamImage | undefined> {
  const { project, stream } = source;
  const reference = source.digest ?? streamTagName(source).tag;
  try {
    const image = await cluster.streams.getImage({ project, stream, reference }, signal);
    if (image !== undefined) return image;
  } catch (error) {
    if (possible === 'either' && isDenied(error)) return undefined;
    throw error;
  }
  // the registry may hold a digest that is in the history of no tag
  if (possible === 'either' && source.digest !== undefined) return undefined;
  throw await missingImage(source, cluster, signal);
}

/** `host:5000/dev/app@sha256:…` */
export function placeOf(pullSpec: string): ImageLocation {
  const [named = ''] = pullSpec.split('@');
  const slash = named.indexOf('/');
  return { host: named.slice(0, slash), name: named.slice(slash + 1) };
}

export function factsOf({ digest, mediaType, children }: StreamImage): TaggedImage['root'] {
  const content: TaggedImage['root']['content'] =
    children === undefined ? { kind: 'image' } : { kind: 'index', manifests: children };
  return { digest, mediaType, content };
}
