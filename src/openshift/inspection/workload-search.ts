import type { RolloutTarget, WorkloadKind, WorkloadName } from '../../core/ports/rollouts.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { requireOk, type Api } from '../api/api.ts';
import { hasDeploymentConfigs } from '../rollouts/deployment-configs/deployment-config.ts';
import { usesTarget } from '../containers/container-choice.ts';
import { deploymentConfigTriggers, deploymentTriggers } from '../workloads/image-triggers.ts';
import { objectsAt, textAt } from '../api/json-fields.ts';
import { collectionPath } from '../rollouts/rollout-run.ts';

/** All kinds there are. */
export const WORKLOAD_KINDS: readonly WorkloadKind[] = [
  'deployment',
  'deploymentconfig',
  'statefulset',
  'daemonset',
  'cronjob',
];

/** The workloads of a project that use the target. @throws PromoteError ACCESS_DENIED */
export async function findWorkloads(
  api: Api,
  project: string,
  target: RolloutTarget,
  signal: AbortSignal,
): Promise<readonly WorkloadName[]> {
  const found = await Promise.all(
    WORKLOAD_KINDS.map(async (kind) => {
      const objects = await list(api, { kind, project, name: '' }, signal);
      const named = (object: JsonObject): WorkloadName => ({
        kind,
        project,
        name: textAt(object, 'metadata', 'name') ?? '',
      });
      const used = await Promise.all(
        objects.map((object) => uses(api, named(object), object, target, signal)),
      );
      return objects.filter((_, index) => used[index]).map(named);
    }),
  );
  return found.flat();
}

async function list(api: Api, any: WorkloadName, signal: AbortSignal): Promise<readonly JsonObject[]> {
  const reply = await api.send({ method: 'GET', path: collectionPath(any) }, signal);
  const isRefused = !reply.ok && (reply.failure.status === 403 || reply.failure.status === 404);
  // a cluster without them refuses to list them, too (captures 48g, 48h)
  if (isRefused && any.kind === 'deploymentconfig' && !(await hasDeploymentConfigs(api, signal))) return [];
  return objectsAt(requireOk(reply), 'items');
}

/**
 * Decided as for a workload that is named, except that another tag is another image, however alike the two tags are. One where
 * it cannot be told which container is meant uses it, so that its plan says so.
 */
async function uses(
  api: Api,
  workload: WorkloadName,
  object: JsonObject,
  target: RolloutTarget,
  signal: AbortSignal,
): Promise<boolean> {
  const triggers =
    workload.kind === 'deploymentconfig'
      ? deploymentConfigTriggers(object)
      : deploymentTriggers(object).triggers;
  return usesTarget(api, workload, { object, triggers }, target, signal);
}
