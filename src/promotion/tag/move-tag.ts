import { PromoteError } from '../../core/text/errors.ts';
import type { Digest } from '../../core/image/digest.ts';
import { formatReference } from '../../core/image/reference.ts';
import { readDigest, streamNameOf } from '../run/destination-tags.ts';
import { pushManifest } from '../run/push-manifest.ts';
import type { CopiedImage, ImportedImage, ResolvedImage } from '../run/resolved-image.ts';
import type { Ports } from '../run/ports.ts';

/** Points one tag to the promoted digest, and reads back what it points to. */
export async function moveTag(
  image: Exclude<ResolvedImage, ImportedImage>,
  tag: string,
  ports: Ports,
  signal: AbortSignal,
): Promise<void> {
  const name = streamNameOf(image, tag);
  const cluster = ports.clusters.destination;
  // the push by tag is what makes an image part of an ImageStream (openshift-api.md §10.3); then the API can point more tags to it
  const isPushed =
    image.strategy === 'copy' &&
    (name === undefined || cluster === undefined || tag === image.request.destination.tag);
  if (isPushed) {
    await pushManifest(image.root, tag, image, ports, signal);
    await confirmPush(tag, image, ports, signal);
    return;
  }
  if (name === undefined || cluster === undefined) throw new TypeError('not a stream');
  // a build has pushed to another tag of the stream; no bytes move within a cluster: the registry finds them through either stream
  const { project, stream } = image.strategy === 'tag' ? image.from : name;
  const written = await cluster.putStreamTag(name, { project, stream, digest: image.root.digest }, signal);
  requireDigest(written?.digest, tag, image);
}

/** All tags at once: the cluster asks the registry of the source itself, and what it found is compared. */
export async function moveTagsByImport(
  image: ImportedImage,
  ports: Ports,
  signal: AbortSignal,
): Promise<void> {
  const { order } = image;
  const cluster = ports.clusters.destination;
  if (cluster === undefined) throw new TypeError('no cluster');
  if (order.tags.length === 0) return;
  for (const imported of await cluster.imports.run(order, signal)) {
    requireDigest(imported.digest, imported.tag, image);
  }
}

/** A 201 is not proof: an ImageStream may keep another image under the tag (openshift-api.md §3.5). */
async function confirmPush(
  tag: string,
  image: CopiedImage,
  ports: Ports,
  signal: AbortSignal,
): Promise<void> {
  requireDigest(await readDigest(image, tag, ports, signal), tag, image);
}

function requireDigest(found: Digest | undefined, tag: string, image: ResolvedImage): void {
  if (found === image.root.digest) return;
  const destination = formatReference({ ...image.request.destination, tag, digest: undefined });
  throw new PromoteError({
    code: 'TAG_CONFLICT',
    message: `${destination} was set to ${image.root.digest} but is ${found ?? 'gone'}`,
    hint: `somebody or something else writes this tag: look at its history with oc describe imagestream, then run the promotion again`,
    where: { side: 'destination', host: image.destination.host, repository: image.destination.name },
  });
}
