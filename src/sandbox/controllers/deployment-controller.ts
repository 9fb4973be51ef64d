import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { without } from '../json.ts';
import { timestamp, type ClusterState } from '../state/cluster-state.ts';
import type { Deployment, PodTemplate, ReplicaSet } from '../state/kinds.ts';
import { find, insert, listObjects, replace } from '../state/store.ts';
import { findCondition, setCondition } from './conditions.ts';
import {
  controllerOf,
  ownerKeys,
  ownKey,
  podCount,
  type Controller,
  type ControllerContext,
} from './controller.ts';
import { deploymentCounts, withConditions, type Progress } from './deployment-status.ts';
import { recordEvent } from './events.ts';

const REVISION = 'deployment.kubernetes.io/revision';
const HISTORY = 'deployment.kubernetes.io/revision-history';
const HASH_LABEL = 'pod-template-hash';

/** Makes ReplicaSets of Deployments: one for each pod template. */
export const DEPLOYMENT_CONTROLLER: Controller = {
  name: 'deployment',
  immediate: false,
  keysOf: (change) => {
    if (change.resource === 'replicasets') return ownerKeys(change.object, 'Deployment');
    return change.resource === 'deployments' && change.type !== 'DELETED' ? [ownKey(change.object)] : [];
  },
  reconcile: (namespace, name, context) => {
    const deployment = find(context.state, 'deployments', namespace, name);
    return deployment === undefined ? undefined : settle(context, deployment);
  },
};

function settle(context: ControllerContext, deployment: Deployment): number | undefined {
  const { state } = context;
  const sets = setsOf(state, deployment);
  const current = sets.find((set) => isDeepStrictEqual(plainTemplate(set), deployment.spec.template));
  if (deployment.spec.paused === true) return pause(context, deployment, sets, current);
  if (current === undefined) {
    createSet(state, deployment, sets);
    return undefined;
  }
  if (adopt(state, deployment, sets, current)) return undefined;
  if (scaleSets(state, deployment, sets, current)) return undefined;
  return updateStatus(context, deployment, sets, current);
}

/** ReplicaSets of a Deployment, newest revision first. */
export function setsOf(state: ClusterState, deployment: Deployment): readonly ReplicaSet[] {
  return listObjects(state, 'replicasets', deployment.metadata.namespace)
    .filter((set) => controllerOf(set)?.uid === deployment.metadata.uid)
    .sort((left, right) => revisionOf(right) - revisionOf(left));
}

function revisionOf(object: Deployment | ReplicaSet): number {
  return Number(object.metadata.annotations?.[REVISION] ?? 0);
}

function plainTemplate(set: ReplicaSet): PodTemplate {
  const template = structuredClone(set.spec.template);
  const labels = without(template.metadata.labels ?? {}, HASH_LABEL);
  return { ...template, metadata: { ...template.metadata, labels } };
}

const HASH_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

function hashOf(template: PodTemplate): string {
  const digest = createHash('sha256').update(JSON.stringify(template)).digest();
  return [...digest.subarray(0, 10)].map((byte) => HASH_ALPHABET[byte % HASH_ALPHABET.length]).join('');
}

function createSet(state: ClusterState, deployment: Deployment, sets: readonly ReplicaSet[]): void {
  const { name, namespace = '', uid } = deployment.metadata;
  const hash = hashOf(deployment.spec.template);
  const { template } = deployment.spec;
  const labels = { ...template.metadata.labels, [HASH_LABEL]: hash };
  const revision = String(Math.max(0, ...sets.map(revisionOf)) + 1);
  const setName = `${name}-${hash}`;
  const max = deployment.spec.replicas + surgeOf(deployment);
  const running = sets.reduce((sum, set) => sum + set.spec.replicas, 0);
  insert(state, 'replicasets', {
    metadata: {
      name: setName,
      namespace,
      generation: 1,
      labels,
      annotations: {
        ...copiedAnnotations(deployment),
        'deployment.kubernetes.io/desired-replicas': String(deployment.spec.replicas),
        'deployment.kubernetes.io/max-replicas': String(max),
        [REVISION]: revision,
      },
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'Deployment', name, uid, controller: true, blockOwnerDeletion: true },
      ],
    },
    spec: {
      replicas: firstReplicas(deployment, running, max),
      selector: { matchLabels: { ...deployment.spec.selector.matchLabels, [HASH_LABEL]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
    status: { replicas: 0 },
  });
  announce(state, deployment, revision, 'NewReplicaSetCreated', `Created new replica set "${setName}"`);
}

/** How many pods of a new ReplicaSet there is room for beside those of the old ones. */
function firstReplicas(deployment: Deployment, running: number, max: number): number {
  if (deployment.spec.strategy.type === 'Recreate') return running > 0 ? 0 : deployment.spec.replicas;
  return Math.max(0, Math.min(deployment.spec.replicas, max - running));
}

function surgeOf(deployment: Deployment): number {
  const { strategy, replicas } = deployment.spec;
  return podCount(strategy.rollingUpdate?.maxSurge ?? 0, replicas, Math.ceil);
}

function copiedAnnotations(deployment: Deployment): Record<string, string> {
  return without(
    deployment.metadata.annotations ?? {},
    REVISION,
    'kubectl.kubernetes.io/last-applied-configuration',
  );
}

function announce(
  state: ClusterState,
  deployment: Deployment,
  revision: string,
  reason: string,
  message: string,
): void {
  const now = timestamp(state);
  const annotations = { ...deployment.metadata.annotations, [REVISION]: revision };
  state.moments.set(deployment.metadata.uid, state.now().getTime());
  const conditions = setCondition(
    deployment.status.conditions ?? [],
    { type: 'Progressing', status: 'True', reason, message },
    now,
  );
  const metadata = { ...deployment.metadata, annotations };
  replace(state, 'deployments', { ...deployment, metadata, status: { ...deployment.status, conditions } });
}

/** A ReplicaSet that is used again gets the next revision and remembers its old one (capture 41zc). */
function adopt(
  state: ClusterState,
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  current: ReplicaSet,
): boolean {
  const newest = Math.max(...sets.filter((set) => set !== current).map(revisionOf), 0);
  if (revisionOf(current) > newest) {
    if (revisionOf(deployment) === revisionOf(current)) return false;
    const name = current.metadata.name;
    announce(
      state,
      deployment,
      String(revisionOf(current)),
      'FoundNewReplicaSet',
      `Found new replica set "${name}"`,
    );
    return true;
  }
  const old = current.metadata.annotations ?? {};
  const history = [old[HISTORY], old[REVISION]].filter((text) => text !== undefined && text !== '').join(',');
  const annotations = {
    ...old,
    ...copiedAnnotations(deployment),
    [REVISION]: String(newest + 1),
    [HISTORY]: history,
  };
  replace(state, 'replicasets', { ...current, metadata: { ...current.metadata, annotations } });
  announce(
    state,
    deployment,
    String(newest + 1),
    'FoundNewReplicaSet',
    `Found new replica set "${current.metadata.name}"`,
  );
  return true;
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
  const direction = replicas > set.spec.replicas ? 'up' : 'down';
  const annotations = {
    ...set.metadata.annotations,
    'deployment.kubernetes.io/desired-replicas': String(deployment.spec.replicas),
    'deployment.kubernetes.io/max-replicas': String(deployment.spec.replicas + surgeOf(deployment)),
  };
  const metadata = { ...set.metadata, annotations, generation: (set.metadata.generation ?? 1) + 1 };
  replace(state, 'replicasets', { ...set, metadata, spec: { ...set.spec, replicas } });
  recordEvent(state, deployment, 'Deployment', {
    reason: 'ScalingReplicaSet',
    message: `Scaled ${direction} replica set ${set.metadata.name} from ${set.spec.replicas} to ${replicas}`,
    component: 'deployment-controller',
    type: 'Normal',
  });
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
function pause(
  context: ControllerContext,
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  current: ReplicaSet | undefined,
): undefined {
  const { state } = context;
  const now = timestamp(state);
  const paused = {
    type: 'Progressing',
    status: 'Unknown',
    reason: 'DeploymentPaused',
    message: 'Deployment is paused',
  };
  const counts = deploymentCounts(deployment, sets, current);
  const status = withConditions(deployment, counts, undefined, 'still', now);
  const conditions = setCondition(status.conditions ?? [], paused, now);
  replace(state, 'deployments', { ...deployment, status: { ...status, conditions } });
}
