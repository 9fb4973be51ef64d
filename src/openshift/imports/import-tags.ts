import type { ImportRequest } from '../../core/ports/imports.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { requireOk, type Api } from '../api/api.ts';
import { namespacedPath } from '../api/api-path.ts';
import { objectAt, objectsAt, textAt, valueAt } from '../api/json-fields.ts';

const GROUP_VERSION = 'image.openshift.io/v1';

/** A tag as it was before an import. */
export interface TagBeforeImport {
  readonly tag: string;
  /** undefined: it had no spec, was only pushed to, or did not exist */
  readonly spec: JsonObject | undefined;
  /** the image it pointed to */
  readonly image: string | undefined;
}

type Target = Pick<ImportRequest, 'project' | 'stream' | 'tags'>;

export interface StreamBeforeImport {
  /** of the stream; undefined if it is missing */
  readonly version: string | undefined;
  readonly tags: readonly TagBeforeImport[];
}

/** Reads all tags of the request at once. @returns undefined if the account may not read the stream */
export async function readSpecTags(
  api: Api,
  { project, stream, tags }: Target,
  signal: AbortSignal,
): Promise<StreamBeforeImport | undefined> {
  const path = namespacedPath(GROUP_VERSION, project, 'imagestreams', stream);
  const reply = await api.send({ method: 'GET', path }, signal);
  if (!reply.ok && reply.failure.status === 403) return undefined;
  const object = !reply.ok && reply.failure.status === 404 ? {} : requireOk(reply);
  const specs = objectsAt(object, 'spec', 'tags');
  const statuses = objectsAt(object, 'status', 'tags');
  const before = tags.map((tag) => {
    const status = statuses.find((each) => textAt(each, 'tag') === tag);
    return {
      tag,
      spec: specs.find((each) => textAt(each, 'name') === tag),
      image: textAt(objectsAt(status, 'items')[0], 'image'),
    };
  });
  return { version: textAt(object, 'metadata', 'resourceVersion'), tags: before };
}

/**
 * Undoes what a failed import wrote: the source of the tag, which the cluster would keep retrying. A tag that was only pushed
 * to is pinned to its image, as removing its `spec` would delete its history; a new tag is deleted.
 */
export async function restoreTags(
  api: Api,
  { project, stream }: Target,
  before: readonly TagBeforeImport[] | undefined,
  signal: AbortSignal,
): Promise<void> {
  for (const each of before ?? []) {
    const path = tagPath(project, stream, each.tag);
    const old = specBefore(each, stream);
    const reply =
      old === undefined
        ? await api.send({ method: 'DELETE', path }, signal)
        : await api.send({ method: 'PUT', path, body: tagBody(project, stream, each.tag, old) }, signal);
    if (reply.ok || reply.failure.status === 404) continue;
    requireOk(reply);
  }
}

/**
 * The spec that restores the tag. A source is restored only if it cannot bring in another image than before:
 * the tag may have been pushed to since its source was resolved (openshift-api.md §3.5).
 */
function specBefore({ tag, spec, image }: TagBeforeImport, stream: string): JsonObject | undefined {
  if (image === undefined) return spec;
  const isOutside = textAt(spec, 'from', 'kind') === 'DockerImage';
  const isFollowing = valueAt(spec, 'importPolicy', 'scheduled') === true;
  if (isOutside && (isFollowing || textAt(spec, 'from', 'name')?.endsWith(`@${image}`) === true)) return spec;
  const kept = spec === undefined ? {} : { referencePolicy: objectAt(spec, 'referencePolicy') };
  const from = { kind: 'ImageStreamImage', name: `${stream}@${image}` };
  return { name: tag, annotations: objectAt(spec, 'annotations'), from, ...kept };
}

/** An import keeps the reference policy of an existing tag (openshift-api.md §3.7), so it is written to the tag itself. */
export async function settlePolicies(
  api: Api,
  { project, stream, referencePolicy }: ImportRequest,
  before: readonly TagBeforeImport[] | undefined,
  signal: AbortSignal,
): Promise<void> {
  const wanted = referencePolicy === 'local' ? 'Local' : 'Source';
  for (const { tag, spec } of before ?? []) {
    const current = textAt(spec, 'referencePolicy', 'type');
    if (current === undefined || current === wanted) continue;
    const path = tagPath(project, stream, tag);
    const found = requireOk(await api.send({ method: 'GET', path }, signal));
    const next = { ...objectAt(found, 'tag'), referencePolicy: { type: wanted } };
    requireOk(await api.send({ method: 'PUT', path, body: tagBody(project, stream, tag, next) }, signal));
  }
}

/** Annotations of the tag are those of the object: omitting them would delete them (openshift-api.md §3.5). */
function tagBody(project: string, stream: string, tag: string, spec: JsonObject): JsonObject {
  return {
    kind: 'ImageStreamTag',
    apiVersion: GROUP_VERSION,
    metadata: {
      name: `${stream}:${tag}`,
      namespace: project,
      annotations: objectAt(spec, 'annotations'),
    },
    // the server sets the generation
    tag: { ...spec, generation: null },
  };
}

function tagPath(project: string, stream: string, tag: string): string {
  return namespacedPath(GROUP_VERSION, project, 'imagestreamtags', `${stream}:${tag}`);
}
