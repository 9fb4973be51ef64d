import { timestamp, type ClusterState } from '../state/cluster-state.ts';
import type { OwnerReference, Pod, PodTemplate } from '../state/kinds.ts';
import { insert, replace } from '../state/store.ts';

export interface PodRequest {
  readonly name: string;
  readonly generateName?: string;
  readonly namespace: string;
  readonly template: PodTemplate;
  readonly owner: OwnerReference;
}

const GRACE_SECONDS = 30;
const TOLERATIONS = ['not-ready', 'unreachable'].map((state) => ({
  key: `node.kubernetes.io/${state}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
}));

/** A pod as admission leaves it (capture 43r); the node takes it from there. */
export function createPod(state: ClusterState, request: PodRequest): Pod {
  const { template } = request;
  const { labels, annotations } = template.metadata;
  const metadata = {
    name: request.name,
    ...(request.generateName === undefined ? {} : { generateName: request.generateName }),
    namespace: request.namespace,
    generation: 1,
    ...(labels === undefined ? {} : { labels }),
    annotations: { ...annotations, 'openshift.io/scc': 'restricted-v2' },
    ownerReferences: [request.owner],
  };
  const spec = {
    serviceAccountName: 'default',
    serviceAccount: 'default',
    tolerations: TOLERATIONS,
    priority: 0,
    enableServiceLinks: true,
    preemptionPolicy: 'PreemptLowerPriority',
    ...structuredClone(template.spec),
  };
  return insert(state, 'pods', { metadata, spec, status: { phase: 'Pending', qosClass: 'BestEffort' } });
}

/** Asks for the end of a pod; the node removes it. */
export function deletePod(state: ClusterState, pod: Pod): void {
  const metadata = {
    ...pod.metadata,
    generation: (pod.metadata.generation ?? 1) + 1,
    deletionTimestamp: timestamp(state),
    deletionGracePeriodSeconds: GRACE_SECONDS,
  };
  replace(state, 'pods', { ...pod, metadata });
}

export function isReady(pod: Pod): boolean {
  return (
    pod.status.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ??
    false
  );
}
