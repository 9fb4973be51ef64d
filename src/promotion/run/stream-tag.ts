import type { StreamTagName } from '../../core/ports/streams.ts';
import type { Digest } from '../../core/image/digest.ts';
import { PromoteError } from '../../core/text/errors.ts';
import type { Cluster } from '../../core/ports/cluster.ts';
import { formatReference, type StreamReference } from '../../core/image/reference.ts';

export function missingImage(reference: StreamReference, cluster: Cluster): PromoteError {
  return new PromoteError({
    code: 'IMAGE_NOT_FOUND',
    message: `${formatReference(reference)} does not exist on ${cluster.server}`,
    hint: `look at the tags there are: oc get imagestreamtags -n ${reference.project}`,
    where: { side: 'source' },
  });
}

export function isDenied(error: unknown): boolean {
  return error instanceof PromoteError && error.code === 'ACCESS_DENIED';
}

/** The ImageStreamTag a reference means; without tag and digest it is `latest`, as everywhere in the field. */
export function streamTagName(reference: StreamReference): StreamTagName {
  return { project: reference.project, stream: reference.stream, tag: reference.tag ?? 'latest' };
}

/** What a destination tag is now. */
export async function readPrevious(
  destination: StreamReference,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<Digest | undefined> {
  try {
    return (await cluster.streams.getTag(streamTagName(destination), signal))?.digest;
  } catch (error) {
    // which rights are missing is said by the check, all at once
    if (isDenied(error)) return undefined;
    throw error;
  }
}
