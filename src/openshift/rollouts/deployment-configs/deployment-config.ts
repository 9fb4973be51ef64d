import { PromoteError } from '../../../core/text/errors.ts';
import type { RolloutPlan, RolloutTarget, RunningPod, WorkloadName } from '../../../core/ports/rollouts.ts';
import type { JsonObject } from '../../../core/text/strict-json.ts';
import { requireOk, type Api } from '../../api/api.ts';
import { workloadPath, namespacedPath } from '../../api/api-path.ts';
import { gitOpsOwner } from '../../gitops/owner.ts';
import { chooseContainers, imageNames, severalRevisions } from '../../containers/container-choice.ts';
import { isPaused } from '../deployment-status.ts';
import { deploymentConfigTriggers } from '../../workloads/image-triggers.ts';
import { templateRuns } from '../../workloads/pod-template.ts';
import { numberAt, valueAt } from '../../api/json-fields.ts';
import type { Selection, ClusterContext } from '../../api/watch-objects.ts';
import { isLiving, readPods, toRunningPod } from '../../workloads/pods.ts';
import { errorPlace, explainMissingWorkload, pausedError, type RevisionPods } from '../rollout-run.ts';
import { versionLabel } from './version-status.ts';

/** @throws PromoteError WORKLOAD_NOT_FOUND, ACCESS_DENIED, NOT_OPENSHIFT (the cluster has no DeploymentConfigs) */
export async function readDeploymentConfig(
  api: Api,
  workload: WorkloadName,
  signal: AbortSignal,
): Promise<JsonObject> {
  const reply = await api.send({ method: 'GET', path: workloadPath(workload) }, signal);
  if (reply.ok) return reply.body;
  if (reply.failure.status === 404 && reply.failure.kind !== '')
    throw await explainMissingWorkload(api, workload, signal);
  if (reply.failure.status === 403) await requireDeploymentConfigs(api, workload, signal);
  return requireOk(reply);
}

/** A missing API also answers 403; only a request for the group itself tells (captures 48g, 48h). */
export async function hasDeploymentConfigs(api: Api, signal: AbortSignal): Promise<boolean> {
  const group = await api.send({ method: 'GET', path: '/apis/apps.openshift.io/v1' }, signal);
  return group.ok || group.failure.status !== 404;
}

async function requireDeploymentConfigs(
  api: Api,
  workload: WorkloadName,
  signal: AbortSignal,
): Promise<void> {
  if (await hasDeploymentConfigs(api, signal)) return;
  throw new PromoteError({
    code: 'NOT_OPENSHIFT',
    message: `${api.host} has no DeploymentConfigs: the capability DeploymentConfig is not enabled`,
    hint: `use a Deployment: deployment/${workload.name} instead of dc/${workload.name}`,
    where: errorPlace(api),
  });
}

/**
 * Plans the rollout of a DeploymentConfig.
 * @throws PromoteError WORKLOAD_NOT_FOUND, ROLLOUT_PAUSED, INPUT_INVALID, ACCESS_DENIED; ROLLOUT_FAILED when no container
 * uses the image
 */
export async function planDeploymentConfig(
  { api }: ClusterContext,
  workload: WorkloadName,
  targets: readonly RolloutTarget[],
  signal: AbortSignal,
): Promise<RolloutPlan> {
  const config = await readDeploymentConfig(api, workload, signal);
  if (isPaused(config)) throw pausedError(api, workload);
  const triggers = deploymentConfigTriggers(config);
  const choice = await chooseContainers(api, workload, { object: config, triggers }, targets, signal);
  const { triggered, onRequest, byImage, wanted } = choice;
  const latest = latestVersionOf(config);
  const managedBy = gitOpsOwner(config);
  const isTest = valueAt(config, 'spec', 'test') === true;
  return {
    workload,
    revisionBefore: latest === 0 ? undefined : String(latest),
    method:
      byImage.length > 0
        ? 'set-image'
        : triggered.length > 0 && onRequest.length === 0
          ? 'trigger'
          : 'instantiate',
    containers: [...wanted.keys()],
    images: imageNames(wanted),
    ...severalRevisions(config, choice),
    // a test deployment is scaled down as soon as it succeeds
    replicas: isTest ? 0 : (numberAt(config, 'spec', 'replicas') ?? 1),
    ...(managedBy === undefined ? {} : { managedBy, isSet: templateRuns(config, wanted) }),
  };
}

export function latestVersionOf(config: JsonObject): number {
  return numberAt(config, 'status', 'latestVersion') ?? 0;
}

/** The ReplicationControllers of a DeploymentConfig: all its versions. */
export function selectVersions(workload: WorkloadName): Selection {
  const path = namespacedPath('v1', workload.project, 'replicationcontrollers');
  return { path, labelSelector: versionLabel(workload.name) };
}

/** The `deployment` label of a pod names its version. */
export function podsOfVersion(workload: WorkloadName, version: number | string): RevisionPods {
  const owner = `${workload.name}-${version}`;
  return {
    project: workload.project,
    labelSelector: `deployment=${owner}`,
    owner,
    revision: String(version),
  };
}

/** The pods of one version, except terminating ones. */
export async function listDeploymentConfigPods(
  api: Api,
  workload: WorkloadName,
  revision: string | undefined,
  signal: AbortSignal,
): Promise<readonly RunningPod[]> {
  const version = revision ?? String(latestVersionOf(await readDeploymentConfig(api, workload, signal)));
  const pods = await readPods(api, podsOfVersion(workload, version), signal);
  return pods.filter(isLiving).map(toRunningPod);
}
