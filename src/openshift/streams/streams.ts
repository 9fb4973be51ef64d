import { isDigest } from '../../core/image/digest.ts';
import type { Streams, StreamTags, TagHistory } from '../../core/ports/streams.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { requireOk, type Api } from '../api/api.ts';
import { namespacedPath } from '../api/api-path.ts';
import { objectsAt, textAt, objectAt, textMapAt, textsAt } from '../api/json-fields.ts';
import { deleteStreamTag, getStreamTag, putStreamTag } from './image-stream-tags.ts';
import { findRegistryHost } from './registry-host.ts';
import { getStreamImage } from './stream-images.ts';
import { portsOf, type ImageConfig } from '../../core/image/image-config.ts';

const GROUP_VERSION = 'image.openshift.io/v1';
// The label is shown in a table: a longer value is not a version.
const MAX_FIELD_LENGTH = 200;

/** The streams of one cluster, as the API reports them; no registry is contacted. */
export function createStreams(api: Api): Streams {
  return {
    readHistory: (name, signal) => readHistory(api, name, signal),
    readTags: (name, signal) => readTags(api, name, signal),
    findRegistryHost: (project, signal) => findRegistryHost(api, project, signal),
    getTag: (name, signal) => getStreamTag(api, name, signal),
    putTag: (name, from, expected, signal) => putStreamTag(api, name, from, expected, signal),
    deleteTag: (name, signal) => deleteStreamTag(api, name, signal),
    getImage: (name, signal) => getStreamImage(api, name, signal),
    readImageConfig: (name, signal) => readImageConfig(api, name, signal),
    async listStreams(project, limit, signal) {
      return (await loadStreamBlobs()).listStreams(api, project, limit, signal);
    },
    async listBlobs(name, signal) {
      return (await loadStreamBlobs()).listBlobs(api, name, signal);
    },
  };
}

/** Loaded on demand: only for images with much to send. */
const loadStreamBlobs = () => import(/* webpackMode: "eager" */ './stream-blobs.ts');

/** A single request returns all tags with their history, newest first (openshift-api.md §3.2, capture 05g). */
async function readHistory(
  api: Api,
  { project, stream }: { readonly project: string; readonly stream: string },
  signal: AbortSignal,
): Promise<readonly TagHistory[] | undefined> {
  const found = await readStream(api, { project, stream }, signal);
  return found?.flatMap((entry) => {
    const tag = textAt(entry, 'tag');
    const events = objectsAt(entry, 'items').map(toEvent);
    // a tag that was never imported has no items
    return tag === undefined || events.length === 0 ? [] : [{ tag, events }];
  });
}

/** `status.tags` of a stream; undefined if the stream does not exist. */
async function readStream(
  api: Api,
  { project, stream }: { readonly project: string; readonly stream: string },
  signal: AbortSignal,
): Promise<readonly JsonObject[] | undefined> {
  const path = namespacedPath(GROUP_VERSION, project, 'imagestreams', stream);
  const reply = await api.send({ method: 'GET', path }, signal);
  if (!reply.ok && reply.failure.status === 404 && reply.failure.kind === 'imagestreams') return undefined;
  return objectsAt(requireOk(reply), 'status', 'tags');
}

/** A tag whose first import failed has a condition and no items (capture 04l6). */
async function readTags(
  api: Api,
  name: { readonly project: string; readonly stream: string },
  signal: AbortSignal,
): Promise<StreamTags | undefined> {
  const entries = await readStream(api, name, signal);
  if (entries === undefined) return undefined;
  const names: string[] = [];
  const failedImports: Record<string, string> = {};
  for (const entry of entries) {
    const tag = textAt(entry, 'tag');
    if (tag === undefined) continue;
    const failed = objectsAt(entry, 'conditions').find(
      (condition) => textAt(condition, 'type') === 'ImportSuccess' && textAt(condition, 'status') === 'False',
    );
    if (failed !== undefined)
      failedImports[tag] = cleanServerText(textAt(failed, 'message') ?? textAt(failed, 'reason') ?? '', 600);
    if (objectsAt(entry, 'items').length > 0) names.push(tag);
  }
  return { names, failedImports };
}

function toEvent(item: JsonObject): TagHistory['events'][number] {
  const digest = textAt(item, 'image');
  return {
    digest: isDigest(digest) ? digest : undefined,
    image: cleanServerText(textAt(item, 'dockerImageReference') ?? '', 600),
    since: cleanServerText(textAt(item, 'created') ?? '', MAX_FIELD_LENGTH),
  };
}

/** The registry's service name since 4.1, for an account that can read no stream (openshift-api.md §2.2). */
const USUAL_HOST = 'image-registry.openshift-image-registry.svc:5000';
/** Readable by every account and never empty (openshift-api.md §2.1). */
const SHARED_PROJECT = 'openshift';

/** `host/project/stream` as pods of the cluster pull it, derived from any readable stream. */
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

type ImageSource = Readonly<Record<'project' | 'stream' | 'reference', string>>;

/** From the image metadata in the API (captures 04a, 05c); an index has none, so one of its images is read. */
export async function readImageConfig(
  api: Api,
  place: ImageSource,
  signal: AbortSignal,
): Promise<ImageConfig | undefined> {
  const image = await readImage(api, place, signal);
  if (image === undefined) return undefined;
  const child = childOf(image);
  const single = child === undefined ? image : await readImage(api, { ...place, reference: child }, signal);
  return single === undefined ? undefined : toConfig(single);
}

async function readImage(
  api: Api,
  { project, stream, reference }: ImageSource,
  signal: AbortSignal,
): Promise<JsonObject | undefined> {
  const resource = isDigest(reference) ? 'imagestreamimages' : 'imagestreamtags';
  const name = `${stream}${isDigest(reference) ? '@' : ':'}${reference}`;
  const path = namespacedPath('image.openshift.io/v1', project, resource, name);
  const reply = await api.send({ method: 'GET', path }, signal);
  if (!reply.ok && reply.failure.status === 404) return undefined;
  return objectAt(requireOk(reply), 'image');
}

function childOf(index: JsonObject): string | undefined {
  const children = objectsAt(index, 'dockerImageManifests').filter(
    (child) => textAt(child, 'os') !== 'unknown' && isDigest(textAt(child, 'digest')),
  );
  const usual = children.find(
    (child) => textAt(child, 'os') === 'linux' && textAt(child, 'architecture') === 'amd64',
  );
  return textAt(usual ?? children[0], 'digest');
}

function toConfig(image: JsonObject): ImageConfig {
  const metadata = objectAt(image, 'dockerImageMetadata');
  const config = objectAt(metadata, 'Config');
  return {
    ports: portsOf(objectAt(config, 'ExposedPorts')),
    created: cleaned(textAt(metadata, 'Created')),
    environmentNames: textsAt(config, 'Env')
      .map((entry) => cleanServerText(entry.split('=', 1)[0] ?? '', MAX_FIELD_LENGTH))
      .sort(),
    user: cleaned(textAt(config, 'User')),
    labels: Object.fromEntries(
      Object.entries(textMapAt(config, 'Labels')).map(([name, value]) => [
        cleanServerText(name, MAX_FIELD_LENGTH),
        cleanServerText(value, MAX_FIELD_LENGTH),
      ]),
    ),
  };
}

function cleaned(text: string | undefined): string | undefined {
  return text === undefined ? undefined : cleanServerText(text, MAX_FIELD_LENGTH);
}
