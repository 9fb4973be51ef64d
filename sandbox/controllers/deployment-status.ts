import type { Condition, Deployment, ReplicaSet } from '../state/kinds.ts';
import { findCondition, setCondition } from './conditions.ts';
import { podCount } from './controller.ts';

/** The status of a Deployment seen through its ReplicaSets, without conditions. */
export function deploymentCounts(
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  current: ReplicaSet | undefined,
): Deployment['status'] {
  const sum = (read: (set: ReplicaSet) => number | undefined): number =>
    sets.reduce((total, set) => total + (read(set) ?? 0), 0);
  const counts = {
    replicas: sum((set) => set.status.replicas),
    updatedReplicas: current?.status.replicas ?? 0,
    readyReplicas: sum((set) => set.status.readyReplicas),
    availableReplicas: sum((set) => set.status.availableReplicas),
    unavailableReplicas: Math.max(
      0,
      sum((set) => set.spec.replicas) - sum((set) => set.status.availableReplicas),
    ),
  };
  const conditions = withReplicaFailure(deployment.status.conditions ?? [], current);
  return {
    observedGeneration: deployment.metadata.generation ?? 1,
    // zero is not shown
    ...Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)),
    ...(conditions.length === 0 ? {} : { conditions: [...conditions] }),
  };
}

/** What the ReplicaSet cannot do is shown by its Deployment, as long as it is so. */
function withReplicaFailure(
  conditions: readonly Condition[],
  current: ReplicaSet | undefined,
): readonly Condition[] {
  const failure = findCondition(current?.status.conditions, 'ReplicaFailure');
  const others = conditions.filter(({ type }) => type !== 'ReplicaFailure');
  return failure === undefined ? others : [...others, failure];
}

export type Progress = 'complete' | 'moving' | 'timed out' | 'still';

/** The status with the conditions Available and Progressing (captures 43c, 41p, 41x). */
export function withConditions(
  deployment: Deployment,
  status: Deployment['status'],
  setName: string | undefined,
  progress: Progress,
  now: string,
): Deployment['status'] {
  let conditions = setCondition(status.conditions ?? [], availability(deployment, status), now);
  const next = progressCondition(setName, progress);
  if (next !== undefined) conditions = setProgress(conditions, next, now);
  return { ...status, conditions };
}

function availability(
  deployment: Deployment,
  status: Deployment['status'],
): Parameters<typeof setCondition>[1] {
  const { replicas, strategy } = deployment.spec;
  const share = strategy.rollingUpdate?.maxUnavailable ?? 0;
  const enough = (status.availableReplicas ?? 0) >= replicas - podCount(share, replicas, Math.floor);
  return enough
    ? {
        type: 'Available',
        status: 'True',
        reason: 'MinimumReplicasAvailable',
        message: 'Deployment has minimum availability.',
      }
    : {
        type: 'Available',
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        message: 'Deployment does not have minimum availability.',
      };
}

function progressCondition(
  setName: string | undefined,
  progress: Progress,
): Parameters<typeof setCondition>[1] | undefined {
  const type = 'Progressing';
  const name = `ReplicaSet "${setName ?? ''}"`;
  switch (progress) {
    case 'complete':
      return {
        type,
        status: 'True',
        reason: 'NewReplicaSetAvailable',
        message: `${name} has successfully progressed.`,
      };
    case 'moving':
      return { type, status: 'True', reason: 'ReplicaSetUpdated', message: `${name} is progressing.` };
    case 'timed out':
      return {
        type,
        status: 'False',
        reason: 'ProgressDeadlineExceeded',
        message: `${name} has timed out progressing.`,
      };
    case 'still':
      return undefined;
  }
}

/** Progress renews `lastUpdateTime` even when the condition stays the same: the deadline counts from there. */
function setProgress(
  conditions: readonly Condition[],
  next: Parameters<typeof setCondition>[1],
  now: string,
): Condition[] {
  const current = findCondition(conditions, next.type);
  const renewed = next.reason === 'ReplicaSetUpdated' && current?.reason === next.reason;
  if (!renewed) return setCondition(conditions, next, now);
  return [
    ...conditions.filter((condition) => condition.type !== next.type),
    { ...current, ...next, lastUpdateTime: now },
  ];
}
