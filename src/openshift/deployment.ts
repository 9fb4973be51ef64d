import type { RolloutPlan, RolloutTarget, RunningPod, WorkloadName } from '../core/ports/rollouts.ts';
import type { JsonObject } from '../core/strict-json.ts';
import { requireOk, type Api } from './api.ts';
import { chooseContainers, noContainer } from './container-choice.ts';
import { conditionOf, isPaused, revisionOf } from './deployment-status.ts';
import { deploymentTriggers } from './image-triggers.ts';
import { numberAt, textAt } from './json-fields.ts';
import type { Viewer } from './observe.ts';
import { isLiving, readPods, toRunningPod } from './pods.ts';
import { templateRuns } from './pod-template.ts';
import { findReplicaSet, podsOfReplicaSet } from './replica-sets.ts';
import { resolveAliases } from './tag-aliases.ts';
import { errorPlace, missingWorkload, pausedError, workloadPath, workloadPlace } from './rollout-run.ts';

/** @throws PromoteError WORKLOAD_NOT_FOUND, ACCESS_DENIED */
export async function readDeployment(
  api: Api,
  workload: WorkloadName,
  signal: AbortSignal,
): Promise<JsonObject> {
  const reply = await api.send({ method: 'GET', path: workloadPath(workload) }, signal);
  if (!reply.ok && reply.failure.status === 404) throw missingWorkload(api, workload);
  return requireOk(reply);
}

/**
 * What rolling a Deployment out will do.
 * @throws PromoteError WORKLOAD_NOT_FOUND, ROLLOUT_PAUSED, INPUT_INVALID; ROLLOUT_FAILED when no container uses the image
 */
export async function planDeployment(
  { api, log }: Viewer,
  workload: WorkloadName,
  target: RolloutTarget,
  signal: AbortSignal,
): Promise<RolloutPlan> {
  const deployment = await readDeployment(api, workload, signal);
  if (isPaused(deployment)) throw pausedError(api, workload);
  const { triggers, unreadable } = deploymentTriggers(deployment);
  if (unreadable) {
    log(
      `the annotation image.openshift.io/triggers of ${workloadPlace(workload)} cannot be read, so no image trigger works: is "paused" a text instead of true or false?`,
    );
  }
  const resolved = await resolveAliases(api, triggers, target, signal);
  const choice = chooseContainers(workload, deployment, resolved, target);
  const containers = [...choice.triggered, ...choice.onRequest, ...choice.byImage];
  if (containers.length === 0) throw noContainer(workload, deployment, target, errorPlace(api));
  const isTriggered = choice.triggered.length > 0 && choice.triggered.length === containers.length;
  return {
    workload,
    revisionBefore: revisionOf(deployment),
    method: needsRestart(deployment, containers, target) ? 'restart' : isTriggered ? 'trigger' : 'set-image',
    containers,
    replicas: numberAt(deployment, 'spec', 'replicas') ?? 1,
  };
}

/** The image is set already, but its rollout has failed: only new pods give it another try. */
function needsRestart(
  deployment: JsonObject,
  containers: readonly string[],
  { digest }: RolloutTarget,
): boolean {
  const isStalled = textAt(conditionOf(deployment, 'Progressing'), 'reason') === 'ProgressDeadlineExceeded';
  return isStalled && templateRuns(deployment, containers, digest);
}

/** The pods of one revision of a Deployment, without those that are ending. */
export async function listDeploymentPods(
  api: Api,
  workload: WorkloadName,
  revision: string | undefined,
  signal: AbortSignal,
): Promise<readonly RunningPod[]> {
  const deployment = await readDeployment(api, workload, signal);
  const replicaSet = await findReplicaSet(
    api,
    workload,
    deployment,
    revision ?? revisionOf(deployment),
    signal,
  );
  if (replicaSet === undefined) return [];
  const pods = await readPods(api, podsOfReplicaSet(workload, replicaSet), signal);
  return pods.filter(isLiving).map(toRunningPod);
}
