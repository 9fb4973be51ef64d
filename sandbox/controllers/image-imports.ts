import { lookFor, storeImported } from '../imports/import-image.ts';
import { storeStream, streamAfterImport, type ImportedTag } from '../imports/import-tags.ts';
import { findSpecTag, findStatusTag, latestEvent } from '../imagestreams/tag-events.ts';
import { StatusFailure } from '../exchange/status.ts';
import type { ClusterState } from '../state/cluster-state.ts';
import type { ImageStream, SpecTag } from '../state/kinds.ts';
import { find } from '../state/store.ts';
import { ownKey, type Controller } from './controller.ts';

/** Streams that are being imported, by cluster. */
const running = new WeakMap<ClusterState, Set<string>>();

/**
 * Imports what a tag names as its source outside, when the tag is written, and again and again when it says `scheduled`
 * (openshift-api.md §3.6; captures 49zh–49zq).
 */
export const IMAGE_IMPORTS: Controller = {
  name: 'image imports',
  immediate: false,
  keysOf: (change) =>
    change.resource === 'imagestreams' && change.type !== 'DELETED' ? [ownKey(change.object)] : [],
  reconcile: (namespace, name, { state }) => {
    const stream = find(state, 'imagestreams', namespace, name);
    if (stream === undefined || state.upstream === undefined) return undefined;
    const outside = (stream.spec.tags ?? []).filter(isOutside);
    const isScheduled = outside.some(({ importPolicy }) => importPolicy.scheduled === true);
    const wanted = outside.filter((tag) => tag.importPolicy.scheduled === true || isPending(stream, tag));
    if (wanted.length > 0) void importTags(state, stream, wanted);
    return isScheduled ? state.importIntervalSeconds : undefined;
  },
};

function isOutside({ from, reference }: SpecTag): boolean {
  return from?.kind === 'DockerImage' && reference !== true;
}

function isPending(stream: ImageStream, tag: SpecTag): boolean {
  const generation = tag.generation ?? 0;
  const conditions = findStatusTag(stream, tag.name)?.conditions ?? [];
  const triedAt = Math.max(
    latestEvent(stream, tag.name)?.generation ?? 0,
    ...conditions.map((condition) => condition.generation),
  );
  return triedAt < generation;
}

async function importTags(state: ClusterState, stream: ImageStream, tags: readonly SpecTag[]): Promise<void> {
  const keys = running.get(state) ?? new Set<string>();
  running.set(state, keys);
  const key = ownKey(stream);
  if (keys.has(key)) return;
  keys.add(key);
  const { namespace = '', name } = stream.metadata;
  try {
    const looked: ImportedTag[] = [];
    for (const tag of tags) {
      const { from, importPolicy, referencePolicy } = tag;
      const order = {
        from: from?.name ?? '',
        to: tag.name,
        importPolicy,
        referencePolicy: referencePolicy.type,
      };
      const found = await lookFor(state, namespace, order, AbortSignal.timeout(30_000));
      looked.push({ order: { ...order, includeManifest: false }, looked: found });
    }
    const current = find(state, 'imagestreams', namespace, name);
    if (current === undefined) return;
    const changed = looked.filter((each) => isNews(current, each));
    if (changed.length > 0) store(state, namespace, name, changed);
  } catch (error) {
    // a limit of the project, or a cluster that is being stopped
    if (!(error instanceof StatusFailure) && !isAborted(error)) throw error;
  } finally {
    keys.delete(key);
  }
}

function isAborted(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError');
}

/** Writes nothing when a scheduled tag has not moved or was rewritten meanwhile. */
function isNews(stream: ImageStream, { order, looked }: ImportedTag): boolean {
  const tag = findSpecTag(stream, order.to);
  if (tag?.from?.name !== order.from) return false;
  if (isPending(stream, tag)) return true;
  return looked.kind === 'image' && latestEvent(stream, order.to)?.image !== looked.image.digest;
}

function store(state: ClusterState, namespace: string, name: string, tags: readonly ImportedTag[]): void {
  const { stream, isNew } = streamAfterImport(state, namespace, name, tags);
  for (const { order, looked } of tags) {
    if (looked.kind === 'image') storeImported(state, looked.image, order.from);
  }
  storeStream(state, stream, isNew);
}
