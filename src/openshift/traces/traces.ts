import { isDigest } from '../../core/image/digest.ts';
import type { WorkloadName } from '../../core/ports/rollouts.ts';
import type { StreamTagName } from '../../core/ports/streams.ts';
import type { TracedTag, Traces } from '../../core/ports/traces.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import { readTraces, tagAnnotations, workloadAnnotations, type Trace } from '../../core/trace/trace.ts';
import { requireOk, type Api } from '../api/api.ts';
import { namespacedPath, workloadPath } from '../api/api-path.ts';
import { explain } from '../api/explain.ts';
import { objectsAt, textAt, textMapAt, valueAt } from '../api/json-fields.ts';

const GROUP_VERSION = 'image.openshift.io/v1';
const MERGE_PATCH = 'application/merge-patch+json';
const MAX_CONFLICTS = 5;
const MAX_LENGTH = 600;

/** Traces of promotions in one cluster. */
export function createTraces(api: Api): Traces {
  return {
    traceTag: (name, trace, signal) => traceTag(api, name, trace, signal),
    traceWorkload: (workload, trace, tag, signal) => traceWorkload(api, workload, trace, tag, signal),
    readTag: (name, signal) => readTag(api, name, signal),
  };
}

/**
 * A patch of annotations leaves the rest of a tag as it is (capture 04zb). A tag that was only pushed has no entry in the
 * specification of its stream and cannot be annotated (openshift-api.md §3.5): it gets one without `from`, which imports nothing
 * (capture 04o).
 */
async function traceTag(
  api: Api,
  { project, stream, tag }: StreamTagName,
  trace: Trace,
  signal: AbortSignal,
): Promise<boolean> {
  const path = namespacedPath(GROUP_VERSION, project, 'imagestreamtags', `${stream}:${tag}`);
  for (let conflicts = 0; ; conflicts += 1) {
    const object = requireOk(await api.send({ method: 'GET', path }, signal));
    if (textAt(object, 'image', 'metadata', 'name') !== trace.digest) return false;
    const annotations = tagAnnotations(trace, textMapAt(object, 'tag', 'annotations'));
    const isPushed = (valueAt(object, 'tag') ?? null) === null;
    const entry = { importPolicy: { importMode: 'PreserveOriginal' }, referencePolicy: { type: 'Source' } };
    const body = {
      // of the stream: any other write to one of its tags is a conflict
      metadata: { resourceVersion: textAt(object, 'metadata', 'resourceVersion') ?? null, annotations },
      // the server wants both to be equal if both are there
      tag: { ...(isPushed ? { name: tag, ...entry } : {}), annotations },
    };
    const reply = await api.send({ method: 'PATCH', path, body, contentType: MERGE_PATCH }, signal);
    if (reply.ok) return true;
    if (reply.failure.status !== 409 || conflicts >= MAX_CONFLICTS) throw explain(reply.failure);
  }
}

/** Only own keys are written, so there is nothing that could conflict. */
async function traceWorkload(
  api: Api,
  workload: WorkloadName,
  trace: Trace,
  tag: string,
  signal: AbortSignal,
): Promise<void> {
  const body = { metadata: { annotations: workloadAnnotations(trace, tag) } };
  const path = workloadPath(workload);
  requireOk(
    await api.send({ method: 'PATCH', path, body, contentType: MERGE_PATCH, retry: 'repeatable' }, signal),
  );
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
  const spec = objectsAt(object, 'spec', 'tags').find((entry) => textAt(entry, 'name') === tag);
  return {
    events: items.map((item) => {
      const digest = textAt(item, 'image');
      return {
        digest: isDigest(digest) ? digest : undefined,
        image: cleanServerText(textAt(item, 'dockerImageReference') ?? '', MAX_LENGTH),
        since: cleanServerText(textAt(item, 'created') ?? '', MAX_LENGTH),
      };
    }),
    traces: readTraces(textMapAt(spec, 'annotations')),
  };
}
