import { isDigest, type Digest } from '../../core/image/digest.ts';
import type { NamedStream } from '../../core/ports/streams.ts';
import { requireOk, type Api } from '../api/api.ts';
import { namespacedPath } from '../api/api-path.ts';
import { objectAt, objectsAt, textAt, textMapAt } from '../api/json-fields.ts';

const GROUP_VERSION = 'image.openshift.io/v1';
// Both answers only save time, so a long one is not worth waiting for.
const MAX_LIST_BYTES = 8 * 1024 * 1024;
const MAX_LAYERS_BYTES = 4 * 1024 * 1024;
const MAX_ORIGINS = 50;
const MAX_ORIGIN_LENGTH = 300;

/** Streams of a project with the places that their images come from. @throws PromoteError ACCESS_DENIED, PROJECT_NOT_FOUND */
export async function listStreams(
  api: Api,
  project: string,
  limit: number,
  signal: AbortSignal,
): Promise<readonly NamedStream[]> {
  const path = namespacedPath(GROUP_VERSION, project, 'imagestreams');
  const request = { method: 'GET', path, query: { limit }, maxBodyBytes: MAX_LIST_BYTES } as const;
  const reply = await api.send(request, signal);
  return objectsAt(requireOk(reply), 'items')
    .slice(0, limit)
    .flatMap((item) => {
      const stream = textAt(item, 'metadata', 'name');
      if (stream === undefined) return [];
      const imported = objectsAt(item, 'spec', 'tags').flatMap((tag) => textAt(tag, 'from', 'name') ?? []);
      const named = ['labels', 'annotations'].flatMap((field) =>
        Object.values(textMapAt(item, 'metadata', field)),
      );
      // names of images; other labels and annotations have no slash, or are whole documents
      const origins = [...imported, ...named].filter(
        (text) => text.includes('/') && text.length <= MAX_ORIGIN_LENGTH,
      );
      return { project, stream, origins: origins.slice(0, MAX_ORIGINS) };
    });
}

/**
 * What `imagestreams/NAME/layers` lists: layers, configurations and manifests of all images in the history of a stream
 * (captures 49a, 46h). Whoever may pull may read it.
 */
export async function listBlobs(
  api: Api,
  { project, stream }: { readonly project: string; readonly stream: string },
  signal: AbortSignal,
): Promise<readonly Digest[] | undefined> {
  const path = namespacedPath(GROUP_VERSION, project, 'imagestreams', stream, 'layers');
  const reply = await api.send({ method: 'GET', path, maxBodyBytes: MAX_LAYERS_BYTES }, signal);
  if (!reply.ok && reply.failure.status === 404) return undefined;
  return Object.keys(objectAt(requireOk(reply), 'blobs')).filter(isDigest);
}
