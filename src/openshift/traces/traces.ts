import { isDigest } from '../../core/image/digest.ts';
import type { WorkloadName } from '../../core/ports/rollouts.ts';
import type { StreamTagName } from '../../core/ports/streams.ts';
import type { TracedTag, Traces } from '../../core/ports/traces.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { readTraces, tagAnnotations, workloadAnnotations, type Trace } from '../../core/trace/trace.ts';
import { requireOk, type Api } from '../api/api.ts';
import { namespacedPath, workloadPath } from '../api/api-path.ts';
import { explain } from '../api/explain.ts';
import { objectAt, objectsAt, textAt, textMapAt } from '../api/json-fields.ts';
import { gitOpsOwner } from '../gitops/owner.ts';

const GROUP_VERSION = 'image.openshift.io/v1';
const MERGE_PATCH = 'application/merge-patch+json';
const MAX_CONFLICTS = 5;
const MAX_LENGTH = 600;

/** Traces of promotions in one cluster. */
export function createTraces(api: Api): Traces {
  return {
    traceTags: (stream, traces, signal) => traceTags(api, stream, traces, signal),
    traceWorkload: (workload, promoted, signal) => traceWorkload(api, workload, promoted, signal),
    readTag: (name, signal) => readTag(api, name, signal),
  };
}

/**
 * Writes the stream with the annotations of its spec tags changed, on the condition that it is as it was read: one write for all
 * tags, as each changes the version that the others depend on. `from`, policies and generations stay as they are, and these are all
 * that the server compares to find out whether a tag moves or is imported (openshift-api.md §3.5). A tag that was only pushed gets
 * an entry without `from`, a placeholder that imports nothing (capture 05g has one).
 */
async function traceTags(
  api: Api,
  { project, stream }: Omit<StreamTagName, 'tag'>,
  traces: ReadonlyMap<string, Trace>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const path = namespacedPath(GROUP_VERSION, project, 'imagestreams', stream);
  for (let conflicts = 0; ; conflicts += 1) {
    const object = requireOk(await api.send({ method: 'GET', path }, signal));
    if (gitOpsOwner(object) !== undefined)
      return new Map([...traces.keys()].map((tag) => [tag, 'a GitOps controller would remove it']));
    const annotations = annotationsFor(object, traces);
    const omitted = [...traces.keys()].filter((tag) => !annotations.has(tag));
    const moved = new Map(omitted.map((tag) => [tag, 'the tag has moved since']));
    if (annotations.size === 0) return moved;
    const reply = await api.send({ method: 'PUT', path, body: withAnnotations(object, annotations) }, signal);
    if (reply.ok) return moved;
    if (reply.failure.status !== 409 || conflicts >= MAX_CONFLICTS) throw explain(reply.failure);
  }
}

type Annotations = Readonly<Record<string, string>>;

/** All annotations that each tag is to have; without those that are another image by now. */
function annotationsFor(
  stream: JsonObject,
  traces: ReadonlyMap<string, Trace>,
): ReadonlyMap<string, Annotations> {
  const all = new Map<string, Annotations>();
  for (const status of objectsAt(stream, 'status', 'tags')) {
    const tag = textAt(status, 'tag') ?? '';
    const trace = traces.get(tag);
    const [item] = objectsAt(status, 'items');
    if (trace === undefined || textAt(item, 'image') !== trace.digest) continue;
    const before = annotationsOf(stream, tag);
    const patch = tagAnnotations({ ...trace, since: textAt(item, 'created') }, before);
    const entries = Object.entries({ ...before, ...patch });
    const kept = entries.filter((entry): entry is [string, string] => entry[1] !== null);
    all.set(tag, Object.fromEntries(kept));
  }
  return all;
}

function annotationsOf(stream: JsonObject, tag: string): Annotations {
  const spec = objectsAt(stream, 'spec', 'tags').find((entry) => textAt(entry, 'name') === tag);
  return textMapAt(spec, 'annotations');
}

function withAnnotations(stream: JsonObject, annotations: ReadonlyMap<string, Annotations>): JsonObject {
  const tags = objectsAt(stream, 'spec', 'tags');
  const known = new Set(tags.map((entry) => textAt(entry, 'name')));
  const changed = tags.map((entry) => {
    const own = annotations.get(textAt(entry, 'name') ?? '');
    return own === undefined ? entry : { ...entry, annotations: own };
  });
  const added = [...annotations].filter(([name]) => !known.has(name));
  const all = [...changed, ...added.map(([name, own]) => ({ name, annotations: own }))];
  return { ...stream, spec: { ...objectAt(stream, 'spec'), tags: all } };
}

/** Only own keys are written. A conflict is one that the server could not resolve by itself, and the patch still holds then. */
async function traceWorkload(
  api: Api,
  workload: WorkloadName,
  promoted: Parameters<Traces['traceWorkload']>[1],
  signal: AbortSignal,
): Promise<void> {
  const body = { metadata: { annotations: workloadAnnotations(promoted) } };
  const path = workloadPath(workload);
  const patch = { method: 'PATCH', path, body, contentType: MERGE_PATCH, retry: 'repeatable' } as const;
  for (let conflicts = 0; ; conflicts += 1) {
    const reply = await api.send(patch, signal);
    if (reply.ok) return;
    if (reply.failure.status !== 409 || conflicts >= MAX_CONFLICTS) throw explain(reply.failure);
  }
}

async function readTag(
  api: Api,
  { project, stream, tag }: StreamTagName,
  signal: AbortSignal,
): Promise<TracedTag | undefined> {
  const path = namespacedPath(GROUP_VERSION, project, 'imagestreams', stream);
  const reply = await api.send({ method: 'GET', path }, signal);
  if (!reply.ok && reply.failure.status === 404 && reply.failure.kind === 'imagestreams') return undefined;
  const object = requireOk(reply);
  const status = objectsAt(object, 'status', 'tags').find((entry) => textAt(entry, 'tag') === tag);
  const items = objectsAt(status, 'items');
  if (items.length === 0) return undefined;
  return {
    events: items.map((item) => {
      const digest = textAt(item, 'image');
      return {
        digest: isDigest(digest) ? digest : undefined,
        image: cleanServerText(textAt(item, 'dockerImageReference') ?? '', MAX_LENGTH),
        since: cleanServerText(textAt(item, 'created') ?? '', MAX_LENGTH),
      };
    }),
    traces: readTraces(annotationsOf(object, tag)),
  };
}
