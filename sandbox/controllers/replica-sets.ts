import { formatExactJson } from '../../src/core/text/exact-json.ts';
import { createHash } from 'node:crypto';
import { without } from '../state/json.ts';
import { timestamp, type ClusterState } from '../state/cluster-state.ts';
import type { Condition, Deployment, ReplicaSet } from '../state/kinds.ts';
import type { PodTemplate } from '../state/kube-object.ts';
import { insert, listObjects, replace } from '../state/store.ts';
import { findCondition, setCondition } from './conditions.ts';
import { controllerOf, podCount } from './controller.ts';
import { recordEvent } from './events.ts';

const REVISION = 'deployment.kubernetes.io/revision';
const HISTORY = 'deployment.kubernetes.io/revision-history';
const HASH_LABEL = 'pod-template-hash';

/** ReplicaSets of a Deployment, newest revision first. */
export function setsOf(state: ClusterState, deployment: Deployment): readonly ReplicaSet[] {
  return listObjects(state, 'replicasets', deployment.metadata.namespace)
    .filter((set) => controllerOf(set)?.uid === deployment.metadata.uid)
    .sort((left, right) => revisionOf(right) - revisionOf(left));
}

function revisionOf(object: Deployment | ReplicaSet): number {
  return Number(object.metadata.annotations?.[REVISION] ?? 0);
}

export function plainTemplate(set: ReplicaSet): PodTemplate {
  const template = structuredClone(set.spec.template);
  const labels = without(template.metadata.labels ?? {}, HASH_LABEL);
  return { ...template, metadata: { ...template.metadata, labels } };
}

const HASH_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** The hash of a pod template in the names of what is made of it. */
export function hashOf(template: PodTemplate): string {
  const digest = createHash('sha256').update(formatExactJson(template)).digest();
  return [...digest.subarray(0, 10)].map((byte) => HASH_ALPHABET[byte % HASH_ALPHABET.length]).join('');
}

export function createSet(
  state: ClusterState,
  deployment: Deployment,
  template: PodTemplate,
  sets: readonly ReplicaSet[],
): void {
  const { name, namespace = '', uid } = deployment.metadata;
  const hash = hashOf(template);
  const labels = { ...template.metadata.labels, [HASH_LABEL]: hash };
  const revision = String(Math.max(0, ...sets.map(revisionOf)) + 1);
  const setName = `${name}-${hash}`;
  const max = deployment.spec.replicas + surgeOf(deployment);
  const running = sets.reduce((sum, set) => sum + set.spec.replicas, 0);
  const replicas = firstReplicas(deployment, running, max);
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
      replicas,
      selector: { matchLabels: { ...deployment.spec.selector.matchLabels, [HASH_LABEL]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
    status: { replicas: 0 },
  });
  if (replicas > 0) reportScaling(state, deployment, setName, 0, replicas);
  const created = { reason: 'NewReplicaSetCreated', message: `Created new replica set "${setName}"` };
  writeRevision(state, deployment, revision, setProgressing(state, deployment, created));
}

/** How many pods of a new ReplicaSet there is room for beside those of the old ones. */
function firstReplicas(deployment: Deployment, running: number, max: number): number {
  if (deployment.spec.strategy.type === 'Recreate') return running > 0 ? 0 : deployment.spec.replicas;
  return Math.max(0, Math.min(deployment.spec.replicas, max - running));
}

export function surgeOf(deployment: Deployment): number {
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

function setProgressing(
  state: ClusterState,
  { status }: Deployment,
  why: { readonly reason: string; readonly message: string },
): Condition[] {
  const condition = { type: 'Progressing', status: 'True', ...why };
  return setCondition(status.conditions ?? [], condition, timestamp(state));
}

function writeRevision(
  state: ClusterState,
  deployment: Deployment,
  revision: string,
  conditions: readonly Condition[],
): void {
  const annotations = { ...deployment.metadata.annotations, [REVISION]: revision };
  state.moments.set(deployment.metadata.uid, state.now().getTime());
  const metadata = { ...deployment.metadata, annotations };
  const status = { ...deployment.status, conditions: [...conditions] };
  replace(state, 'deployments', { ...deployment, metadata, status });
}

/**
 * A ReplicaSet that is used again gets the next revision and remembers its old one (capture 41zc). It resets no condition that
 * there is: also a deadline that was missed with another ReplicaSet stays (openshift-new.md).
 */
export function adopt(
  state: ClusterState,
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  current: ReplicaSet,
): boolean {
  const newest = Math.max(...sets.filter((set) => set !== current).map(revisionOf), 0);
  const copied = copiedAnnotations(deployment);
  if (revisionOf(current) > newest) {
    if (Object.entries(copied).some(([name, value]) => current.metadata.annotations?.[name] !== value)) {
      // annotations of the Deployment are copied at every step (SetNewReplicaSetAnnotations in deployment_util.go of Kubernetes)
      const annotations = { ...current.metadata.annotations, ...copied };
      replace(state, 'replicasets', { ...current, metadata: { ...current.metadata, annotations } });
      return true;
    }
    if (revisionOf(deployment) === revisionOf(current)) return false;
    writeRevision(state, deployment, String(revisionOf(current)), conditionsWith(state, deployment, current));
    return true;
  }
  const old = current.metadata.annotations ?? {};
  const history = [old[HISTORY], old[REVISION]].filter((text) => text !== undefined && text !== '').join(',');
  const annotations = {
    ...old,
    ...copied,
    [REVISION]: String(newest + 1),
    [HISTORY]: history,
  };
  replace(state, 'replicasets', { ...current, metadata: { ...current.metadata, annotations } });
  writeRevision(state, deployment, String(newest + 1), conditionsWith(state, deployment, current));
  return true;
}

function conditionsWith(
  state: ClusterState,
  deployment: Deployment,
  { metadata: { name } }: ReplicaSet,
): readonly Condition[] {
  const { conditions = [] } = deployment.status;
  if (findCondition(conditions, 'Progressing') !== undefined) return conditions;
  const found = { reason: 'FoundNewReplicaSet', message: `Found new replica set "${name}"` };
  return setProgressing(state, deployment, found);
}

export function reportScaling(
  state: ClusterState,
  deployment: Deployment,
  set: string,
  from: number,
  to: number,
): void {
  recordEvent(state, deployment, 'Deployment', {
    reason: 'ScalingReplicaSet',
    message: `Scaled ${to > from ? 'up' : 'down'} replica set ${set} from ${from} to ${to}`,
    component: 'deployment-controller',
    type: 'Normal',
  });
}
