import type { ImportRequest } from '../../core/ports/imports.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { requireOk, type Api } from '../api/api.ts';
import { namespacedPath } from '../api/api-path.ts';
import { objectAt, objectsAt, textAt, valueAt } from '../api/json-fields.ts';

const GROUP_VERSION = 'image.openshift.io/v1';

/** A tag as it was before an import. */
export interface TagBeforeImport {
  readonly tag: string;
  /** undefined: nobody had written it, it was only pushed to, or it did not exist */
  readonly spec: JsonObject | undefined;
  /** what it pointed to */
  readonly image: string | undefined;
}

type Target = Pick<ImportRequest, 'project' | 'stream' | 'tags'>;

/** Reads all tags of the request with one question. Of a stream that does not exist, or may not be read, nothing is known. */
export async function readSpecTags(
  api: Api,
  { project, stream, tags }: Target,
  signal: AbortSignal,
): Promise<readonly TagBeforeImport[] | undefined> {
  const path = namespacedPath(GROUP_VERSION, project, 'imagestreams', stream);
  const reply = await api.send({ method: 'GET', path }, signal);
  if (!reply.ok && reply.failure.status === 403) return undefined;
  const object = !reply.ok && reply.failure.status === 404 ? {} : requireOk(reply);
  const specs = objectsAt(object, 'spec', 'tags');
  const statuses = objectsAt(object, 'status', 'tags');
  return tags.map((tag) => {
    const status = statuses.find((each) => textAt(each, 'tag') === tag);
    return {
      tag,
      spec: specs.find((each) => textAt(each, 'name') === tag),
      image: textAt(objectsAt(status, 'items')[0], 'image'),
    };
  });
}

/**
 * Undoes what a failed import wrote: the tag's source, from which the cluster would try again. A tag that was only pushed to
 * is pinned to its image, as its part in `spec` cannot be taken away without its history; a new one is removed.
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
 * What to write to have the tag as it was. Only a source that cannot bring in another image than before is written again:
 * a tag may have been pushed over since its source was resolved (openshift-api.md §3.5).
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

/** An import leaves the reference policy of a tag that has one as it is (openshift-api.md §3.7): it is written to the tag itself. */
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

/** Annotations of a tag are those of the object: without them they would be wiped (openshift-api.md §3.5). */
function tagBody(project: string, stream: string, tag: string, spec: JsonObject): JsonObject {
  return {
    kind: 'ImageStreamTag',
    apiVersion: GROUP_VERSION,
    metadata: {
      name: `${stream}:${tag}`,
      namespace: project,
      annotations: objectAt(spec, 'annotations'),
    },
    // its generation is the server's
    tag: { ...spec, generation: null },
  };
}

function tagPath(project: string, stream: string, tag: string): string {
  return namespacedPath(GROUP_VERSION, project, 'imagestreamtags', `${stream}:${tag}`);
}
