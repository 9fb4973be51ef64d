import type { StreamTagName, StreamTags } from '../../core/ports/streams.ts';
import type { Digest } from '../../core/image/digest.ts';
import { PromoteError } from '../../core/text/errors.ts';
import type { Cluster } from '../../core/ports/cluster.ts';
import { nearestName } from '../../core/text/nearest-name.ts';
import { formatReference, type StreamReference } from '../../core/image/reference.ts';

/** Why a source image does not exist: the stream, its tag, or an import that failed; with the most similar tags. */
export async function missingImage(
  reference: StreamReference,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<PromoteError> {
  const found = await tagsOf(reference, cluster, signal);
  const { tag } = streamTagName(reference);
  const failure = reference.digest === undefined ? found?.failedImports[tag] : undefined;
  const name = formatReference(reference);
  return new PromoteError({
    code: 'IMAGE_NOT_FOUND',
    message:
      failure === undefined
        ? `${name} does not exist on ${cluster.server}`
        : `${name} has no image on ${cluster.server}, because its import failed: ${failure}`,
    hint:
      failure === undefined
        ? tagsHint(reference, found?.names)
        : `correct what the tag imports, then: oc import-image ${reference.stream}:${tag} -n ${reference.project}`,
    where: { side: 'source' },
  });
}

async function tagsOf(
  reference: StreamReference,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<StreamTags | undefined> {
  try {
    return await cluster.streams.readTags(reference, signal);
  } catch (error) {
    // the stream only explains the error: the image is missing whether or not the stream can be read
    if (error instanceof PromoteError && error.code !== 'CANCELLED') return undefined;
    throw error;
  }
}

const MAX_NAMED_TAGS = 5;

function tagsHint(reference: StreamReference, names: readonly string[] | undefined): string {
  const { project, stream } = reference;
  const look = `look at the tags there are: oc get imagestreamtags -n ${project}`;
  const { tag } = streamTagName(reference);
  if (names === undefined || names.length === 0 || reference.digest !== undefined) return look;
  const nearest = nearestName(tag, names);
  const others = names.slice(-MAX_NAMED_TAGS).filter((name) => name !== nearest);
  const all = names.length > MAX_NAMED_TAGS ? `; all of them: oc get imagestreamtags -n ${project}` : '';
  return nearest === undefined
    ? `${project}/${stream} has the tags ${others.join(', ')}${all}`
    : `did you mean ${project}/${stream}:${nearest}? Other tags: ${others.join(', ') || 'none'}${all}`;
}

export function isDenied(error: unknown): boolean {
  return error instanceof PromoteError && error.code === 'ACCESS_DENIED';
}

/** The ImageStreamTag a reference means; without tag and digest it is `latest`, as everywhere in the field. */
export function streamTagName(reference: StreamReference): StreamTagName {
  return { project: reference.project, stream: reference.stream, tag: reference.tag ?? 'latest' };
}

/** The present target of a destination tag. */
export async function readPrevious(
  destination: StreamReference,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<Digest | undefined> {
  try {
    return (await cluster.streams.getTag(streamTagName(destination), signal))?.digest;
  } catch (error) {
    // the check reports all missing permissions at once
    if (isDenied(error)) return undefined;
    throw error;
  }
}
