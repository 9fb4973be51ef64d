import type { StreamImage } from '../../core/ports/streams.ts';
import { isDigest } from '../../core/image/digest.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { requireOk, type Api } from '../api/api.ts';
import { namespacedPath } from '../api/api-path.ts';
import { objectAt, objectsAt, textAt, textMapAt } from '../api/json-fields.ts';

const GROUP_VERSION = 'image.openshift.io/v1';

/**
 * The API's metadata for an image of a stream, by tag or by digest (captures 04a, 05c).
 * @throws PromoteError ACCESS_DENIED, PROJECT_NOT_FOUND
 */
export async function getStreamImage(
  api: Api,
  { project, stream, reference }: Readonly<Record<'project' | 'stream' | 'reference', string>>,
  signal: AbortSignal,
): Promise<StreamImage | undefined> {
  const path = isDigest(reference)
    ? namespacedPath(GROUP_VERSION, project, 'imagestreamimages', `${stream}@${reference}`)
    : namespacedPath(GROUP_VERSION, project, 'imagestreamtags', `${stream}:${reference}`);
  const reply = await api.send({ method: 'GET', path }, signal);
  if (!reply.ok && reply.failure.status === 404 && reply.failure.kind.startsWith('imagestream'))
    return undefined;
  return toStreamImage(objectAt(requireOk(reply), 'image'));
}

function toStreamImage(image: JsonObject): StreamImage | undefined {
  const digest = textAt(image, 'metadata', 'name');
  if (!isDigest(digest)) return undefined;
  const children = objectsAt(image, 'dockerImageManifests').flatMap((child) => {
    const childDigest = textAt(child, 'digest');
    if (!isDigest(childDigest)) return [];
    const platform = {
      os: textAt(child, 'os') ?? 'unknown',
      architecture: textAt(child, 'architecture') ?? 'unknown',
      variant: textAt(child, 'variant'),
    };
    return [{ digest: childDigest, platform }];
  });
  return {
    digest,
    pullSpec: textAt(image, 'dockerImageReference') ?? '',
    mediaType: textAt(image, 'dockerImageManifestMediaType') ?? '',
    children: children.length === 0 ? undefined : children,
    labels: textMapAt(image, 'dockerImageMetadata', 'Config', 'Labels'),
    // the registry sets this annotation on pushed images; imported ones lack it
    isLocal: textAt(image, 'metadata', 'annotations', 'openshift.io/image.managed') === 'true',
  };
}
