import type { JsonObject } from '../state/json.ts';
import { asObject, asString, asStringMap, without } from '../state/json.ts';
import type { ClusterState } from '../state/cluster-state.ts';
import type { Kinds, StoredResource } from '../state/kinds.ts';
import type { KubeObject, ObjectMeta, OwnerReference } from '../state/kube-object.ts';
import { find, randomSuffix, type NewObject } from '../state/store.ts';
import type { ApiCall } from '../exchange/exchange.ts';
import type { FieldReader } from './selectors.ts';
import { badRequest, conflict, invalid, notFound, type Qualified } from '../exchange/status.ts';

/** How one stored resource is served by the generic handlers. */
export interface ResourceSpec<R extends StoredResource> {
  readonly resource: R;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** DELETE answers with the object instead of a Status */
  readonly returnsDeleted?: boolean;
  /** deprecation shown in a Warning header */
  readonly warning?: string;
  /** what a bookmark of a watch shows beside its resourceVersion */
  readonly bookmark: JsonObject;
  readonly fields: FieldReader;
  /** a stored object as this version shows it, where the store holds another one */
  readonly view?: (object: Kinds[R]) => KubeObject;
  /** the object to store for the body of a POST: defaults filled in, validated */
  readonly build: (body: JsonObject, call: ApiCall, state: ClusterState) => NewObject<Kinds[R]>;
  /** the object to store for the body of a PUT or the result of a PATCH */
  readonly rebuild: (body: JsonObject, stored: Kinds[R], call: ApiCall, state: ClusterState) => Kinds[R];
}

export type Metadata = NewObject<KubeObject>['metadata'];

/** The parts of `metadata` a user may give. @throws StatusFailure 400 for another namespace, 422 without a name */
export function readMetadata(
  body: JsonObject,
  call: Pick<ApiCall, 'namespace' | 'group'>,
  kind: string,
  state: ClusterState,
): Metadata {
  const sent = asObject(body['metadata']);
  const namespace = asString(sent['namespace']);
  if (namespace !== '' && namespace !== call.namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  const prefix = asString(sent['generateName']);
  const given = asString(sent['name']);
  const name = given === '' && prefix !== '' ? `${prefix}${randomSuffix(state)}` : given;
  if (name === '') {
    throw invalid(call.group, kind, '', [
      {
        reason: 'FieldValueRequired',
        message: 'Required value: name or generateName is required',
        field: 'metadata.name',
      },
    ]);
  }
  return {
    name,
    ...(prefix === '' ? {} : { generateName: prefix }),
    ...(call.namespace === undefined ? {} : { namespace: call.namespace }),
    ...userMetadata(sent),
  };
}

function userMetadata(sent: JsonObject): Pick<ObjectMeta, 'labels' | 'annotations' | 'ownerReferences'> {
  const labels = asStringMap(sent['labels']);
  const annotations = asStringMap(sent['annotations']);
  const owners = sent['ownerReferences'];
  return {
    ...(labels === undefined ? {} : { labels }),
    ...(annotations === undefined ? {} : { annotations }),
    ...(Array.isArray(owners) ? { ownerReferences: owners as unknown as OwnerReference[] } : {}),
  };
}

/** Metadata after an update: what the user may change from the body, the rest as stored. */
export function updatedMetadata(body: JsonObject, stored: KubeObject): ObjectMeta {
  const kept = without(stored.metadata, 'labels', 'annotations', 'ownerReferences');
  return { ...kept, ...userMetadata(asObject(body['metadata'])) };
}

/** Optimistic locking: a resourceVersion in the body must be the current one (capture 41zr). */
export function requireCurrent(what: Qualified, body: JsonObject, stored: KubeObject): void {
  const sent = asString(asObject(body['metadata'])['resourceVersion']);
  if (sent === '' || sent === stored.metadata.resourceVersion) return;
  throw conflict(
    what,
    stored.metadata.name,
    'the object has been modified; please apply your changes to the latest version and try again',
  );
}

/** The preconditions of DeleteOptions, as `rest.BeforeDelete` of Kubernetes checks them (not recorded). */
export function requirePreconditions(what: Qualified, body: JsonObject, stored: KubeObject): void {
  const { uid, resourceVersion } = asObject(body['preconditions']);
  const refuse = (field: string, sent: string, own: string, why: string): never => {
    throw conflict(
      what,
      stored.metadata.name,
      `the ${field} in the precondition (${sent}) does not match the ${field} in record (${own}). ${why}`,
    );
  };
  const own = stored.metadata;
  if (typeof uid === 'string' && uid !== own.uid)
    refuse('UID', uid, own.uid, 'The object might have been deleted and then recreated');
  if (typeof resourceVersion === 'string' && resourceVersion !== own.resourceVersion)
    refuse('ResourceVersion', resourceVersion, own.resourceVersion, 'The object might have been modified');
}

/** An account that passes RBAC in a namespace that does not exist is a cluster admin and gets a 404 (capture 03h). */
export function requireNamespace(state: ClusterState, namespace: string | undefined): void {
  if (namespace === undefined || find(state, 'namespaces', undefined, namespace) !== undefined) return;
  throw notFound({ group: '', resource: 'namespaces' }, namespace);
}
