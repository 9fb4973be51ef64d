import { PromoteError, throwIfCancelled } from '../../core/text/errors.ts';
import { shortDigest, type Digest } from '../../core/image/digest.ts';
import { formatReference } from '../../core/image/reference.ts';
import type { StreamTagName } from '../../core/ports/cluster.ts';
import { pushManifest } from '../run/push-manifest.ts';
import type {
  BuiltImage,
  CopiedImage,
  ImportedImage,
  ResolvedImage,
  TaggedImage,
} from '../run/resolved-image.ts';
import { streamTagName } from '../run/stream-tag.ts';
import type { Ports } from '../run/ports.ts';

/**
 * Points every destination tag to the promoted digest and reads back what they point to. One tag after the other, and
 * `signal` counts only between them: a tag is moved or it is not.
 */
export async function tag(
  image: ResolvedImage,
  ports: Ports,
  { signal, writing }: { readonly signal: AbortSignal; readonly writing: AbortSignal },
  onTagged: (tag: string) => void,
): Promise<void> {
  const { destination, extraTags } = image.request;
  const tell = (tag: string): void => {
    onTagged(tag);
    const name = formatReference({ ...destination, tag, digest: undefined });
    ports.reporter.info(`${name} is ${shortDigest(image.root.digest)}`);
  };
  if (image.strategy === 'import') {
    throwIfCancelled(signal);
    await importTags(image, ports, writing);
    image.order.tags.forEach(tell);
    return;
  }
  if (image.previousDigest !== image.root.digest) {
    throwIfCancelled(signal);
    await tagFirst(image, ports, writing);
    tell(destination.tag);
  }
  for (const extraTag of extraTags) {
    throwIfCancelled(signal);
    await tagAgain(extraTag, image, ports, writing);
    tell(extraTag);
  }
}

async function tagFirst(
  image: Exclude<ResolvedImage, ImportedImage>,
  ports: Ports,
  signal: AbortSignal,
): Promise<void> {
  const { destination } = image.request;
  switch (image.strategy) {
    case 'tag':
      await tagWithin(image, image.from, ports, signal);
      return;
    case 'build': {
      // the build has pushed to another tag of the stream
      if (destination.kind !== 'stream') throw new TypeError('not a stream');
      await tagWithin(image, destination, ports, signal);
      return;
    }
    case 'copy':
      // the push by tag is what makes an image part of an ImageStream (openshift-api.md §10.3)
      await pushManifest(image.root, destination.tag, image, ports, signal);
      await confirmTag(destination.tag, image, ports, signal);
  }
}

/** All tags at once: the cluster asks the registry of the source itself, and what it found is compared. */
async function importTags(image: ImportedImage, ports: Ports, signal: AbortSignal): Promise<void> {
  const { order } = image;
  const cluster = ports.clusters.destination;
  if (cluster === undefined) throw new TypeError('no cluster');
  if (order.tags.length === 0) return;
  for (const imported of await cluster.imports.run(order, signal)) {
    requireDigest(imported.digest, imported.tag, image);
  }
}

/** No bytes move: the registry finds them through either stream. */
async function tagWithin(
  image: TaggedImage | BuiltImage,
  { project, stream }: TaggedImage['from'],
  ports: Ports,
  signal: AbortSignal,
): Promise<void> {
  const { destination } = image.request;
  const cluster = ports.clusters.destination;
  if (destination.kind !== 'stream' || cluster === undefined) throw new TypeError('not a stream');
  const from = { project, stream, digest: image.root.digest };
  const written = await cluster.putStreamTag(streamTagName(destination), from, signal);
  requireDigest(written?.digest, destination.tag, image);
}

async function tagAgain(
  extraTag: string,
  image: ResolvedImage,
  ports: Ports,
  signal: AbortSignal,
): Promise<void> {
  const { destination } = image.request;
  const cluster = ports.clusters.destination;
  if (image.strategy === 'copy' && (destination.kind !== 'stream' || cluster === undefined)) {
    await pushManifest(image.root, extraTag, image, ports, signal);
    await confirmTag(extraTag, image, ports, signal);
    return;
  }
  if (destination.kind !== 'stream' || cluster === undefined) throw new TypeError('not a stream');
  const name: StreamTagName = { ...streamTagName(destination), tag: extraTag };
  const { project, stream } = name;
  const written = await cluster.putStreamTag(name, { project, stream, digest: image.root.digest }, signal);
  requireDigest(written?.digest, extraTag, image);
}

/** A 201 is not proof: an ImageStream may keep another image under the tag (openshift-api.md §3.5). */
async function confirmTag(
  name: string,
  image: CopiedImage,
  ports: Ports,
  signal: AbortSignal,
): Promise<void> {
  requireDigest(await readTag(name, image, ports, signal), name, image);
}

async function readTag(
  name: string,
  image: CopiedImage,
  ports: Ports,
  signal: AbortSignal,
): Promise<Digest | undefined> {
  const { destination } = image.request;
  const cluster = ports.clusters.destination;
  if (destination.kind === 'stream' && cluster !== undefined) {
    try {
      return (await cluster.getStreamTag({ ...streamTagName(destination), tag: name }, signal))?.digest;
    } catch (error) {
      // system:image-pusher may push but not read ImageStreamTags (openshift-api.md §7.2)
      if (!(error instanceof PromoteError && error.code === 'ACCESS_DENIED')) throw error;
    }
  }
  return image.destination.resolveTag(name, signal);
}

function requireDigest(found: Digest | undefined, name: string, image: ResolvedImage): void {
  if (found === image.root.digest) return;
  const destination = formatReference({ ...image.request.destination, tag: name, digest: undefined });
  throw new PromoteError({
    code: 'TAG_CONFLICT',
    message: `${destination} was set to ${image.root.digest} but is ${found ?? 'gone'}`,
    hint: `somebody or something else writes this tag: look at its history with oc describe imagestream, then run the promotion again`,
    where: { side: 'destination', host: image.destination.host, repository: image.destination.name },
  });
}
