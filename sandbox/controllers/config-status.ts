import { without } from '../state/json.ts';
import type {
  Condition,
  DeploymentConfig,
  DeploymentConfigStatus,
  ReplicationController,
} from '../state/kinds.ts';
import { isCancelled, phaseOf } from '../workloads/config-versions.ts';
import { setCondition } from './conditions.ts';
import { podCount } from './controller.ts';

type NewCondition = Parameters<typeof setCondition>[1];

/**
 * The status of a DeploymentConfig seen through its ReplicationControllers (captures 43d, 24c, 24e).
 * `versions` are newest first; `latest` is the one of `status.latestVersion` if it exists.
 */
export function configStatus(
  config: DeploymentConfig,
  versions: readonly ReplicationController[],
  latest: ReplicationController | undefined,
  options: { readonly observed: boolean; readonly now: string; readonly extra?: NewCondition },
): DeploymentConfigStatus {
  const sum = (read: (rc: ReplicationController) => number | undefined): number =>
    versions.reduce((total, rc) => total + (read(rc) ?? 0), 0);
  const available = sum((rc) => rc.status.availableReplicas);
  const ready = sum((rc) => rc.status.readyReplicas);
  const status: DeploymentConfigStatus = {
    ...without(config.status, 'conditions', 'readyReplicas'),
    observedGeneration: options.observed
      ? (config.metadata.generation ?? 1)
      : config.status.observedGeneration,
    replicas: sum((rc) => rc.status.replicas),
    updatedReplicas: latest?.status.replicas ?? 0,
    availableReplicas: available,
    unavailableReplicas: Math.max(0, sum((rc) => rc.spec.replicas) - available),
    ...(ready === 0 ? {} : { readyReplicas: ready }),
  };
  return { ...status, conditions: conditionsOf(config, status, latest, options) };
}

function conditionsOf(
  config: DeploymentConfig,
  status: DeploymentConfigStatus,
  latest: ReplicationController | undefined,
  options: { readonly now: string; readonly extra?: NewCondition },
): Condition[] {
  let conditions = setCondition(config.status.conditions ?? [], availability(config, status), options.now);
  const progress = latest === undefined ? undefined : progressOf(config, status, latest);
  if (progress !== undefined) {
    // while pods come and go the condition is rewritten, so that its times change (capture 43d)
    const fresh = progress.reason === 'ReplicationControllerUpdated';
    const others = fresh ? conditions.filter((condition) => condition.type !== 'Progressing') : conditions;
    conditions = setCondition(others, progress, options.now);
  }
  return options.extra === undefined ? conditions : setCondition(conditions, options.extra, options.now);
}

function availability(config: DeploymentConfig, status: DeploymentConfigStatus): NewCondition {
  const maxUnavailable = podCount(
    config.spec.strategy.rollingParams?.maxUnavailable ?? 0,
    config.spec.replicas,
    Math.floor,
  );
  const enough =
    status.availableReplicas > 0 && status.availableReplicas >= config.spec.replicas - maxUnavailable;
  return enough
    ? { type: 'Available', status: 'True', message: 'Deployment config has minimum availability.' }
    : {
        type: 'Available',
        status: 'False',
        message: 'Deployment config does not have minimum availability.',
      };
}

function progressOf(
  config: DeploymentConfig,
  status: DeploymentConfigStatus,
  latest: ReplicationController,
): NewCondition | undefined {
  const name = `"${latest.metadata.name}"`;
  const type = 'Progressing';
  switch (phaseOf(latest)) {
    case 'New':
      return undefined;
    case 'Pending': {
      const message = `replication controller ${name} is waiting for pod "${latest.metadata.name}-deploy" to run`;
      return { type, status: 'Unknown', message };
    }
    case 'Running': {
      if (!isProgressing(config.status, status)) return undefined;
      const message = `replication controller ${name} is progressing`;
      return { type, status: 'True', reason: 'ReplicationControllerUpdated', message };
    }
    case 'Complete': {
      const message = `replication controller ${name} successfully rolled out`;
      return { type, status: 'True', reason: 'NewReplicationControllerAvailable', message };
    }
    case 'Failed':
      return isCancelled(latest)
        ? {
            type,
            status: 'False',
            reason: 'RolloutCancelled',
            message: `rollout of replication controller ${name} was cancelled`,
          }
        : {
            type,
            status: 'False',
            reason: 'ProgressDeadlineExceeded',
            message: `replication controller ${name} has failed progressing`,
          };
  }
}

function isProgressing(before: DeploymentConfigStatus, after: DeploymentConfigStatus): boolean {
  const oldBefore = before.replicas - before.updatedReplicas;
  const oldAfter = after.replicas - after.updatedReplicas;
  return after.updatedReplicas > before.updatedReplicas || oldAfter < oldBefore;
}
