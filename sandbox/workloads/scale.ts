import { json, type ApiCall, type ApiReply, type Handler } from '../exchange/exchange.ts';
import { notFound } from '../exchange/status.ts';
import { asObject, type JsonObject } from '../state/json.ts';
import { applyPatch } from '../patches/patch.ts';
import type { ClusterState } from '../state/cluster-state.ts';
import type { Kinds } from '../state/kinds.ts';
import { find, replace } from '../state/store.ts';

type Scalable = 'deployments' | 'statefulsets';

/** The scale subresource (captures 41zl, 41zm). */
export function scaleHandlers(resource: Scalable): Readonly<Record<string, Handler>> {
  const stored = (call: ApiCall, state: ClusterState): Kinds[Scalable] => {
    const object = find(state, resource, call.namespace, call.name ?? '');
    if (object === undefined) throw notFound(call, call.name ?? '');
    return object;
  };
  return {
    get: (call, state) => json(200, scaleOf(stored(call, state))),
    update: (call, state) => write(state, resource, stored(call, state), call.body),
    patch: (call, state) => {
      const object = stored(call, state);
      const body = applyPatch(scaleOf(object), call.headers['content-type'], call.rawBody, false);
      return write(state, resource, object, body);
    },
  };
}

function write<R extends Scalable>(
  state: ClusterState,
  resource: R,
  stored: Kinds[R],
  body: JsonObject,
): ApiReply {
  const replicas = asObject(body['spec'])['replicas'];
  const wanted = typeof replicas === 'number' ? replicas : 0;
  if (wanted === stored.spec.replicas) return json(200, scaleOf(stored));
  const metadata = { ...stored.metadata, generation: (stored.metadata.generation ?? 0) + 1 };
  const next = { ...stored, metadata, spec: { ...stored.spec, replicas: wanted } };
  return json(200, scaleOf(replace(state, resource, next)));
}

function scaleOf(object: Kinds[Scalable]): object {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const selector = Object.entries(object.spec.selector.matchLabels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: object.spec.replicas },
    status: { replicas: object.status.replicas ?? 0, selector },
  };
}
