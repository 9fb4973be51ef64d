import type { ClusterState } from '../state/cluster-state.ts';
import type { ControllerRevision, StatefulSet } from '../state/set-kinds.ts';
import type { Pod } from '../state/kinds.ts';
import type { PodTemplate } from '../state/kube-object.ts';
import { find, listObjects, replace } from '../state/store.ts';
import { revisionFor, templateOfRevision } from './controller-revisions.ts';
import { controllerOf, ownerKeys, ownKey, type Controller } from './controller.ts';
import { createPod, deletePod, isReady } from './pods.ts';
import { noteTemplate, olderTemplate } from './seen-templates.ts';
import { statefulSetStatus } from './stateful-set-status.ts';

export const REVISION_LABEL = 'controller-revision-hash';

/** Keeps the pods `NAME-0`, `NAME-1`, … of StatefulSets, one after the other. */
export const STATEFUL_SET_CONTROLLER: Controller = {
  name: 'stateful set',
  immediate: false,
  keysOf: (change, state) => {
    if (change.resource === 'pods') return ownerKeys(change.object, 'StatefulSet');
    if (change.resource !== 'statefulsets' || change.type === 'DELETED') return [];
    noteTemplate(state, change.object as StatefulSet);
    return [ownKey(change.object)];
  },
  reconcile: (namespace, name, { state }) => {
    const set = find(state, 'statefulsets', namespace, name);
    if (set === undefined) return undefined;
    for (let older = olderTemplate(state, set); older !== undefined; older = olderTemplate(state, set)) {
      look(state, set, older);
    }
    settle(state, set);
    return undefined;
  },
};

/** A template that is not the latest any more: it leaves a revision behind, and the first pod when there is none yet. */
function look(state: ClusterState, set: StatefulSet, template: PodTemplate): void {
  const update = revisionFor(state, 'StatefulSet', set, template);
  if (set.spec.replicas > 0 && podsOf(state, set).length === 0) create(state, set, 0, update);
}

function settle(state: ClusterState, set: StatefulSet): void {
  const update = revisionFor(state, 'StatefulSet', set, set.spec.template);
  const current = set.status.currentRevision ?? firstRevision(state, set) ?? update.metadata.name;
  const pods = podsOf(state, set);
  const broken = fillUp(state, set, pods, update, current);
  if (!broken && !scaleDown(state, set, pods)) replaceOld(state, set, pods, update);
  const status = statefulSetStatus(set, podsOf(state, set), update.metadata.name, current);
  replace(state, 'statefulsets', { ...set, status });
}

/** Of the pod that was there before the status was written for the first time. */
function firstRevision(state: ClusterState, set: StatefulSet): string | undefined {
  return podsOf(state, set)[0]?.metadata.labels?.[REVISION_LABEL];
}

/** By ordinal. Those that are ending are still there: their name is not free. */
function podsOf(state: ClusterState, set: StatefulSet): readonly Pod[] {
  return listObjects(state, 'pods', set.metadata.namespace)
    .filter((pod) => controllerOf(pod)?.uid === set.metadata.uid)
    .sort((left, right) => ordinalOf(left) - ordinalOf(right));
}

function ordinalOf(pod: Pod): number {
  return Number(pod.metadata.name.slice(pod.metadata.name.lastIndexOf('-') + 1));
}

const isEnding = (pod: Pod): boolean => pod.metadata.deletionTimestamp !== undefined;

/**
 * Makes the pods that are missing. True when nothing else may happen: with `OrderedReady` one pod that does not become
 * ready stops everything, also the way back to a template that would work; a client has to delete it (kubernetes.io,
 * StatefulSets, "Forced rollback").
 */
function fillUp(
  state: ClusterState,
  set: StatefulSet,
  pods: readonly Pod[],
  update: ControllerRevision,
  current: string,
): boolean {
  const ordered = set.spec.podManagementPolicy !== 'Parallel';
  for (let ordinal = 0; ordinal < set.spec.replicas; ordinal += 1) {
    const pod = pods.find((candidate) => ordinalOf(candidate) === ordinal);
    if (pod === undefined) {
      create(state, set, ordinal, update, ordinal < partitionOf(set) ? current : update.metadata.name);
      if (ordered) return true;
    } else if (ordered && (isEnding(pod) || !isReady(pod))) return true;
  }
  return false;
}

function create(
  state: ClusterState,
  set: StatefulSet,
  ordinal: number,
  update: ControllerRevision,
  revision = update.metadata.name,
): void {
  const { name, namespace = '', uid } = set.metadata;
  const podName = `${name}-${ordinal}`;
  const template = templateOfRevision(state, namespace, revision) ?? set.spec.template;
  const labels = {
    ...template.metadata.labels,
    'apps.kubernetes.io/pod-index': String(ordinal),
    [REVISION_LABEL]: revision,
    'statefulset.kubernetes.io/pod-name': podName,
  };
  const { serviceName } = set.spec;
  const place = { hostname: podName, ...(serviceName === undefined ? {} : { subdomain: serviceName }) };
  const reference = { apiVersion: 'apps/v1', kind: 'StatefulSet', name, uid };
  createPod(state, {
    name: podName,
    generateName: `${name}-`,
    namespace,
    template: { metadata: { ...template.metadata, labels }, spec: { ...template.spec, ...place } },
    owner: { ...reference, controller: true, blockOwnerDeletion: true },
  });
}

/** The last pod first. */
function scaleDown(state: ClusterState, set: StatefulSet, pods: readonly Pod[]): boolean {
  const last = pods.findLast((pod) => ordinalOf(pod) >= set.spec.replicas);
  if (last === undefined) return false;
  if (!isEnding(last)) deletePod(state, last);
  return true;
}

/** From the last pod down to the partition, each when those behind it are ready again. `OnDelete`: none (capture 42k). */
function replaceOld(
  state: ClusterState,
  set: StatefulSet,
  pods: readonly Pod[],
  update: ControllerRevision,
): void {
  if (set.spec.updateStrategy.type !== 'RollingUpdate') return;
  for (const pod of pods.toReversed()) {
    if (ordinalOf(pod) < partitionOf(set)) return;
    if (isEnding(pod)) return;
    if (pod.metadata.labels?.[REVISION_LABEL] !== update.metadata.name) {
      deletePod(state, pod);
      return;
    }
    if (!isReady(pod)) return;
  }
}

function partitionOf({ spec }: StatefulSet): number {
  return spec.updateStrategy.rollingUpdate?.partition ?? 0;
}
