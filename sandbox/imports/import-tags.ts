import { refuseExceeding } from '../imagestreams/stream-strategy.ts';
import { newStream } from '../imagestreams/stream-tags.ts';
import {
  addTagEvent,
  findSpecTag,
  findStatusTag,
  followTag,
  putSpecTag,
} from '../imagestreams/tag-events.ts';
import { timestamp, type ClusterState } from '../state/cluster-state.ts';
import type { ImageStream } from '../state/kinds.ts';
import { find, insert, replace } from '../state/store.ts';
import { pullSpecOf, statusOf, type Looked } from './import-image.ts';
import type { ImageImport } from './import-request.ts';

const CHECKED = 'openshift.io/image.dockerRepositoryCheck';

/** An image that was looked for, and the tag it is for. */
export interface ImportedTag {
  readonly order: ImageImport;
  readonly looked: Looked;
}

/** The stream as it will be, and whether it is new; nothing is stored. @throws StatusFailure 422 by a limit (capture 56h) */
export function streamAfterImport(
  state: ClusterState,
  namespace: string,
  name: string,
  tags: readonly ImportedTag[],
): { readonly stream: ImageStream; readonly isNew: boolean } {
  const before = find(state, 'imagestreams', namespace, name);
  const stream = before === undefined ? newStream(state, { namespace }, name) : structuredClone(before);
  const generation = (before?.metadata.generation ?? 0) + 1;
  stream.metadata.generation = generation;
  stream.metadata.annotations = { ...stream.metadata.annotations, [CHECKED]: timestamp(state) };
  for (const tag of tags) applyTag(state, stream, tag, generation);
  refuseExceeding(state, stream);
  return { stream, isNew: before === undefined };
}

export function storeStream(state: ClusterState, stream: ImageStream, isNew: boolean): ImageStream {
  return isNew ? insert(state, 'imagestreams', stream) : replace(state, 'imagestreams', stream);
}

/** A tag keeps the reference policy it has (openshift-api.md §3.7). Changes the stream given. */
function applyTag(
  state: ClusterState,
  stream: ImageStream,
  { order, looked }: ImportedTag,
  generation: number,
): void {
  const { to, from, importPolicy, referencePolicy } = order;
  const old = findSpecTag(stream, to);
  putSpecTag(stream, {
    name: to,
    annotations: old?.annotations ?? null,
    from: { kind: 'DockerImage', name: from },
    generation,
    importPolicy,
    referencePolicy: old?.referencePolicy ?? { type: referencePolicy },
  });
  const created = timestamp(state);
  const status = findStatusTag(stream, to);
  if (looked.kind === 'failure') {
    const { reason, message } = statusOf(looked, from);
    const condition = {
      type: 'ImportSuccess',
      status: 'False',
      lastTransitionTime: created,
      reason,
      message,
      generation,
    };
    const others = (stream.status.tags ?? []).filter(({ tag }) => tag !== to);
    const failed = { tag: to, items: status?.items ?? null, conditions: [condition] };
    stream.status.tags = [...others, failed].sort((one, other) => (one.tag < other.tag ? -1 : 1));
    return;
  }
  if (status?.items === null)
    stream.status.tags = stream.status.tags?.filter((each) => each !== status) ?? [];
  else delete status?.conditions;
  const { digest } = looked.image;
  const event = { created, dockerImageReference: pullSpecOf(from, digest), image: digest, generation };
  if (addTagEvent(stream, to, event)) followTag(stream, to, event, created);
}
