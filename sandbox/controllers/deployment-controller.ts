import { isDeepStrictEqual } from 'node:util';
import { timestamp, type ClusterState } from '../state/cluster-state.ts';
import type { Deployment, ReplicaSet } from '../state/kinds.ts';
import { find, replace } from '../state/store.ts';
import { findCondition, setCondition } from './conditions.ts';
import { ownerKeys, ownKey, podCount, type Controller, type ControllerContext } from './controller.ts';
import { deploymentCounts, withConditions, type Progress } from './deployment-status.ts';
import { noteTemplate, olderTemplate } from './seen-templates.ts';
import { adopt, createSet, plainTemplate, reportScaling, setsOf, surgeOf } from './replica-sets.ts';

/** Makes ReplicaSets of Deployments: one for each pod template. */
export const DEPLOYMENT_CONTROLLER: Controller = {
  name: 'deployment',
  immediate: false,
  keysOf: (change, state) => {
    if (change.resource === 'replicasets') return ownerKeys(change.object, 'Deployment');
    if (change.resource !== 'deployments' || change.type === 'DELETED') return [];
    const deployment = change.object as Deployment;
    if (deployment.spec.paused !== true) noteTemplate(state, deployment);
    return [ownKey(change.object)];
  },
  reconcile: (namespace, name, context) => {
    const deployment = find(context.state, 'deployments', namespace, name);
    return deployment === undefined ? undefined : settle(context, deployment);
  },
};

/** The deployment as it looked when the controller has something older to see first. */
function asSeen(state: ClusterState, deployment: Deployment): Deployment {
  const template = olderTemplate(state, deployment);
  return template === undefined ? deployment : { ...deployment, spec: { ...deployment.spec, template } };
}

function settle(context: ControllerContext, deployment: Deployment): number | undefined {
  const { state } = context;
  const sets = setsOf(state, deployment);
  if (deployment.spec.paused === true) return pause(context, deployment, sets);
  for (;;) {
    const seen = asSeen(state, deployment);
    const current = sets.find((set) => isDeepStrictEqual(plainTemplate(set), seen.spec.template));
    if (current === undefined) {
      createSet(state, deployment, seen.spec.template, sets);
      return undefined;
    }
    if (adopt(state, deployment, sets, current)) return undefined;
    if (seen !== deployment) continue;
    const scaled = scaleSets(state, deployment, sets, current);
    // the same step writes the status, with what the ReplicaSets said before (openshift-new.md)
    const waiting = updateStatus(context, deployment, sets, current);
    return scaled ? undefined : waiting;
  }
}

/** One step of the rollout; true when something was scaled. */
function scaleSets(
  state: ClusterState,
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  current: ReplicaSet,
): boolean {
  const { replicas, strategy } = deployment.spec;
  const old = sets.filter((set) => set !== current && set.spec.replicas > 0);
  const oldReplicas = old.reduce((sum, set) => sum + set.spec.replicas, 0);
  const recreate = strategy.type === 'Recreate';
  const oldPods = sets.reduce((sum, set) => sum + (set === current ? 0 : set.status.replicas), 0);
  const room = recreate ? (oldPods > 0 ? 0 : replicas) : replicas + surgeOf(deployment) - oldReplicas;
  const wanted =
    current.spec.replicas > replicas ? replicas : Math.min(replicas, Math.max(current.spec.replicas, room));
  if (wanted !== current.spec.replicas) return scaleSet(state, deployment, current, wanted);
  const unavailable = recreate
    ? replicas
    : podCount(strategy.rollingUpdate?.maxUnavailable ?? 0, replicas, Math.floor);
  const available = sets.reduce((sum, set) => sum + (set.status.availableReplicas ?? 0), 0);
  const minimum = replicas - unavailable;
  // pods that are not available anyway cost nothing
  const broken = old.reduce((sum, set) => sum + set.spec.replicas - (set.status.availableReplicas ?? 0), 0);
  let spare = Math.max(0, available - minimum) + broken;
  if (recreate) spare = oldReplicas;
  let acted = false;
  for (const set of [...old].reverse()) {
    const less = Math.min(set.spec.replicas, spare);
    if (less <= 0) continue;
    spare -= less;
    acted = scaleSet(state, deployment, set, set.spec.replicas - less) || acted;
  }
  return acted;
}

function scaleSet(state: ClusterState, deployment: Deployment, set: ReplicaSet, replicas: number): boolean {
  const annotations = {
    ...set.metadata.annotations,
    'deployment.kubernetes.io/desired-replicas': String(deployment.spec.replicas),
    'deployment.kubernetes.io/max-replicas': String(deployment.spec.replicas + surgeOf(deployment)),
  };
  const metadata = { ...set.metadata, annotations, generation: (set.metadata.generation ?? 1) + 1 };
  replace(state, 'replicasets', { ...set, metadata, spec: { ...set.spec, replicas } });
  reportScaling(state, deployment, set.metadata.name, set.spec.replicas, replicas);
  return true;
}

function updateStatus(
  context: ControllerContext,
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  current: ReplicaSet,
): number | undefined {
  const { state } = context;
  const counts = deploymentCounts(deployment, sets, current);
  const progress = progressOf(context, deployment, counts);
  if (progress === 'moving') state.moments.set(deployment.metadata.uid, state.now().getTime());
  const status = withConditions(deployment, counts, current.metadata.name, progress, timestamp(state));
  replace(state, 'deployments', { ...deployment, status });
  if (progress !== 'still' && progress !== 'moving') return undefined;
  return deployment.spec.progressDeadlineSeconds - context.secondsSince(momentOf(state, deployment));
}

function momentOf(state: ClusterState, deployment: Deployment): number {
  return state.moments.get(deployment.metadata.uid) ?? state.now().getTime();
}

function progressOf(
  context: ControllerContext,
  deployment: Deployment,
  status: Deployment['status'],
): Progress {
  const before = deployment.status;
  const condition = findCondition(before.conditions, 'Progressing');
  const updated = status.updatedReplicas ?? 0;
  const total = status.replicas ?? 0;
  const wanted = deployment.spec.replicas;
  const settledBefore = condition?.reason === 'NewReplicaSetAvailable' && total === updated;
  if (settledBefore) return 'complete';
  if (updated === wanted && total === wanted && (status.availableReplicas ?? 0) === wanted) return 'complete';
  const more = (key: 'updatedReplicas' | 'readyReplicas' | 'availableReplicas'): boolean =>
    (status[key] ?? 0) > (before[key] ?? 0);
  const fewerOld = total - updated < (before.replicas ?? 0) - (before.updatedReplicas ?? 0);
  if (more('updatedReplicas') || fewerOld || more('readyReplicas') || more('availableReplicas'))
    return 'moving';
  if (condition?.reason === 'ProgressDeadlineExceeded') return 'timed out';
  const elapsed = context.secondsSince(momentOf(context.state, deployment));
  return elapsed >= deployment.spec.progressDeadlineSeconds ? 'timed out' : 'still';
}

/** A paused Deployment counts its pods and does nothing else (capture 41zj). */
function pause(context: ControllerContext, deployment: Deployment, sets: readonly ReplicaSet[]): undefined {
  const { state } = context;
  const now = timestamp(state);
  const current = sets.find((set) => isDeepStrictEqual(plainTemplate(set), deployment.spec.template));
  const counts = deploymentCounts(deployment, sets, current);
  const conditions = setCondition(counts.conditions ?? [], PAUSED, now);
  const status = withConditions(deployment, { ...counts, conditions }, undefined, 'still', now);
  replace(state, 'deployments', { ...deployment, status });
}

const PAUSED = {
  type: 'Progressing',
  status: 'Unknown',
  reason: 'DeploymentPaused',
  message: 'Deployment is paused',
};
