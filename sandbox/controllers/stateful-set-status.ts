import type { Pod } from '../state/kinds.ts';
import type { StatefulSet, StatefulSetStatus } from '../state/set-kinds.ts';
import { isReady } from './pods.ts';

/** The status of a StatefulSet (captures 42d–42s): pods that are ending count as replicas, but no more as updated. */
export function statefulSetStatus(
  set: StatefulSet,
  pods: readonly Pod[],
  updateRevision: string,
  currentRevision: string,
): StatefulSetStatus {
  const staying = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const countAt = (revision: string): number =>
    staying.filter(({ metadata }) => metadata.labels?.['controller-revision-hash'] === revision).length;
  const ready = pods.filter(isReady).length;
  const updated = countAt(updateRevision);
  const { replicas } = set.spec;
  const isComplete =
    set.spec.updateStrategy.type === 'RollingUpdate' &&
    updated === replicas &&
    ready === replicas &&
    pods.length === replicas;
  const current = isComplete ? updateRevision : currentRevision;
  const counts = {
    readyReplicas: ready,
    currentReplicas: countAt(current),
    updatedReplicas: updated,
  };
  return {
    observedGeneration: set.metadata.generation ?? 1,
    replicas: pods.length,
    ...Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)),
    currentRevision: current,
    updateRevision,
    collisionCount: 0,
    availableReplicas: ready,
  };
}
