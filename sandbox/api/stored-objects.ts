import { isDeepStrictEqual } from 'node:util';
import {
  APPLY_TYPE,
  applyTo,
  readApplication,
  recordApplication,
  requireCreateRight,
} from '../apply/server-side-apply.ts';
import { asObject, asString, type JsonObject } from '../state/json.ts';
import { admitNew } from '../limits/quota-admission.ts';
import { requireDecodable } from '../schema/schema.ts';
import { applyPatch } from '../patches/patch.ts';
import { timestamp, type ClusterState } from '../state/cluster-state.ts';
import type { Kinds, StoredResource } from '../state/kinds.ts';
import type { KubeObject } from '../state/kube-object.ts';
import { find, insert, listObjects, newUid, remove, replace } from '../state/store.ts';
import { json, withKind, type ApiCall, type ApiReply, type Handler } from '../exchange/exchange.ts';
import { paginate } from './paging.ts';
import {
  requireCurrent,
  requireNamespace,
  requirePreconditions,
  type ResourceSpec,
} from './resource-spec.ts';
import { readSelectors } from './selectors.ts';
import { alreadyExists, badRequest, notFound, SUCCESS } from '../exchange/status.ts';
import { startWatch } from './watch.ts';

/** Handlers by verb for a stored resource. */
export function storedHandlers<R extends StoredResource>(spec: ResourceSpec<R>): Record<string, Handler> {
  return {
    get: (call, state) => reply(spec, 200, requireStored(spec, call, state)),
    list: (call, state) => list(spec, call, state),
    watch: (call, state) =>
      startWatch(
        call,
        state,
        {
          resource: spec.resource,
          view: (object) => shown(spec, object),
          bookmark: { kind: spec.kind, apiVersion: apiVersion(spec), ...spec.bookmark },
        },
        readSelectors(call.query, spec.fields),
      ),
    create: (call, state) => create(spec, call, state),
    update: (call, state) => update(spec, call, state, call.body),
    patch: (call, state) => {
      if (isApply(call)) return apply(spec, call, state);
      const stored = requireStored(spec, call, state);
      const isStream = spec.resource === 'imagestreams';
      const document = shown(spec, stored);
      return update(
        spec,
        call,
        state,
        applyPatch(document, call.headers['content-type'], call.rawBody, isStream),
      );
    },
    delete: (call, state) => destroy(spec, call, state),
  };
}

export function apiVersion(spec: { readonly group: string; readonly version: string }): string {
  return spec.group === '' ? spec.version : `${spec.group}/${spec.version}`;
}

export function reply<R extends StoredResource>(
  spec: ResourceSpec<R>,
  status: number,
  object: KubeObject,
): ApiReply {
  return json(status, shown(spec, object));
}

function shown<R extends StoredResource>(spec: ResourceSpec<R>, object: KubeObject): object {
  return withKind(spec.kind, apiVersion(spec), spec.view?.(object as Kinds[R]) ?? object);
}

export function requireStored<R extends StoredResource>(
  spec: ResourceSpec<R>,
  call: ApiCall,
  state: ClusterState,
): Kinds[R] {
  const name = call.name ?? '';
  const stored = find(state, spec.resource, spec.namespaced ? call.namespace : undefined, name);
  if (stored === undefined) throw notFound(spec, name);
  return stored;
}

function list<R extends StoredResource>(spec: ResourceSpec<R>, call: ApiCall, state: ClusterState): ApiReply {
  const matches = readSelectors(call.query, spec.fields);
  const objects = listObjects(state, spec.resource, call.namespace).filter(matches);
  const { items, metadata } = paginate(objects, call.query, state);
  const views = items.map((item) => spec.view?.(item) ?? item);
  return json(200, { kind: `${spec.kind}List`, apiVersion: apiVersion(spec), metadata, items: views });
}

function create<R extends StoredResource>(
  spec: ResourceSpec<R>,
  call: ApiCall,
  state: ClusterState,
): ApiReply {
  requireNamespace(state, spec.namespaced ? call.namespace : undefined);
  const object = spec.build(call.body, call, state);
  if (find(state, spec.resource, call.namespace, object.metadata.name) !== undefined) {
    throw alreadyExists(spec, object.metadata.name);
  }
  if (spec.namespaced) {
    const { name } = object.metadata;
    admitNew(state, spec.resource, { what: spec, name, namespace: call.namespace ?? '' }, call.dryRun);
  }
  return reply(spec, 201, call.dryRun ? imagine(state, object) : insert(state, spec.resource, object));
}

/** The object a dry run shows: complete but for the resourceVersion. */
export function imagine(state: ClusterState, object: { metadata: object }): KubeObject {
  const metadata = { ...object.metadata, uid: newUid(), creationTimestamp: timestamp(state) };
  return { ...object, metadata } as KubeObject;
}

function isApply({ headers }: ApiCall): boolean {
  return (headers['content-type'] ?? '').split(';')[0]?.trim() === APPLY_TYPE;
}

/** Server-side apply: creates what is not there, and changes of the rest what is asked for. */
function apply<R extends StoredResource>(
  spec: ResourceSpec<R>,
  call: ApiCall,
  state: ClusterState,
): ApiReply {
  requireNamespace(state, spec.namespaced ? call.namespace : undefined);
  const application = readApplication(call);
  const stored = find(state, spec.resource, call.namespace, call.name ?? '');
  if (stored === undefined) {
    requireCreateRight(call, state);
    requireSameName(application.body, call);
  }
  const live = shown(spec, stored ?? ({ metadata: {}, spec: {} } as unknown as KubeObject));
  const body =
    stored === undefined
      ? application.body
      : applyTo(live as JsonObject, stored.metadata.uid, application, state);
  state.writer = { name: application.manager, operation: 'Apply' };
  const answer =
    stored === undefined ? create(spec, { ...call, body }, state) : update(spec, call, state, body);
  if (!call.dryRun) {
    const uid = find(state, spec.resource, call.namespace, call.name ?? '')?.metadata.uid ?? '';
    recordApplication(uid, application, stored === undefined ? undefined : (live as JsonObject), state);
  }
  return answer;
}

function update<R extends StoredResource>(
  spec: ResourceSpec<R>,
  call: ApiCall,
  state: ClusterState,
  body: JsonObject,
): ApiReply {
  const stored = requireStored(spec, call, state);
  requireSameName(body, call);
  requireCurrent(spec, body, stored);
  requireDecodable(spec.kind, body);
  const next = spec.rebuild(body, stored, call, state);
  return reply(spec, 200, call.dryRun ? next : replace(state, spec.resource, next));
}

function requireSameName(body: JsonObject, call: ApiCall): void {
  const name = asString(asObject(body['metadata'])['name']);
  if (name === '' || name === call.name) return;
  throw badRequest(
    `the name of the object (${name}) does not match the name on the URL (${call.name ?? ''})`,
  );
}

function destroy<R extends StoredResource>(
  spec: ResourceSpec<R>,
  call: ApiCall,
  state: ClusterState,
): ApiReply {
  const stored = requireStored(spec, call, state);
  requirePreconditions(spec, call.body, stored);
  if (!call.dryRun) remove(state, spec.resource, stored);
  if (spec.returnsDeleted === true) return reply(spec, 200, stored);
  const details = {
    name: stored.metadata.name,
    ...(spec.group === '' ? {} : { group: spec.group }),
    kind: spec.resource,
    uid: stored.metadata.uid,
  };
  return json(200, { ...SUCCESS, details });
}

/** The generation goes up with every change of the spec. */
export function nextGeneration(
  stored: KubeObject & { spec: unknown },
  spec: unknown,
): { generation?: number } {
  const generation = stored.metadata.generation;
  if (generation === undefined) return {};
  return { generation: isDeepStrictEqual(stored.spec, spec) ? generation : generation + 1 };
}
