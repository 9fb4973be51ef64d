import type { ClusterState } from '../state/cluster-state.ts';
import type { DaemonSet, DaemonSetStatus } from '../state/set-kinds.ts';
import type { Pod } from '../state/kinds.ts';
import { find, listObjects, replace } from '../state/store.ts';
import { revisionFor } from './controller-revisions.ts';
import { controllerOf, ownerKeys, ownKey, podCount, type Controller } from './controller.ts';
import { createDaemonPod, wantedNode } from './daemon-set-pods.ts';
import { deletePod, isReady } from './pods.ts';
import { noteTemplate, olderTemplate } from './seen-templates.ts';

/** Keeps one pod of a DaemonSet on every node. */
export const DAEMON_SET_CONTROLLER: Controller = {
  name: 'daemon set',
  immediate: false,
  keysOf: (change, state) => {
    if (change.resource === 'pods') return ownerKeys(change.object, 'DaemonSet');
    if (change.resource !== 'daemonsets' || change.type === 'DELETED') return [];
    noteTemplate(state, change.object as DaemonSet);
    return [ownKey(change.object)];
  },
  reconcile: (namespace, name, { state }) => {
    const set = find(state, 'daemonsets', namespace, name);
    if (set === undefined) return undefined;
    for (let older = olderTemplate(state, set); older !== undefined; older = olderTemplate(state, set)) {
      revisionFor(state, 'DaemonSet', beforeLast(set), older);
    }
    settle(state, set);
    return undefined;
  },
};

const GENERATION = 'deprecated.daemonset.template.generation';

/** A revision remembers the annotations of its time, with the number of its template (capture 42l). */
function beforeLast(set: DaemonSet): DaemonSet {
  const annotations = { ...set.metadata.annotations };
  annotations[GENERATION] = String(Math.max(1, Number(annotations[GENERATION] ?? 1) - 1));
  return { ...set, metadata: { ...set.metadata, annotations } };
}

function settle(state: ClusterState, set: DaemonSet): void {
  const revision = revisionFor(state, 'DaemonSet', set, set.spec.template);
  const hash = revision.metadata.labels?.['controller-revision-hash'] ?? '';
  const isUpdated = (pod: Pod): boolean => pod.metadata.labels?.['controller-revision-hash'] === hash;
  for (const node of state.nodes) {
    const isThere = livingPods(state, set).some((pod) => wantedNode(pod) === node);
    if (!isThere) createDaemonPod(state, set, node, revision);
  }
  if (set.spec.updateStrategy.type === 'RollingUpdate') replaceOld(state, set, isUpdated);
  const status = statusOf(state, set, isUpdated);
  replace(state, 'daemonsets', { ...set, status });
}

function livingPods(state: ClusterState, set: DaemonSet): readonly Pod[] {
  return listObjects(state, 'pods', set.metadata.namespace).filter(
    (pod) => controllerOf(pod)?.uid === set.metadata.uid && pod.metadata.deletionTimestamp === undefined,
  );
}

/** Old pods that do not work go at once, others as long as few enough are missing. `maxSurge` is not played. */
function replaceOld(state: ClusterState, set: DaemonSet, isUpdated: (pod: Pod) => boolean): void {
  const pods = livingPods(state, set);
  const wanted = state.nodes.length;
  const most = Math.max(
    1,
    podCount(set.spec.updateStrategy.rollingUpdate?.maxUnavailable ?? 1, wanted, Math.ceil),
  );
  const old = pods.filter((pod) => !isUpdated(pod));
  let spare = most - (wanted - pods.filter(isReady).length);
  for (const pod of old.filter((each) => !isReady(each))) deletePod(state, pod);
  for (const pod of old.filter(isReady)) {
    if (spare <= 0) return;
    spare -= 1;
    deletePod(state, pod);
  }
}

function statusOf(state: ClusterState, set: DaemonSet, isUpdated: (pod: Pod) => boolean): DaemonSetStatus {
  const pods = livingPods(state, set);
  const desired = state.nodes.length;
  const ready = pods.filter(isReady).length;
  const counts = {
    updatedNumberScheduled: pods.filter(isUpdated).length,
    numberAvailable: ready,
    numberUnavailable: Math.max(0, desired - ready),
  };
  return {
    currentNumberScheduled: pods.length,
    numberMisscheduled: 0,
    desiredNumberScheduled: desired,
    numberReady: ready,
    observedGeneration: set.metadata.generation ?? 1,
    // zero is not shown (capture 42i)
    ...Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)),
  };
}
