import type { StreamTag, StreamTagName, TagWrite } from '../../core/ports/streams.ts';
import { isDigest, type Digest } from '../../core/image/digest.ts';
import { PromoteError } from '../../core/text/errors.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { requireOk, type Api, type ApiReply } from '../api/api.ts';
import { namespacedPath } from '../api/api-path.ts';
import { explain } from '../api/explain.ts';
import { objectAt, objectsAt, textAt, textMapAt, valueAt } from '../api/json-fields.ts';

const GROUP_VERSION = 'image.openshift.io/v1';
// The retries of `oc tag` (client-go retry.DefaultRetry, openshift-api.md §11).
const MAX_CONFLICTS = 5;

/** An image of a stream, by digest. */
export interface StreamImage {
  readonly project: string;
  readonly stream: string;
  readonly digest: Digest;
}

function tagPath({ project, stream, tag }: StreamTagName): string {
  return namespacedPath(GROUP_VERSION, project, 'imagestreamtags', `${stream}:${tag}`);
}

function formatName({ project, stream, tag }: StreamTagName): string {
  return `${project}/${stream}:${tag}`;
}

// image-spec annotations.md as a label, and what source-to-image writes
const BASE_LABELS = ['org.opencontainers.image.base.name', 'io.openshift.s2i.build.image'];

/**
 * The image a tag points to; undefined when the tag or its stream does not exist, or nothing was imported yet
 * (openshift-api.md §3.3).
 * @throws PromoteError ACCESS_DENIED, PROJECT_NOT_FOUND
 */
export async function getStreamTag(
  api: Api,
  name: StreamTagName,
  signal: AbortSignal,
): Promise<StreamTag | undefined> {
  const object = await readTag(api, name, signal);
  return object === undefined ? undefined : toStreamTag(object, name);
}

async function readTag(api: Api, name: StreamTagName, signal: AbortSignal): Promise<JsonObject | undefined> {
  const reply = await api.send({ method: 'GET', path: tagPath(name) }, signal);
  return isMissingTag(reply) ? undefined : requireOk(reply);
}

/** A missing tag and a missing stream are both reported as `imagestreamtags` or `imagestreams` (captures 04b, 04c). */
function isMissingTag(reply: ApiReply): boolean {
  return !reply.ok && reply.failure.status === 404 && reply.failure.kind.startsWith('imagestream');
}

function toStreamTag(object: JsonObject, name: StreamTagName): StreamTag | undefined {
  const digest = textAt(object, 'image', 'metadata', 'name');
  if (!isDigest(digest)) return undefined;
  const pullSpec = textAt(object, 'image', 'dockerImageReference') ?? '';
  const labels = objectAt(object, 'image', 'dockerImageMetadata', 'Config', 'Labels');
  const baseNames = BASE_LABELS.flatMap((label) => textAt(labels, label) ?? []);
  return {
    digest,
    pullSpec,
    overwrittenBy: overwriterOf(objectAt(object, 'tag'), name),
    ...(baseNames.length === 0 ? {} : { baseNames }),
  };
}

/** What would move the tag away from a pushed image again (openshift-api.md §3.5, §3.6). */
function overwriterOf(spec: JsonObject, name: StreamTagName): string | undefined {
  const source = textAt(spec, 'from', 'name') ?? '';
  if (textAt(spec, 'from', 'kind') === 'DockerImage' && valueAt(spec, 'importPolicy', 'scheduled') === true) {
    return `the scheduled import of ${source}`;
  }
  const tag = sourceTag(spec, name);
  return tag === undefined ? undefined : `the tag ${tag} of the same stream, which it follows`;
}

/** A tag of another stream is copied once; only a tag of the same stream, with or without its name, is followed. */
function sourceTag(spec: JsonObject, { project, stream }: StreamTagName): string | undefined {
  const source = textAt(spec, 'from', 'name');
  if (textAt(spec, 'from', 'kind') !== 'ImageStreamTag' || source === undefined) return undefined;
  if ((textAt(spec, 'from', 'namespace') ?? project) !== project) return undefined;
  if (source.startsWith(`${stream}:`)) return source.slice(stream.length + 1);
  return source.includes(':') ? undefined : source;
}

/** The tag of the same stream that a tag follows; undefined if it follows none, or cannot be read. */
export async function followedTag(
  api: Api,
  name: StreamTagName,
  signal: AbortSignal,
): Promise<string | undefined> {
  const reply = await api.send({ method: 'GET', path: tagPath(name) }, signal);
  return reply.ok ? sourceTag(objectAt(reply.body, 'tag'), name) : undefined;
}

/** A tag as it was read or written last. */
interface Seen {
  /** undefined: it does not exist */
  readonly object: JsonObject | undefined;
  /** undefined: it does not exist, or has no image */
  readonly tag: StreamTag | undefined;
  /** resource version of the stream; undefined: it does not exist, or may not be read */
  readonly version: string | undefined;
  readonly hasStream: boolean;
}

/**
 * Points a tag to an image that the stream of `from` contains, unless the tag is another image than `expected` right before, and
 * verifies it: writing an equal spec changes nothing even if the tag was pushed to since (200, captures 49e–49g). The annotations
 * of the tag are kept.
 * @throws PromoteError ACCESS_DENIED, IMAGE_NOT_FOUND, QUOTA_EXCEEDED, TAG_CONFLICT
 */
export async function putStreamTag(
  api: Api,
  name: StreamTagName,
  from: StreamImage,
  expected: Digest | undefined,
  signal: AbortSignal,
): Promise<TagWrite> {
  const seen = await lookAtTag(api, name, signal);
  const spec = objectAt(seen.object, 'tag');
  // without an import mode the cluster would choose: Legacy or PreserveOriginal (openshift-new.md)
  const mode = textAt(spec, 'importPolicy', 'importMode') ?? 'PreserveOriginal';
  const policy = textAt(spec, 'referencePolicy', 'type') === 'Local' ? 'Local' : 'Source';
  const write = (last: Seen, importMode: string, referencePolicy: 'Local' | 'Source'): Promise<Written> =>
    writeTag(api, name, { from, importMode, referencePolicy }, last, signal);
  if (seen.tag?.digest === from.digest) return { isWritten: true, digest: from.digest };
  if (seen.tag?.digest !== expected) return { isWritten: false, digest: seen.tag?.digest };
  const first = await write(seen, mode, policy);
  if (!first.isWritten) return outcomeOf(first, from);
  if (first.tag?.digest === from.digest) {
    if (policy === 'Source' && (await isPulledThrough(api, name, from, first.tag, signal)))
      return outcomeOf(await write(first, mode, 'Local'), from);
    return outcomeOf(first, from);
  }
  // the mode has no effect on an image in the registry, but changing it counts as a change of the tag (49k)
  const second = await write(first, mode === 'PreserveOriginal' ? 'Legacy' : 'PreserveOriginal', policy);
  if (!second.isWritten || second.tag?.digest === from.digest) return outcomeOf(second, from);
  throw new PromoteError({
    code: 'TAG_CONFLICT',
    message: `${formatName(name)} was set to ${from.digest} but stays ${second.tag?.digest ?? 'without image'}`,
    hint: `find out what else writes it: oc describe imagestream ${name.stream} -n ${name.project}; to start over without its history: oc tag -d ${formatName(name)}`,
    where: {
      side: api.side,
      host: api.host,
      repository: `${name.project}/${name.stream}`,
      digest: from.digest,
    },
  });
}

function outcomeOf({ isWritten, tag }: Written, { digest }: StreamImage): TagWrite {
  // an answer that was lost on its way: the write is repeated, and finds itself
  return { isWritten: isWritten || tag?.digest === digest, digest: tag?.digest };
}

/** A tag that does not exist has no resource version of its own: it is that of the stream (openshift-api.md §3.5). */
async function lookAtTag(api: Api, name: StreamTagName, signal: AbortSignal): Promise<Seen> {
  const object = await readTag(api, name, signal);
  if (object !== undefined) return seenOf(object, name);
  const path = namespacedPath(GROUP_VERSION, name.project, 'imagestreams', name.stream);
  const reply = await api.send({ method: 'GET', path }, signal);
  const version = reply.ok ? textAt(reply.body, 'metadata', 'resourceVersion') : undefined;
  const hasStream = reply.ok || reply.failure.status !== 404;
  return { object, tag: undefined, version, hasStream };
}

function seenOf(object: JsonObject, name: StreamTagName): Seen {
  const version = textAt(object, 'metadata', 'resourceVersion');
  return { object, tag: toStreamTag(object, name), version, hasStream: true };
}

/**
 * Whether pods pull the image through the cluster's own registry under another tag of the stream: an image imported
 * with that reference policy. Without it the new tag would make them pull from the source registry (openshift-api.md §3.8).
 */
async function isPulledThrough(
  api: Api,
  { project, stream }: StreamTagName,
  from: StreamImage,
  written: StreamTag,
  signal: AbortSignal,
): Promise<boolean> {
  const isOwn = from.project === project && from.stream === stream;
  if (!isOwn || written.pullSpec === '' || written.pullSpec.endsWith(`/${project}/${stream}@${from.digest}`))
    return false;
  const path = namespacedPath(GROUP_VERSION, project, 'imagestreams', stream);
  const reply = await api.send({ method: 'GET', path }, signal);
  if (!reply.ok) return false;
  const holders = objectsAt(reply.body, 'status', 'tags')
    .filter((tag) => objectsAt(tag, 'items').some((item) => textAt(item, 'image') === from.digest))
    .map((tag) => textAt(tag, 'tag'));
  return objectsAt(reply.body, 'spec', 'tags').some(
    (tag) => holders.includes(textAt(tag, 'name')) && textAt(tag, 'referencePolicy', 'type') === 'Local',
  );
}

interface TagContent {
  readonly from: StreamImage;
  readonly importMode: string;
  readonly referencePolicy: 'Local' | 'Source';
}

function tagBody(name: StreamTagName, content: TagContent, seen: Seen): JsonObject {
  const { from, importMode, referencePolicy } = content;
  // the namespace is omitted within a project, as oc does: the server treats both forms alike (49m)
  const namespace = from.project === name.project ? {} : { namespace: from.project };
  const annotations = textMapAt(seen.object, 'tag', 'annotations');
  // without a version the last writer would win (04v)
  const version = seen.version === undefined ? {} : { resourceVersion: seen.version };
  return {
    kind: 'ImageStreamTag',
    apiVersion: GROUP_VERSION,
    metadata: { name: `${name.stream}:${name.tag}`, namespace: name.project, ...version, annotations },
    tag: {
      name: name.tag,
      from: { kind: 'ImageStreamImage', ...namespace, name: `${from.stream}@${from.digest}` },
      importPolicy: { importMode },
      referencePolicy: { type: referencePolicy },
    },
  };
}

interface Written extends Seen {
  /** false: the tag has another image than before, and was left as it is */
  readonly isWritten: boolean;
}

/**
 * Writes a tag if its stream has not changed since it was read. A conflict means that something wrote a tag of the stream, and only
 * if it was this one, nothing is written (capture 04u).
 */
async function writeTag(
  api: Api,
  name: StreamTagName,
  content: TagContent,
  before: Seen,
  signal: AbortSignal,
): Promise<Written> {
  let seen = before;
  for (let conflicts = 0; ; conflicts += 1) {
    const body = tagBody(name, content, seen);
    // POST leaves a stream alone that something else has created meanwhile with this tag, PUT would overwrite it
    const reply = await api.send(
      seen.hasStream
        ? { method: 'PUT', path: tagPath(name), body }
        : { method: 'POST', path: namespacedPath(GROUP_VERSION, name.project, 'imagestreamtags'), body },
      signal,
    );
    if (reply.ok) return { ...seenOf(reply.body, name), isWritten: true };
    // 404: the stream whose version is sent has been deleted
    const isStale = reply.failure.status === 409 || (seen.version !== undefined && isMissingTag(reply));
    if (!isStale || conflicts >= MAX_CONFLICTS) throw explain(reply.failure);
    seen = await lookAtTag(api, name, signal);
    if (seen.tag?.digest !== before.tag?.digest) return { ...seen, isWritten: false };
  }
}

/**
 * Deletes a tag with its history; images remain until they are pruned (openshift-api.md §3.5). The API ignores a resource version
 * here, so callers read the tag right before.
 * @returns false if the tag did not exist
 */
export async function deleteStreamTag(api: Api, name: StreamTagName, signal: AbortSignal): Promise<boolean> {
  const reply = await api.send({ method: 'DELETE', path: tagPath(name) }, signal);
  if (isMissingTag(reply)) return false;
  requireOk(reply);
  return true;
}
