import type { ClusterState } from '../state/cluster-state.ts';
import type { DeploymentConfig, Pod, ReplicationController } from '../state/kinds.ts';
import type { PodTemplate } from '../state/kube-object.ts';
import { timestamp } from '../state/cluster-state.ts';
import { find, listObjects, remove, replace } from '../state/store.ts';
import {
  annotated,
  ANNOTATIONS,
  isCancelled,
  isTerminated,
  phaseOf,
  scaled,
  versionsOf,
  type Phase,
} from '../workloads/config-versions.ts';
import { controllerOf, ownKey, podCount, type Controller, type ControllerContext } from './controller.ts';
import { createPod } from './pods.ts';

const POD_FOR = 'openshift.io/deployer-pod-for.name';

/** Takes a version of a DeploymentConfig through its phases, and does what its deployer pod would do. */
export const DEPLOYER: Controller = {
  name: 'deployer',
  immediate: false,
  keysOf: (change, state) => {
    const { namespace = '' } = change.object.metadata;
    const version = change.object.metadata.labels?.[POD_FOR];
    if (change.resource === 'pods' && version !== undefined) return [`${namespace}/${version}`];
    if (change.resource !== 'replicationcontrollers' || change.type === 'DELETED') return [];
    return versionKeys(state, change.object as ReplicationController);
  },
  reconcile: (namespace, name, context) => {
    const version = find(context.state, 'replicationcontrollers', namespace, name);
    const owner = version === undefined ? undefined : controllerOf(version);
    const config = find(context.state, 'deploymentconfigs', namespace, owner?.name ?? '');
    if (version === undefined || config?.metadata.uid !== owner?.uid || config === undefined)
      return undefined;
    return step(context, config, version);
  },
};

/** A version that was scaled wakes up those that are on their way to replace it. */
function versionKeys(state: ClusterState, version: ReplicationController): readonly string[] {
  const config = version.metadata.annotations?.[ANNOTATIONS.configName];
  const others = listObjects(state, 'replicationcontrollers', version.metadata.namespace).filter(
    (other) => other.metadata.annotations?.[ANNOTATIONS.configName] === config && !isTerminated(other),
  );
  return [ownKey(version), ...others.map(ownKey)];
}

function step(
  context: ControllerContext,
  config: DeploymentConfig,
  version: ReplicationController,
): number | undefined {
  const { state } = context;
  const phase = phaseOf(version);
  if (phase === 'Complete' || phase === 'Failed') return undefined;
  const pod = find(state, 'pods', version.metadata.namespace, podName(version));
  if (isCancelled(version)) {
    finish(state, version, pod, 'Failed');
    return undefined;
  }
  switch (phase) {
    case 'New':
      return startPod(state, version) ? undefined : 1;
    case 'Pending':
      if (pod?.status.phase === 'Running') {
        state.moments.set(version.metadata.uid, state.now().getTime());
        setPhase(state, version, 'Running');
      }
      return undefined;
    case 'Running':
      return rollOut(context, config, version, pod);
  }
}

function podName(version: ReplicationController): string {
  return `${version.metadata.name}-deploy`;
}

function setPhase(state: ClusterState, version: ReplicationController, phase: Phase): void {
  replace(state, 'replicationcontrollers', annotated(version, { [ANNOTATIONS.phase]: phase }));
}

/** False when a quota does not allow the pod: it is tried again. */
function startPod(state: ClusterState, version: ReplicationController): boolean {
  const { name, namespace = '', uid } = version.metadata;
  const template = deployerTemplate(state, version);
  const pod = createPod(state, {
    name: podName(version),
    namespace,
    template,
    owner: { apiVersion: 'v1', kind: 'ReplicationController', name, uid },
  });
  if (pod === undefined) return false;
  const created = goTime(state);
  replace(
    state,
    'replicationcontrollers',
    annotated(version, {
      [ANNOTATIONS.phase]: 'Pending',
      [ANNOTATIONS.deployerPod]: podName(version),
      [ANNOTATIONS.deployerCreated]: created,
    }),
  );
  return true;
}

/** The pod that carries a rollout out (capture 43r). */
function deployerTemplate(state: ClusterState, version: ReplicationController): PodTemplate {
  const { name, namespace = '' } = version.metadata;
  const level = find(state, 'namespaces', undefined, namespace)?.metadata.annotations?.[
    'openshift.io/sa.scc.mcs'
  ];
  const container = {
    name: 'deployment',
    image: 'quay.io/openshift-release-dev/ocp-v4.0-art-dev:deployer',
    env: [
      { name: 'OPENSHIFT_DEPLOYMENT_NAME', value: name },
      { name: 'OPENSHIFT_DEPLOYMENT_NAMESPACE', value: namespace },
    ],
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'FallbackToLogsOnError',
    imagePullPolicy: 'IfNotPresent',
    securityContext: { capabilities: { drop: ['MKNOD'] } },
  };
  const spec = {
    containers: [container],
    restartPolicy: 'Never',
    terminationGracePeriodSeconds: 10,
    activeDeadlineSeconds: 21_600,
    dnsPolicy: 'ClusterFirst',
    serviceAccountName: 'deployer',
    shareProcessNamespace: false,
    securityContext: level === undefined ? {} : { seLinuxOptions: { level } },
    schedulerName: 'default-scheduler',
  };
  const annotations = {
    [ANNOTATIONS.configName]: version.metadata.annotations?.[ANNOTATIONS.configName] ?? '',
    'openshift.io/deployment.name': name,
  };
  return { metadata: { creationTimestamp: null, labels: { [POD_FOR]: name }, annotations }, spec };
}

/** `2026-11-21 08:56:17 +0000 UTC`, as Go prints a time. */
function goTime(state: ClusterState): string {
  return `${timestamp(state).replace('T', ' ').replace('Z', '')} +0000 UTC`;
}

/** One step of the strategy: the new version up and the old ones down, within maxSurge and maxUnavailable. */
function rollOut(
  context: ControllerContext,
  config: DeploymentConfig,
  version: ReplicationController,
  pod: Pod | undefined,
): number | undefined {
  const { state } = context;
  const timeout = timeoutOf(config);
  const elapsed = context.secondsSince(state.moments.get(version.metadata.uid) ?? state.now().getTime());
  if (elapsed >= timeout) {
    finish(state, version, pod, 'Failed');
    return undefined;
  }
  const desired = Number(version.metadata.annotations?.[ANNOTATIONS.desiredReplicas] ?? config.spec.replicas);
  const old = versionsOf(state, config).filter(
    (candidate) => candidate.metadata.uid !== version.metadata.uid && candidate.spec.replicas > 0,
  );
  const available = version.status.availableReplicas ?? 0;
  const oldReplicas = old.reduce((sum, candidate) => sum + candidate.spec.replicas, 0);
  if (oldReplicas === 0 && available >= desired && version.spec.replicas === desired) {
    if (!cleanUp(state, version))
      finish(state, version, pod, 'Complete', completeReplicas(state, config, version));
    return undefined;
  }
  if (!announce(state, version, old))
    scaleStep(state, config, version, old, { desired, available, oldReplicas });
  return timeout - elapsed;
}

function timeoutOf(config: DeploymentConfig): number {
  const { strategy } = config.spec;
  return strategy.rollingParams?.timeoutSeconds ?? strategy.recreateParams?.timeoutSeconds ?? 600;
}

/** Notes on both versions what replaces what (capture 43f); true when that was this step's work. */
function announce(
  state: ClusterState,
  version: ReplicationController,
  old: readonly ReplicationController[],
): boolean {
  const [source] = old;
  if (source === undefined || version.metadata.annotations?.[ANNOTATIONS.updateSource] !== undefined)
    return false;
  const id = `${source.metadata.name}:${source.metadata.uid}`;
  replace(state, 'replicationcontrollers', annotated(version, { [ANNOTATIONS.updateSource]: id }));
  const replicas = String(source.spec.replicas);
  replace(state, 'replicationcontrollers', annotated(source, { [ANNOTATIONS.originalReplicas]: replicas }));
  return true;
}

interface Counts {
  readonly desired: number;
  readonly available: number;
  readonly oldReplicas: number;
}

function scaleStep(
  state: ClusterState,
  config: DeploymentConfig,
  version: ReplicationController,
  old: readonly ReplicationController[],
  counts: Counts,
): void {
  const { rollingParams } = config.spec.strategy;
  const recreate = rollingParams === undefined;
  const surge = recreate ? 0 : Math.max(1, podCount(rollingParams.maxSurge, counts.desired, Math.ceil));
  const unavailable = recreate
    ? counts.desired
    : podCount(rollingParams.maxUnavailable, counts.desired, Math.floor);
  const room = counts.desired + surge - counts.oldReplicas;
  const wanted = Math.min(
    counts.desired,
    recreate && counts.oldReplicas > 0 ? 0 : Math.max(version.spec.replicas, room),
  );
  if (wanted > version.spec.replicas) {
    replace(state, 'replicationcontrollers', scaled(version, wanted));
    return;
  }
  const spare = counts.oldReplicas + counts.available - (counts.desired - unavailable);
  const [source] = old;
  if (source === undefined || spare <= 0) return;
  replace(state, 'replicationcontrollers', scaled(source, Math.max(0, source.spec.replicas - spare)));
}

/** The last thing a deployer does is to take its notes away (capture 43f); true when that was this step's work. */
function cleanUp(state: ClusterState, version: ReplicationController): boolean {
  const notes = [ANNOTATIONS.desiredReplicas, ANNOTATIONS.updateSource];
  if (notes.every((note) => version.metadata.annotations?.[note] === undefined)) return false;
  const changes = Object.fromEntries(notes.map((note) => [note, undefined]));
  replace(state, 'replicationcontrollers', annotated(version, changes));
  return true;
}

/** Emptied when pods of an older version were replaced (capture 43f), the count after a first rollout (capture 22i). */
function completeReplicas(
  state: ClusterState,
  config: DeploymentConfig,
  version: ReplicationController,
): string {
  const replaced = versionsOf(state, config).some(
    (other) => other.metadata.uid !== version.metadata.uid && phaseOf(other) === 'Complete',
  );
  return replaced ? '' : String(version.spec.replicas);
}

/** The end of a deployer pod and of the phase it worked in. */
function finish(
  state: ClusterState,
  version: ReplicationController,
  pod: Pod | undefined,
  phase: Phase,
  replicas?: string,
): void {
  state.moments.delete(version.metadata.uid);
  if (pod !== undefined) {
    if (isCancelled(version)) remove(state, 'pods', pod);
    else replace(state, 'pods', { ...pod, status: endedStatus(state, pod, phase === 'Complete') });
  }
  const changes = {
    [ANNOTATIONS.phase]: phase,
    ...(isCancelled(version) ? {} : { [ANNOTATIONS.deployerCompleted]: goTime(state) }),
    ...(replicas === undefined ? {} : { [ANNOTATIONS.replicas]: replicas }),
  };
  replace(state, 'replicationcontrollers', annotated(version, changes));
}

function endedStatus(state: ClusterState, pod: Pod, succeeded: boolean): Pod['status'] {
  const now = timestamp(state);
  const terminated = {
    exitCode: succeeded ? 0 : 1,
    reason: succeeded ? 'Completed' : 'Error',
    startedAt: null,
    finishedAt: now,
  };
  const conditions = (pod.status.conditions ?? []).map((condition) => ({
    ...condition,
    status: 'False',
    lastTransitionTime: now,
  }));
  const containerStatuses = (pod.status.containerStatuses ?? []).map((status) => ({
    ...status,
    state: { terminated },
    ready: false,
    started: false,
  }));
  return { ...pod.status, phase: succeeded ? 'Succeeded' : 'Failed', conditions, containerStatuses };
}
