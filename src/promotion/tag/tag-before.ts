import type { Digest } from '../../core/image/digest.ts';
import type { StreamTagName } from '../../core/ports/cluster.ts';
import { formatReference } from '../../core/image/reference.ts';
import { shortDigest } from '../../core/image/digest.ts';
import type { ResolvedImage } from '../run/resolved-image.ts';
import { isDenied, streamTagName } from '../run/stream-tag.ts';
import type { Ports } from '../run/ports.ts';
import type { TagBefore } from '../run/run-state.ts';

/** Reads what all destination tags of an image are now. */
export async function readTagsBefore(
  image: ResolvedImage,
  ports: Ports,
  signal: AbortSignal,
): Promise<readonly TagBefore[]> {
  const { destination, extraTags } = image.request;
  const found: TagBefore[] = [{ image, tag: destination.tag, digest: image.previousDigest }];
  for (const tag of extraTags)
    found.push({ image, tag, digest: await readDigest(image, tag, ports, signal) });
  return found;
}

/** What a destination tag is now. */
export async function readDigest(
  image: ResolvedImage,
  tag: string,
  ports: Ports,
  signal: AbortSignal,
): Promise<Digest | undefined> {
  const name = streamNameOf(image, tag);
  const cluster = ports.clusters.destination;
  try {
    if (name !== undefined && cluster !== undefined)
      return (await cluster.getStreamTag(name, signal))?.digest;
  } catch (error) {
    if (!isDenied(error)) throw error;
  }
  return image.strategy === 'copy' ? image.destination.resolveTag(tag, signal) : undefined;
}

/** Points a tag to an image that its stream or repository holds already. */
export async function pointTag(
  image: ResolvedImage,
  tag: string,
  digest: Digest,
  ports: Ports,
  signal: AbortSignal,
): Promise<void> {
  const name = streamNameOf(image, tag);
  const cluster = ports.clusters.destination;
  if (name !== undefined && cluster !== undefined) {
    const { project, stream } = name;
    await cluster.putStreamTag(name, { project, stream, digest }, signal);
  } else if (image.strategy === 'copy') {
    const manifest = await image.destination.getManifest(digest, signal);
    await image.destination.putManifest(manifest, tag, signal);
  }
}

/** Keeps what the first destination tag was under another tag, before it moves. */
export async function backUp(
  image: ResolvedImage,
  backupTag: string | undefined,
  ports: Ports,
  signal: AbortSignal,
): Promise<void> {
  const { previousDigest } = image;
  if (backupTag === undefined || previousDigest === undefined || previousDigest === image.root.digest) return;
  await pointTag(image, backupTag, previousDigest, ports, signal);
  const name = formatReference({ ...image.request.destination, tag: backupTag, digest: undefined });
  ports.reporter.info(`${name} keeps ${shortDigest(previousDigest)}`);
}

export function streamNameOf({ request }: ResolvedImage, tag: string): StreamTagName | undefined {
  const { destination } = request;
  return destination.kind === 'stream' ? { ...streamTagName(destination), tag } : undefined;
}
