import type { ClusterState } from '../state/cluster-state.ts';
import type { ControllerRevision, DaemonSet } from '../state/set-kinds.ts';
import type { NodeAffinity, Pod } from '../state/kinds.ts';
import { freeName } from '../state/store.ts';
import { createPod } from './pods.ts';

/** A pod is bound to its node by an affinity the controller writes into it. */
function affinityTo(node: string): NodeAffinity {
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [node] }];
  const nodeSelectorTerms = [{ matchFields }];
  return { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } };
}

/** The node a pod of a DaemonSet is for; undefined: any. */
export function wantedNode(pod: Pod): string | undefined {
  const required = pod.spec.affinity?.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution;
  return required?.nodeSelectorTerms[0]?.matchFields[0]?.values[0];
}

export function createDaemonPod(
  state: ClusterState,
  set: DaemonSet,
  node: string,
  revision: ControllerRevision,
): void {
  const { name, namespace = '', uid, annotations } = set.metadata;
  const { template } = set.spec;
  const labels = {
    ...template.metadata.labels,
    'controller-revision-hash': revision.metadata.labels?.['controller-revision-hash'] ?? '',
    'pod-template-generation': annotations?.['deprecated.daemonset.template.generation'] ?? '1',
  };
  const spec = { ...template.spec, affinity: affinityTo(node) };
  createPod(state, {
    name: freeName(state, 'pods', namespace, `${name}-`),
    generateName: `${name}-`,
    namespace,
    template: { metadata: { ...template.metadata, labels }, spec },
    owner: {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      name,
      uid,
      controller: true,
      blockOwnerDeletion: true,
    },
  });
}
