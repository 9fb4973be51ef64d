import type { ClusterState } from '../state/cluster-state.ts';
import type { DeploymentConfig, ReplicationController } from '../state/kinds.ts';
import { listObjects } from '../state/store.ts';

/** Annotations by which DeploymentConfig controller, deployer and clients talk about a version (openshift-api.md §4.2). */
export const ANNOTATIONS = {
  phase: 'openshift.io/deployment.phase',
  cancelled: 'openshift.io/deployment.cancelled',
  statusReason: 'openshift.io/deployment.status-reason',
  replicas: 'openshift.io/deployment.replicas',
  version: 'openshift.io/deployment-config.latest-version',
  configName: 'openshift.io/deployment-config.name',
  encodedConfig: 'openshift.io/encoded-deployment-config',
  deployerPod: 'openshift.io/deployer-pod.name',
  deployerCreated: 'openshift.io/deployer-pod.created-at',
  deployerCompleted: 'openshift.io/deployer-pod.completed-at',
  desiredReplicas: 'kubectl.kubernetes.io/desired-replicas',
  originalReplicas: 'kubectl.kubernetes.io/original-replicas',
  updateSource: 'kubectl.kubernetes.io/update-source-id',
} as const;

export type Phase = 'New' | 'Pending' | 'Running' | 'Complete' | 'Failed';

export function phaseOf(version: ReplicationController): Phase {
  return (version.metadata.annotations?.[ANNOTATIONS.phase] ?? 'New') as Phase;
}

export function isTerminated(version: ReplicationController): boolean {
  const phase = phaseOf(version);
  return phase === 'Complete' || phase === 'Failed';
}

export function isCancelled(version: ReplicationController): boolean {
  return version.metadata.annotations?.[ANNOTATIONS.cancelled] === 'true';
}

export function versionNumber(version: ReplicationController): number {
  return Number(version.metadata.annotations?.[ANNOTATIONS.version] ?? 0);
}

/** The ReplicationControllers of a DeploymentConfig, newest version first. */
export function versionsOf(state: ClusterState, config: DeploymentConfig): readonly ReplicationController[] {
  return listObjects(state, 'replicationcontrollers', config.metadata.namespace)
    .filter((rc) => rc.metadata.ownerReferences?.some((owner) => owner.uid === config.metadata.uid))
    .sort((left, right) => versionNumber(right) - versionNumber(left));
}

/** A copy with changed annotations; `undefined` removes one. */
export function annotated(
  version: ReplicationController,
  changes: Readonly<Record<string, string | undefined>>,
): ReplicationController {
  const merged = Object.entries({ ...version.metadata.annotations, ...changes });
  const annotations = Object.fromEntries(
    merged.filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  return { ...version, metadata: { ...version.metadata, annotations } };
}

/** A copy with another number of replicas and, if that is a change, the next generation. */
export function scaled(version: ReplicationController, replicas: number): ReplicationController {
  if (version.spec.replicas === replicas) return version;
  const metadata = { ...version.metadata, generation: (version.metadata.generation ?? 1) + 1 };
  return { ...version, metadata, spec: { ...version.spec, replicas } };
}
