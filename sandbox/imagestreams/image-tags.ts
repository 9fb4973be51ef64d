import { json, type ApiCall, type ApiReply, type Handler } from '../exchange/exchange.ts';
import { alreadyExists, badRequest, invalid, notFound, SUCCESS } from '../exchange/status.ts';
import { asObject, asString } from '../state/json.ts';
import type { ClusterState } from '../state/cluster-state.ts';
import type { ImageStream } from '../state/kinds.ts';
import { find, listObjects, replace } from '../state/store.ts';
import { imageOfEvent } from './image-view.ts';
import { readSpecTag } from './spec-tag.ts';
import { newStream, refuseWatch, store, withoutTag } from './stream-tags.ts';
import { findSpecTag, findStatusTag, latestEvent, putSpecTag, splitTagName } from './tag-events.ts';

const TAGS = { group: 'image.openshift.io', resource: 'imagetags' };

/** imagetags: like imagestreamtags, but spec and status are shown apart and a tag without image is shown (49zc). */
export const IMAGE_TAG_HANDLERS: Readonly<Record<string, Handler>> = {
  get: (call, state) => {
    const { stream, tag } = requireTag(state, call);
    return shown(200, state, stream, tag);
  },
  list: (call, state) => {
    const items = listObjects(state, 'imagestreams', call.namespace).flatMap((stream) =>
      namesOf(stream).map((tag) => view(state, stream, tag, false)),
    );
    return json(200, { kind: 'ImageTagList', apiVersion: 'image.openshift.io/v1', metadata: {}, items });
  },
  watch: (call) => refuseWatch(call),
  create: (call, state) => {
    const name = asString(asObject(call.body['metadata'])['name']);
    const split = requireName(name);
    const before = find(state, 'imagestreams', call.namespace, split.stream);
    if (before !== undefined && findSpecTag(before, split.tag) !== undefined) throw alreadyExists(TAGS, name);
    return write(call, state, before, split, 201);
  },
  update: (call, state) => {
    const split = requireName(call.name ?? '');
    const before = find(state, 'imagestreams', call.namespace, split.stream);
    const old = before === undefined ? undefined : findSpecTag(before, split.tag);
    const hasStatus = before !== undefined && findStatusTag(before, split.tag) !== undefined;
    if (hasStatus && call.body['status'] === undefined) throw refuseStatus(call.name ?? '');
    return write(call, state, before, split, old === undefined ? 201 : 200);
  },
  delete: (call, state) => {
    const { stream, tag } = requireTag(state, call);
    if (!call.dryRun) replace(state, 'imagestreams', withoutTag(stream, tag));
    return json(200, SUCCESS);
  },
};

function requireName(name: string): { stream: string; tag: string } {
  const split = splitTagName(name);
  if (split === undefined) throw badRequest('ImageTags must be retrieved with <name>:<tag>');
  return split;
}

function requireTag(state: ClusterState, call: ApiCall): { stream: ImageStream; tag: string } {
  const split = requireName(call.name ?? '');
  const stream = find(state, 'imagestreams', call.namespace, split.stream);
  if (stream === undefined) throw notFound(TAGS, split.stream);
  if (!namesOf(stream).includes(split.tag)) throw notFound(TAGS, call.name ?? '');
  return { stream, tag: split.tag };
}

function namesOf(stream: ImageStream): readonly string[] {
  const names = [
    ...(stream.spec.tags ?? []).map((tag) => tag.name),
    ...(stream.status.tags ?? []).map((status) => status.tag),
  ];
  return [...new Set(names)].sort();
}

function write(
  call: ApiCall,
  state: ClusterState,
  before: ImageStream | undefined,
  name: { readonly stream: string; readonly tag: string },
  status: number,
): ApiReply {
  const stream = before === undefined ? newStream(state, call, name.stream) : structuredClone(before);
  const sent = call.body['spec'];
  const next =
    sent === undefined || sent === null
      ? withoutSpec(stream, name.tag)
      : withSpec(stream, readSpecTag(state, sent, name.tag));
  return shown(status, state, store(state, call, next, before), name.tag);
}

function withSpec(stream: ImageStream, tag: Parameters<typeof putSpecTag>[1]): ImageStream {
  putSpecTag(stream, tag);
  return stream;
}

function withoutSpec(stream: ImageStream, tag: string): ImageStream {
  const tags = (stream.spec.tags ?? []).filter((candidate) => candidate.name !== tag);
  delete stream.spec.tags;
  if (tags.length > 0) stream.spec.tags = tags;
  return stream;
}

function refuseStatus(name: string): Error {
  return invalid('image.openshift.io', 'ImageTag', name, [
    {
      reason: 'FieldValueInvalid',
      message: 'Invalid value: "": may not update fields other than spec',
      field: 'status',
    },
  ]);
}

function shown(status: number, state: ClusterState, stream: ImageStream, tag: string): ApiReply {
  const object = view(state, stream, tag, true);
  return json(status, { kind: 'ImageTag', apiVersion: 'image.openshift.io/v1', ...object });
}

function view(state: ClusterState, stream: ImageStream, tag: string, withImage: boolean): object {
  const { namespace, uid, resourceVersion, generation, creationTimestamp } = stream.metadata;
  const event = latestEvent(stream, tag);
  const image = withImage ? imageOfEvent(state, event) : undefined;
  return {
    metadata: {
      name: `${stream.metadata.name}:${tag}`,
      namespace,
      uid,
      ...(resourceVersion === '' ? {} : { resourceVersion }),
      generation,
      creationTimestamp,
    },
    spec: findSpecTag(stream, tag) ?? null,
    status: findStatusTag(stream, tag) ?? null,
    image:
      image === undefined
        ? null
        : { ...image, dockerImageReference: event?.dockerImageReference ?? image.dockerImageReference },
  };
}
