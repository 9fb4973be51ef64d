import { isDeepStrictEqual } from 'node:util';
import { decide } from '../access/authorizer.ts';
import type { Identity } from '../state/identity.ts';
import { invalid, type Cause } from '../exchange/status.ts';
import { exceededByStream } from '../limits/stream-limits.ts';
import { timestamp, type ClusterState } from '../state/cluster-state.ts';
import type { ImageStream, SpecTag, TagEvent } from '../state/kinds.ts';
import { find } from '../state/store.ts';
import {
  addTagEvent,
  findSpecTag,
  followChangedTags,
  latestEvent,
  putSpecTag,
  splitTagName,
} from './tag-events.ts';

/** A problem of one tag: the message as in a cause, and where. */
interface TagProblem {
  readonly field: string;
  readonly message: string;
}

/**
 * What the API server makes of a stream that is to be stored: generations, tag events for changed `from`s, the access
 * check of sources in other projects. Changes the copy given and returns it.
 * @throws StatusFailure 422 wrapping the problems (capture 04r)
 */
export function settleStream(
  state: ClusterState,
  stream: ImageStream,
  before: ImageStream | undefined,
  identity: Identity,
): ImageStream {
  settleGenerations(stream, before);
  const changed = (stream.spec.tags ?? []).filter((tag) => isChanged(stream, before, tag));
  const problems = [
    ...changed.flatMap((tag) => verifyAccess(state, stream, tag, identity)),
    ...changed.flatMap((tag) => applyTag(state, stream, tag)),
  ];
  if (problems.length > 0) throw wrapped(stream.metadata.name, problems);
  followChangedTags(stream, before, timestamp(state));
  if (before === undefined || stream.metadata.generation !== before.metadata.generation) {
    refuseExceeding(state, stream);
  }
  return stream;
}

function settleGenerations(stream: ImageStream, before: ImageStream | undefined): void {
  const oldGeneration = before?.metadata.generation ?? 0;
  for (const tag of stream.spec.tags ?? []) {
    // only 0 may be set by a user: it asks for a new import
    const old = before === undefined ? undefined : findSpecTag(before, tag.name);
    if (old !== undefined && tag.generation !== 0) tag.generation = old.generation;
  }
  const unchanged = before !== undefined && isDeepStrictEqual(before.spec, stream.spec);
  stream.metadata.generation = unchanged ? oldGeneration : oldGeneration + 1;
  for (const tag of stream.spec.tags ?? []) {
    const old = before === undefined ? undefined : findSpecTag(before, tag.name);
    if (old === undefined || tag.generation === 0 || tag.generation === null || differs(old, tag, stream)) {
      tag.generation = stream.metadata.generation;
    }
  }
}

function isChanged(stream: ImageStream, before: ImageStream | undefined, tag: SpecTag): boolean {
  const old = before === undefined ? undefined : findSpecTag(before, tag.name);
  return tag.from !== undefined && (old === undefined || differs(old, tag, stream));
}

/** Only these fields count; a `from` that is equal changes nothing even when the tag's image moved since (capture 49f). */
function differs(old: SpecTag, next: SpecTag, stream: ImageStream): boolean {
  if (next.from === undefined) return false;
  const own = stream.metadata.namespace;
  return (
    (old.from?.namespace ?? own) !== (next.from.namespace ?? own) ||
    old.from?.name !== next.from.name ||
    (old.reference ?? false) !== (next.reference ?? false) ||
    old.importPolicy.importMode !== next.importPolicy.importMode
  );
}

/** A source in another project needs `get imagestreams/layers` there (capture 15d). */
function verifyAccess(
  state: ClusterState,
  stream: ImageStream,
  tag: SpecTag,
  identity: Identity,
): readonly TagProblem[] {
  const from = tag.from;
  if (from?.namespace === undefined || from.namespace === stream.metadata.namespace) return [];
  if (from.kind === 'DockerImage') return [];
  const name = from.name.split(/[@:]/)[0] ?? '';
  const access = {
    verb: 'get',
    group: 'image.openshift.io',
    resource: 'imagestreams',
    subresource: 'layers',
  };
  if (decide(state, identity, { ...access, namespace: from.namespace, name }).allowed) return [];
  return [{ field: `spec.tags[${tag.name}].from`, message: `Forbidden: ${from.namespace}/${name}: "" ""` }];
}

/** Resolves the source of a changed tag and adds the event; nothing happens for a source tag that does not exist. */
function applyTag(state: ClusterState, stream: ImageStream, tag: SpecTag): readonly TagProblem[] {
  const from = tag.from;
  const field = `spec.tags[${tag.name}].from.name`;
  if (from === undefined) return [];
  // imported later, by a controller; with `reference: true` never (capture 49zk3)
  if (from.kind === 'DockerImage') return [];
  const source = findSource(state, stream, tag);
  if (source === undefined) return [{ field, message: `Not found: "${from.name}"` }];
  const resolved = resolveSource(state, source.stream, source.tagOrId, tag);
  if ('problem' in resolved) {
    const message = `Invalid value: "${from.name}": error generating tag event: ${resolved.problem}`;
    return [{ field, message }];
  }
  if (resolved.event === undefined) return [];
  const event =
    tag.reference === true ? resolved.event : localize(state, resolved.event, source.stream, stream);
  putSpecTag(stream, tag);
  addTagEvent(stream, tag.name, { ...event, generation: tag.generation ?? 0 });
  return [];
}

interface Source {
  readonly stream: ImageStream;
  readonly tagOrId: string;
}

function findSource(state: ClusterState, stream: ImageStream, tag: SpecTag): Source | undefined {
  const from = tag.from;
  if (from === undefined) return undefined;
  const namespace = from.namespace ?? stream.metadata.namespace;
  const at = from.name.indexOf('@');
  const split =
    from.kind === 'ImageStreamImage' && at >= 0
      ? { stream: from.name.slice(0, at), tag: from.name.slice(at + 1) }
      : (splitTagName(from.name) ?? { stream: stream.metadata.name, tag: from.name });
  const own = namespace === stream.metadata.namespace && split.stream === stream.metadata.name;
  const found = own ? stream : find(state, 'imagestreams', namespace, split.stream);
  return found === undefined ? undefined : { stream: found, tagOrId: split.tag };
}

type Resolved = { readonly event: TagEvent | undefined } | { readonly problem: string };

function resolveSource(state: ClusterState, source: ImageStream, tagOrId: string, tag: SpecTag): Resolved {
  if (tag.from?.kind === 'ImageStreamTag') return { event: latestEvent(source, tagOrId) };
  const found = resolveImageId(source, tagOrId);
  if ('problem' in found) return found;
  return { event: { ...found.event, created: timestamp(state) } };
}

/** A digest or its prefix among all events of a stream (capture 49s). */
export function resolveImageId(stream: ImageStream, id: string): { event: TagEvent } | { problem: string } {
  const events = (stream.status.tags ?? []).flatMap((status) => status.items ?? []);
  const hits = events.filter((event) => id !== '' && (event.image === id || event.image.startsWith(id)));
  const images = new Set(hits.map((event) => event.image));
  const [event] = hits;
  if (event === undefined) return { problem: `imagestreamimage.image.openshift.io "${id}" not found` };
  if (images.size > 1) {
    return {
      problem: `Operation cannot be fulfilled on imagestreamimage.image.openshift.io "${id}": multiple images match the prefix "${id}": ${[...images].join(', ')}`,
    };
  }
  return { event };
}

/** A managed image gets the name of the stream it is tagged into, so that pods pull it from there (capture 15a). */
function localize(state: ClusterState, event: TagEvent, source: ImageStream, stream: ImageStream): TagEvent {
  const prefix = `${repositoryOf(state, source)}@`;
  if (!event.dockerImageReference.startsWith(prefix)) return event;
  return { ...event, dockerImageReference: `${repositoryOf(state, stream)}@${event.image}` };
}

/** `image-registry.openshift-image-registry.svc:5000/project/stream`. */
export function repositoryOf(state: ClusterState, stream: ImageStream): string {
  return `${state.internalRegistryHost}/${stream.metadata.namespace ?? ''}/${stream.metadata.name}`;
}

/** @throws StatusFailure 422 that wraps a refusal (captures 56y) */
export function refuseExceeding(state: ClusterState, stream: ImageStream): void {
  const exceeded = exceededByStream(state, stream);
  if (exceeded.length === 0) return;
  const { name } = stream.metadata;
  const list = exceeded.length === 1 ? exceeded[0] : `[${exceeded.join(', ')}]`;
  const message = `Internal error: ImageStream.image.openshift.io "${name}" is forbidden: ${list}`;
  throw invalid('image.openshift.io', 'ImageStream', name, [
    { reason: 'InternalError', message, field: '[]' },
  ]);
}

function wrapped(name: string, problems: readonly TagProblem[]): Error {
  const parts = problems.map((problem) => `${problem.field}: ${problem.message}`);
  const list = parts.length === 1 ? parts[0] : `[${parts.join(', ')}]`;
  const message = `Internal error: imagestreams "${name}" is invalid: ${list}`;
  const cause: Required<Cause> = { reason: 'InternalError', message, field: '[]' };
  return invalid('image.openshift.io', 'ImageStream', name, [cause]);
}
