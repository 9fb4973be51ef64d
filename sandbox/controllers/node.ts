import type { Failure, FailureKind } from '../state/options.ts';
import { timestamp, type ClusterState } from '../state/cluster-state.ts';
import type { Container } from '../state/kube-object.ts';
import type { ContainerStatus, Pod } from '../state/kinds.ts';
import { find, remove, replace } from '../state/store.ts';
import { controllerOf, ownKey, type Controller } from './controller.ts';
import { wantedNode } from './daemon-set-pods.ts';
import { recordEvent } from './events.ts';

const HOST_IP = '192.0.2.20';
const DEPLOYER_LABEL = 'openshift.io/deployer-pod-for.name';

/** Binds pods, runs what their templates say, removes those that are to go. Nothing is pulled. */
export const NODE: Controller = {
  name: 'node',
  immediate: false,
  keysOf: (change) =>
    change.resource === 'pods' && change.type !== 'DELETED' ? [ownKey(change.object)] : [],
  reconcile: (namespace, name, { state }) => {
    const pod = find(state, 'pods', namespace, name);
    if (pod === undefined) return undefined;
    if (pod.metadata.deletionTimestamp !== undefined) terminate(state, pod);
    else if (pod.spec.nodeName === undefined) bind(state, pod);
    else if (pod.status.phase === 'Pending' && pod.status.startTime === undefined) start(state, pod);
    return undefined;
  },
};

function terminate(state: ClusterState, pod: Pod): void {
  if (pod.metadata.deletionGracePeriodSeconds === 0) {
    remove(state, 'pods', pod);
    return;
  }
  const metadata = { ...pod.metadata, deletionTimestamp: timestamp(state), deletionGracePeriodSeconds: 0 };
  replace(state, 'pods', { ...pod, metadata });
}

function bind(state: ClusterState, pod: Pod): void {
  const conditions = [condition('PodScheduled', 'True', timestamp(state))];
  const spec = { ...pod.spec, nodeName: wantedNode(pod) ?? state.nodes[0] ?? 'sandbox-node' };
  replace(state, 'pods', { ...pod, spec, status: { ...pod.status, conditions } });
}

function condition(type: string, status: string, lastTransitionTime: string, extra: object = {}) {
  return { type, status, lastProbeTime: null, lastTransitionTime, ...extra } as const;
}

function start(state: ClusterState, pod: Pod): void {
  const now = timestamp(state);
  const failures = pod.spec.containers.map((container) => failureOf(state, pod, container));
  const statuses = pod.spec.containers.map((container, index) =>
    containerStatus(state, container, failures[index], now),
  );
  const failed = pod.spec.containers.filter((_, index) => failures[index] !== undefined);
  const names = failed.map((container) => container.name);
  const notReady =
    names.length === 0
      ? {}
      : { reason: 'ContainersNotReady', message: `containers with unready status: [${names.join(' ')}]` };
  const ready = names.length === 0 ? 'True' : 'False';
  const pulled = !failures.includes('ImagePullBackOff');
  const ip = podIp(state);
  const status = {
    ...pod.status,
    phase: pulled ? 'Running' : 'Pending',
    conditions: [
      condition('Initialized', 'True', now),
      condition('Ready', ready, now, notReady),
      condition('ContainersReady', ready, now, notReady),
      condition('PodScheduled', 'True', now),
    ],
    hostIP: HOST_IP,
    podIP: ip,
    podIPs: [{ ip }],
    startTime: now,
    containerStatuses: statuses,
  };
  replace(state, 'pods', { ...pod, status });
  failed.forEach((container, index) => reportFailure(state, pod, container, failures[index]));
}

function podIp(state: ClusterState): string {
  return `10.128.${Math.floor(state.version / 250) % 250}.${(state.version % 250) + 2}`;
}

/** The label `lab/fail: "true"` makes pods whose image cannot be pulled, as on the recorded clusters (capture 41q). */
function failureOf(state: ClusterState, pod: Pod, container: Container): FailureKind | undefined {
  if (pod.metadata.labels?.[DEPLOYER_LABEL] !== undefined) return undefined;
  if (pod.metadata.labels?.['lab/fail'] === 'true') return 'ImagePullBackOff';
  return state.failures.find((failure) => hits(failure, pod, container))?.kind;
}

function hits(failure: Failure, pod: Pod, container: Container): boolean {
  return (
    (failure.project === undefined || failure.project === pod.metadata.namespace) &&
    (failure.workload === undefined || workloadOf(pod) === failure.workload) &&
    (failure.image === undefined || container.image.includes(failure.image))
  );
}

/** `web` of the ReplicaSet `web-5bc6bfbd79` or the ReplicationController `web-2`; other controllers are workloads themselves. */
function workloadOf(pod: Pod): string | undefined {
  const owner = controllerOf(pod);
  const isPart = owner?.kind === 'ReplicaSet' || owner?.kind === 'ReplicationController';
  return isPart ? owner.name.replace(/-[^-]+$/, '') : owner?.name;
}

function containerStatus(
  state: ClusterState,
  container: Container,
  failure: FailureKind | undefined,
  now: string,
): ContainerStatus {
  const { name, image } = container;
  const common = { name, lastState: {}, ready: false, restartCount: 0, image, started: false };
  const started = { ...common, imageID: imageIdOf(state, image), containerID: 'cri-o://sandbox' };
  switch (failure) {
    case undefined:
      return { ...started, state: { running: { startedAt: now } }, ready: true, started: true };
    case 'NeverReady':
      return { ...started, state: { running: { startedAt: now } }, started: true };
    case 'CrashLoopBackOff': {
      const waiting = { reason: failure, message: `back-off 10s restarting failed container=${name}` };
      const terminated = { exitCode: 1, reason: 'Error', startedAt: now, finishedAt: now };
      return { ...started, state: { waiting }, lastState: { terminated }, restartCount: 1 };
    }
    case 'ImagePullBackOff': {
      const waiting = { reason: failure, message: `Back-off pulling image "${image}"` };
      return { ...common, state: { waiting }, imageID: '' };
    }
  }
}

/** What the node reports: a reference by digest, or what the image is called in its store. */
function imageIdOf(state: ClusterState, image: string): string {
  const at = image.lastIndexOf('@');
  if (at < 0) return image;
  const index = image.slice(at + 1);
  const children = find(state, 'images', undefined, index)?.dockerImageManifests ?? [];
  const child =
    children.find((entry) => entry.os === 'linux' && entry.architecture === 'amd64') ?? children[0];
  const platform = child?.digest ?? index;
  switch (state.imageIds) {
    case 'index':
      return image;
    case 'platform':
      return `${image.slice(0, at)}@${platform}`;
    case 'first':
      return `${image.slice(0, at)}@${platform < index ? platform : index}`;
    case 'id': {
      const config = find(state, 'images', undefined, platform)?.dockerImageMetadata['Id'];
      return typeof config === 'string' ? config.replace('sha256:', '') : image;
    }
  }
}

function reportFailure(
  state: ClusterState,
  pod: Pod,
  container: Container,
  failure: FailureKind | undefined,
): void {
  const where = `spec.containers{${container.name}}`;
  switch (failure) {
    case 'ImagePullBackOff':
      recordEvent(state, pod, 'Pod', {
        reason: 'Failed',
        message: `Failed to pull image "${container.image}": manifest unknown`,
        component: 'kubelet',
        type: 'Warning',
        fieldPath: where,
      });
      recordEvent(state, pod, 'Pod', {
        reason: 'BackOff',
        message: `Back-off pulling image "${container.image}"`,
        component: 'kubelet',
        type: 'Normal',
        fieldPath: where,
      });
      return;
    case 'CrashLoopBackOff':
      recordEvent(state, pod, 'Pod', {
        reason: 'BackOff',
        message: `Back-off restarting failed container ${container.name} in pod ${pod.metadata.name}`,
        component: 'kubelet',
        type: 'Warning',
        fieldPath: where,
      });
      return;
    case 'NeverReady':
      recordEvent(state, pod, 'Pod', {
        reason: 'Unhealthy',
        message: 'Readiness probe failed: HTTP probe failed with statuscode: 503',
        component: 'kubelet',
        type: 'Warning',
        fieldPath: where,
      });
      return;
    case undefined:
      return;
  }
}
