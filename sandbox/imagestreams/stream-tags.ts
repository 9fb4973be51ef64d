import { json, type ApiCall, type ApiReply, type Handler } from '../exchange/exchange.ts';
import { requireNamespace } from '../api/resource-spec.ts';
import {
  alreadyExists,
  badRequest,
  conflict,
  invalid,
  notFound,
  StatusFailure,
  SUCCESS,
} from '../exchange/status.ts';
import { readSelectors } from '../api/selectors.ts';
import { imagine } from '../api/stored-objects.ts';
import { asObject, asString, asStringMap, type JsonObject } from '../state/json.ts';
import { admitNew } from '../limits/quota-admission.ts';
import { applyPatch } from '../patches/patch.ts';
import type { ClusterState } from '../state/cluster-state.ts';
import type { ImageStream } from '../state/kinds.ts';
import { find, insert, listObjects, replace } from '../state/store.ts';
import { imageOfEvent, streamTagListView, streamTagView } from './image-view.ts';
import { readSpecTag, requireKnownKind } from './spec-tag.ts';
import { emptyStatus, requireValidStream } from './stream-spec.ts';
import { settleStream } from './stream-strategy.ts';
import { findSpecTag, findStatusTag, latestEvent, putSpecTag, splitTagName } from './tag-events.ts';

const TAGS = { group: 'image.openshift.io', resource: 'imagestreamtags' };

/** imagestreamtags: a view of one tag of a stream; writing one writes the stream (openshift-api.md §3.5). */
export const STREAM_TAG_HANDLERS: Readonly<Record<string, Handler>> = {
  get: (call, state) => {
    const { stream, tag } = requireStream(state, call);
    if (imageOfEvent(state, latestEvent(stream, tag)) === undefined) throw notFound(TAGS, call.name ?? '');
    return shown(200, state, stream, tag);
  },
  list: (call, state) => json(200, listTags(call, state)),
  watch: (call) => refuseWatch(call),
  create: (call, state) => create(call, state),
  update: (call, state) => update(call, state, call.body),
  patch: (call, state) => {
    const { stream, tag } = requireStream(state, call);
    const document = tagObject(state, stream, tag);
    return update(call, state, applyPatch(document, call.headers['content-type'], call.rawBody, false));
  },
  delete: (call, state) => destroy(call, state),
};

export function refuseWatch(call: ApiCall): ApiReply {
  throw new StatusFailure(
    405,
    'MethodNotAllowed',
    `watch is not supported on resources of kind "${call.resource}.${call.group}"`,
    { group: call.group, kind: call.resource },
  );
}

/** @throws StatusFailure 400 for a name without colon, 404 that names the stream (captures 04c, 04d) */
function requireStream(state: ClusterState, call: ApiCall): { stream: ImageStream; tag: string } {
  const split = splitTagName(call.name ?? '');
  if (split === undefined) throw badRequest('ImageStreamTags must be retrieved with <name>:<tag>');
  const stream = find(state, 'imagestreams', call.namespace, split.stream);
  if (stream === undefined) throw notFound(TAGS, split.stream);
  return { stream, tag: split.tag };
}

function tagObject(state: ClusterState, stream: ImageStream, tag: string): object {
  return {
    kind: 'ImageStreamTag',
    apiVersion: 'image.openshift.io/v1',
    ...streamTagView(state, stream, tag),
  };
}

function shown(status: number, state: ClusterState, stream: ImageStream, tag: string): ApiReply {
  return json(status, tagObject(state, stream, tag));
}

/** Only tags with an event; `limit` is ignored (capture 43t). */
function listTags(call: ApiCall, state: ClusterState): object {
  const matches = readSelectors(call.query, {});
  const items = listObjects(state, 'imagestreams', call.namespace)
    .filter(matches)
    .flatMap((stream) =>
      (stream.status.tags ?? [])
        .filter((status) => (status.items ?? []).length > 0)
        .map((status) => streamTagListView(stream, status.tag)),
    );
  return { kind: 'ImageStreamTagList', apiVersion: 'image.openshift.io/v1', metadata: {}, items };
}

function create(call: ApiCall, state: ClusterState): ApiReply {
  requireNamespace(state, call.namespace);
  const metadata = asObject(call.body['metadata']);
  const name = asString(metadata['name']);
  const split = splitTagName(name);
  if (split === undefined) throw badRequest(`"${name}" must be of the form <stream_name>:<tag>`);
  const sent = call.body['tag'];
  const spec = sent === undefined || sent === null ? undefined : readSpecTag(state, sent, split.tag);
  const annotations = asStringMap(metadata['annotations']) ?? null;
  if (spec !== undefined) {
    requireKnownKind(spec, { kind: 'ImageStreamTag', name, field: 'tag' });
    requireEqualAnnotations(name, spec.annotations, annotations);
    spec.annotations = annotations;
  }
  const before = find(state, 'imagestreams', call.namespace, split.stream);
  if (before !== undefined && findSpecTag(before, split.tag) !== undefined) {
    throw alreadyExists({ ...TAGS, resource: 'imagestreamtag' }, name);
  }
  const stream = before === undefined ? newStream(state, call, split.stream) : structuredClone(before);
  if (spec !== undefined) putSpecTag(stream, spec);
  return shown(201, state, store(state, call, stream, before), split.tag);
}

function requireEqualAnnotations(
  name: string,
  tag: Record<string, string> | null,
  meta: Record<string, string> | null,
): void {
  if (tag === null || JSON.stringify(tag) === JSON.stringify(meta)) return;
  throw invalid('image.openshift.io', 'ImageStreamTag', name, [
    {
      reason: 'FieldValueInvalid',
      message:
        'Invalid value: "<map>": tag annotations must not be provided or must be equal to the object meta annotations',
      field: 'tag.annotations',
    },
  ]);
}

function update(call: ApiCall, state: ClusterState, body: JsonObject): ApiReply {
  const name = call.name ?? '';
  const split = splitTagName(name);
  if (split === undefined) throw badRequest('ImageStreamTags must be retrieved with <name>:<tag>');
  requireNamespace(state, call.namespace);
  const metadata = asObject(body['metadata']);
  requireSameName(asString(metadata['name']), name);
  const before = find(state, 'imagestreams', call.namespace, split.stream);
  requireVersion(asString(metadata['resourceVersion']), before, name);
  if (before !== undefined) refuseLabels(metadata, before, name);
  const stream = before === undefined ? newStream(state, call, split.stream) : structuredClone(before);
  const old = findSpecTag(stream, split.tag);
  const sent = body['tag'];
  const spec = sent === undefined || sent === null ? old : readSpecTag(state, sent, split.tag);
  if (spec === undefined) {
    throw badRequest(
      `imagestreamtag ${split.tag} is not a spec tag in imagestream ${call.namespace ?? ''}/${split.stream}, cannot be updated`,
    );
  }
  requireKnownKind(spec, { kind: 'ImageStreamTag', name, field: 'tag' });
  putSpecTag(stream, { ...spec, annotations: asStringMap(metadata['annotations']) ?? null });
  return shown(old === undefined ? 201 : 200, state, store(state, call, stream, before), split.tag);
}

function requireSameName(sent: string, name: string): void {
  if (sent === '' || sent === name) return;
  throw badRequest(`the name of the object (${sent}) does not match the name on the URL (${name})`);
}

/** Without a resourceVersion the last writer wins (capture 04v). */
function requireVersion(sent: string, stream: ImageStream | undefined, name: string): void {
  if (sent === '') return;
  if (stream === undefined) throw notFound(TAGS, name);
  const current = stream.metadata.resourceVersion;
  if (sent !== current) {
    throw conflict(TAGS, name, `another caller has updated the resource version to ${current}`);
  }
}

function refuseLabels(metadata: JsonObject, stream: ImageStream, name: string): void {
  const labels = asStringMap(metadata['labels']);
  if (labels === undefined || JSON.stringify(labels) === JSON.stringify(stream.metadata.labels)) return;
  throw invalid('image.openshift.io', 'ImageStreamTag', name, [
    {
      reason: 'FieldValueInvalid',
      message: 'Invalid value: "": may not update fields other than metadata.annotations',
      field: 'metadata',
    },
  ]);
}

/** A stream that is not stored yet; its empty resourceVersion says so. */
export function newStream(state: ClusterState, call: Pick<ApiCall, 'namespace'>, name: string): ImageStream {
  const metadata = {
    name,
    namespace: call.namespace ?? '',
    uid: '',
    resourceVersion: '',
    creationTimestamp: '',
  };
  return { metadata, spec: { lookupPolicy: { local: false } }, status: emptyStatus(state, call, name) };
}

/** Settles and stores a stream that was changed; a dry run stores nothing. */
export function store(
  state: ClusterState,
  call: Pick<ApiCall, 'identity' | 'dryRun' | 'group' | 'resource' | 'name' | 'body'>,
  stream: ImageStream,
  before: ImageStream | undefined,
): ImageStream {
  const settled = settleStream(state, stream, before, call.identity);
  if (before === undefined) {
    requireValidStream(settled);
    const name = call.name ?? asString(asObject(call.body['metadata'])['name']);
    admitNew(
      state,
      'imagestreams',
      { what: call, name, namespace: stream.metadata.namespace ?? '' },
      call.dryRun,
    );
  }
  if (call.dryRun) return before === undefined ? (imagine(state, settled) as ImageStream) : settled;
  return before === undefined
    ? insert(state, 'imagestreams', settled)
    : replace(state, 'imagestreams', settled);
}

/** Removes spec, status and history; the stream's generation counts spec changes only (captures 05g, 43y). */
function destroy(call: ApiCall, state: ClusterState): ApiReply {
  const { stream, tag } = requireStream(state, call);
  if (findSpecTag(stream, tag) === undefined && findStatusTag(stream, tag) === undefined) {
    throw notFound(TAGS, call.name ?? '');
  }
  if (!call.dryRun) replace(state, 'imagestreams', withoutTag(stream, tag));
  return json(200, SUCCESS);
}

export function withoutTag(stream: ImageStream, tag: string): ImageStream {
  const next = structuredClone(stream);
  const spec = next.spec.tags?.filter((candidate) => candidate.name !== tag) ?? [];
  const status = next.status.tags?.filter((candidate) => candidate.tag !== tag) ?? [];
  delete next.spec.tags;
  delete next.status.tags;
  if (spec.length > 0) next.spec.tags = spec;
  if (spec.length !== (stream.spec.tags?.length ?? 0)) {
    next.metadata.generation = (stream.metadata.generation ?? 0) + 1;
  }
  if (status.length > 0) next.status.tags = status;
  return next;
}
