import { refusalOf } from '../limits/quota-admission.ts';
import { timestamp, type ClusterState } from '../state/cluster-state.ts';
import type { OwnerReference } from '../state/kube-object.ts';
import type { Condition, Pod, ReplicaSet, ReplicaStatus, ReplicationController } from '../state/kinds.ts';
import { find, freeName, listObjects, replace } from '../state/store.ts';
import { controllerOf, ownerKeys, ownKey, type Controller } from './controller.ts';
import { createPod, deletePod, isReady } from './pods.ts';

/** How soon pods that a quota did not allow are tried again. */
const RETRY_SECONDS = 1;

type Replicated = ReplicaSet | ReplicationController;

function keysFor(resource: 'replicasets' | 'replicationcontrollers', kind: string): Controller['keysOf'] {
  return (change) => {
    if (change.resource === 'pods') return ownerKeys(change.object, kind);
    return change.resource === resource && change.type !== 'DELETED' ? [ownKey(change.object)] : [];
  };
}

/** Keeps as many pods of a ReplicationController as it asks for. */
export const REPLICATION: Controller = {
  name: 'replication',
  immediate: false,
  keysOf: keysFor('replicationcontrollers', 'ReplicationController'),
  reconcile: (namespace, name, { state }) => {
    const stored = find(state, 'replicationcontrollers', namespace, name);
    if (stored === undefined) return undefined;
    const status = settlePods(state, stored, { apiVersion: 'v1', kind: 'ReplicationController' });
    replace(state, 'replicationcontrollers', { ...stored, status });
    return status.conditions === undefined ? undefined : RETRY_SECONDS;
  },
};

/** The same for ReplicaSets. */
export const REPLICA_SET_CONTROLLER: Controller = {
  name: 'replica set',
  immediate: false,
  keysOf: keysFor('replicasets', 'ReplicaSet'),
  reconcile: (namespace, name, { state }) => {
    const stored = find(state, 'replicasets', namespace, name);
    if (stored === undefined) return undefined;
    const status = settlePods(state, stored, { apiVersion: 'apps/v1', kind: 'ReplicaSet' });
    replace(state, 'replicasets', { ...stored, status });
    return status.conditions === undefined ? undefined : RETRY_SECONDS;
  },
};

/** Creates or deletes the pods that are missing or too many and returns the status as it was seen before that. */
function settlePods(
  state: ClusterState,
  owner: Replicated,
  type: Pick<OwnerReference, 'apiVersion' | 'kind'>,
): ReplicaStatus {
  const pods = podsOf(state, owner);
  const missing = owner.spec.replicas - pods.length;
  const refusal = missing > 0 ? refusalOf(state, 'pods', owner.metadata.namespace ?? '') : undefined;
  for (let count = 0; count < missing; count += 1) {
    const { name, namespace = '', uid } = owner.metadata;
    const reference = { ...type, name, uid, controller: true, blockOwnerDeletion: true };
    createPod(state, {
      name: freeName(state, 'pods', namespace, `${name}-`),
      generateName: `${name}-`,
      namespace,
      template: owner.spec.template,
      owner: reference,
    });
  }
  // pods that never became ready go first
  const doomed = [...pods].sort((left, right) => Number(isReady(left)) - Number(isReady(right)));
  for (const pod of doomed.slice(0, Math.max(0, -missing))) deletePod(state, pod);
  const status = statusOf(pods, owner.metadata.generation ?? 1);
  if (refusal === undefined) return status;
  return { ...status, conditions: [refused(state, owner, `pods is forbidden: ${refusal}`)] };
}

/** As the ReplicaSet controller has it (Kubernetes API reference, ReplicaSetCondition). */
function refused(state: ClusterState, { status }: Replicated, message: string): Condition {
  const [before] = status.conditions ?? [];
  const lastTransitionTime = before?.lastTransitionTime ?? timestamp(state);
  return { type: 'ReplicaFailure', status: 'True', lastTransitionTime, reason: 'FailedCreate', message };
}

/** Pods of an owner that are not about to go. */
export function podsOf(state: ClusterState, owner: Replicated): readonly Pod[] {
  return listObjects(state, 'pods', owner.metadata.namespace).filter(
    (pod) => controllerOf(pod)?.uid === owner.metadata.uid && pod.metadata.deletionTimestamp === undefined,
  );
}

function statusOf(pods: readonly Pod[], observedGeneration: number): ReplicaStatus {
  const ready = pods.filter(isReady).length;
  return {
    replicas: pods.length,
    ...(pods.length === 0 ? {} : { fullyLabeledReplicas: pods.length }),
    ...(ready === 0 ? {} : { readyReplicas: ready, availableReplicas: ready }),
    observedGeneration,
  };
}
