import { isDigest } from '../../core/image/digest.ts';
import type { Streams, TagHistory } from '../../core/ports/streams.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { requireOk, type Api } from '../api/api.ts';
import { namespacedPath } from '../api/api-path.ts';
import { objectsAt, textAt } from '../api/json-fields.ts';
import { readImageConfig } from './image-config.ts';
import { deleteStreamTag, getStreamTag, putStreamTag } from './image-stream-tags.ts';
import { findRegistryHost } from './registry-host.ts';
import { getStreamImage } from './stream-images.ts';

const GROUP_VERSION = 'image.openshift.io/v1';
// A label is for a table: what is longer is no version.
const MAX_TEXT = 200;

/** The streams of one cluster, as the API shows them; no registry is asked. */
export function createStreams(api: Api): Streams {
  return {
    readHistory: (name, signal) => readHistory(api, name, signal),
    findRegistryHost: (project, signal) => findRegistryHost(api, project, signal),
    getTag: (name, signal) => getStreamTag(api, name, signal),
    putTag: (name, from, signal) => putStreamTag(api, name, from, signal),
    deleteTag: (name, signal) => deleteStreamTag(api, name, signal),
    getImage: (name, signal) => getStreamImage(api, name, signal),
    readImageConfig: (name, signal) => readImageConfig(api, name, signal),
  };
}

/** One request tells all tags with their history, newest first (openshift-api.md §3.2, capture 05g). */
async function readHistory(
  api: Api,
  { project, stream }: { readonly project: string; readonly stream: string },
  signal: AbortSignal,
): Promise<readonly TagHistory[] | undefined> {
  const path = namespacedPath(GROUP_VERSION, project, 'imagestreams', stream);
  const reply = await api.send({ method: 'GET', path }, signal);
  if (!reply.ok && reply.failure.status === 404 && reply.failure.kind === 'imagestreams') return undefined;
  return objectsAt(requireOk(reply), 'status', 'tags').flatMap((entry) => {
    const tag = textAt(entry, 'tag');
    const events = objectsAt(entry, 'items').map(toEvent);
    // a tag that was never imported has no items
    return tag === undefined || events.length === 0 ? [] : [{ tag, events }];
  });
}

function toEvent(item: JsonObject): TagHistory['events'][number] {
  const digest = textAt(item, 'image');
  return {
    digest: isDigest(digest) ? digest : undefined,
    image: cleanServerText(textAt(item, 'dockerImageReference') ?? '', 600),
    since: cleanServerText(textAt(item, 'created') ?? '', MAX_TEXT),
  };
}

/** Its name since 4.1, for an account that can see no stream (openshift-api.md §2.2). */
const USUAL_HOST = 'image-registry.openshift-image-registry.svc:5000';
/** Readable by every account and never empty (openshift-api.md §2.1). */
const SHARED_PROJECT = 'openshift';

/** `host/project/stream` as pods of the cluster pull it, from what any stream tells of the registry. */
export async function internalRepository(
  api: Api,
  project: string,
  stream: string,
  signal: AbortSignal,
): Promise<string> {
  for (const candidate of new Set([project, SHARED_PROJECT])) {
    const path = namespacedPath('image.openshift.io/v1', candidate, 'imagestreams');
    const reply = await api.send({ method: 'GET', path, query: { limit: 1 } }, signal);
    if (!reply.ok) continue;
    const [found] = objectsAt(reply.body, 'items');
    const suffix = `/${candidate}/${textAt(found, 'metadata', 'name') ?? ''}`;
    const repository = textAt(found, 'status', 'dockerImageRepository');
    if (repository?.endsWith(suffix) !== true) continue;
    return `${repository.slice(0, -suffix.length)}/${project}/${stream}`;
  }
  return `${USUAL_HOST}/${project}/${stream}`;
}
