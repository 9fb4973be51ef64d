import type { ImageStream, SpecTag, StatusTag, TagEvent } from '../state/kinds.ts';

/** `stream:tag`; undefined without a colon. */
export function splitTagName(name: string): { stream: string; tag: string } | undefined {
  const colon = name.indexOf(':');
  if (colon <= 0 || colon === name.length - 1 || name.includes(':', colon + 1)) return undefined;
  return { stream: name.slice(0, colon), tag: name.slice(colon + 1) };
}

export function findSpecTag(stream: ImageStream, tag: string): SpecTag | undefined {
  return stream.spec.tags?.find((candidate) => candidate.name === tag);
}

export function findStatusTag(stream: ImageStream, tag: string): StatusTag | undefined {
  return stream.status.tags?.find((candidate) => candidate.tag === tag);
}

export function latestEvent(stream: ImageStream, tag: string): TagEvent | undefined {
  return findStatusTag(stream, tag)?.items?.[0];
}

/** Changes the stream given. Tags are kept sorted by name. */
export function putSpecTag(stream: ImageStream, tag: SpecTag): void {
  const others = (stream.spec.tags ?? []).filter((candidate) => candidate.name !== tag.name);
  stream.spec.tags = [...others, tag].sort((left, right) => (left.name < right.name ? -1 : 1));
}

function putStatusTag(stream: ImageStream, tag: StatusTag): void {
  const others = (stream.status.tags ?? []).filter((candidate) => candidate.tag !== tag.tag);
  stream.status.tags = [...others, tag].sort((left, right) => (left.tag < right.tag ? -1 : 1));
}

/**
 * Puts an event on top of a tag's history and returns whether anything changed. Same image and same reference: only the
 * generation follows; one of the two the same: the top is corrected in place; else prepended (openshift-api.md §3.5,
 * "event compaction"). Changes the stream given.
 */
export function addTagEvent(stream: ImageStream, tag: string, next: TagEvent): boolean {
  const items = findStatusTag(stream, tag)?.items ?? [];
  const [previous, ...older] = items;
  if (previous === undefined) {
    putStatusTag(stream, { tag, items: [next] });
    return true;
  }
  const sameReference = previous.dockerImageReference === next.dockerImageReference;
  const sameImage = previous.image === next.image;
  if (sameReference && sameImage && previous.generation === next.generation) return false;
  if (sameReference || sameImage) {
    const { dockerImageReference, image, generation } = next;
    putStatusTag(stream, {
      tag,
      items: [{ ...previous, dockerImageReference, image, generation }, ...older],
    });
  } else putStatusTag(stream, { tag, items: [next, ...items] });
  return true;
}

/**
 * Tags of the same stream whose `from` names the updated tag follow it; aliases of other streams' tags do not
 * (openshift-observed.md §5). Changes the stream given.
 */
export function followTag(stream: ImageStream, updated: string, event: TagEvent, now: string): void {
  for (const specTag of stream.spec.tags ?? []) {
    const from = specTag.from;
    if (from?.kind !== 'ImageStreamTag' || specTag.name === updated) continue;
    if (from.namespace !== undefined && from.namespace !== stream.metadata.namespace) continue;
    const split = splitTagName(from.name) ?? { stream: stream.metadata.name, tag: from.name };
    if (split.stream !== stream.metadata.name || split.tag !== updated) continue;
    if (addTagEvent(stream, specTag.name, { ...event, created: now })) {
      followTag(stream, specTag.name, event, now);
    }
  }
}

/** Follows every tag whose newest event differs from that of the stream before. Changes the stream given. */
export function followChangedTags(stream: ImageStream, before: ImageStream | undefined, now: string): void {
  for (const status of [...(stream.status.tags ?? [])]) {
    const event = status.items?.[0];
    if (event === undefined) continue;
    const old = before === undefined ? undefined : latestEvent(before, status.tag);
    const changed = old?.image !== event.image || old.dockerImageReference !== event.dockerImageReference;
    if (changed) followTag(stream, status.tag, event, now);
  }
}
