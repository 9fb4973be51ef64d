import type { RolloutTarget, WorkloadKind, WorkloadName } from '../../core/ports/rollouts.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { requireOk, type Api } from '../api/api.ts';
import { hasDeploymentConfigs } from '../rollouts/deployment-configs/deployment-config.ts';
import { deploymentConfigTriggers, deploymentTriggers, followsTarget } from '../workloads/image-triggers.ts';
import { objectsAt, textAt } from '../api/json-fields.ts';
import {
  digestOfImage,
  repositoriesOf,
  repositoryOfImage,
  templateContainers,
} from '../workloads/pod-template.ts';
import { collectionPath } from '../rollouts/rollout-run.ts';
import { resolveAliases } from '../streams/tag-aliases.ts';

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
      const used = await Promise.all(objects.map((object) => uses(api, kind, object, target, signal)));
      return objects
        .filter((_, index) => used[index])
        .map((object) => ({ kind, project, name: textAt(object, 'metadata', 'name') ?? '' }));
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
 * A trigger decides alone about its container: what follows another tag is none of the target's. Else the image does, as a
 * tag or as a digest of the stream: by digest nobody says which tag is meant.
 */
async function uses(
  api: Api,
  kind: WorkloadKind,
  object: JsonObject,
  target: RolloutTarget,
  signal: AbortSignal,
): Promise<boolean> {
  const isConfig = kind === 'deploymentconfig';
  const written = isConfig ? deploymentConfigTriggers(object) : deploymentTriggers(object).triggers;
  const triggers = await resolveAliases(api, written, target, signal);
  const repositories = repositoriesOf(target);
  return templateContainers(object).some(({ name, image }) => {
    const own = triggers.filter(({ container }) => container === name);
    if (own.some((trigger) => followsTarget(trigger, target))) return true;
    if (own.some(({ automatic }) => automatic) || !repositories.has(repositoryOfImage(image))) return false;
    return digestOfImage(image) !== undefined || target.tags.includes(tagOfImage(image));
  });
}

/** `host/path:tag` → `tag`; without one it is `latest`. */
function tagOfImage(image: string): string {
  return image.slice(repositoryOfImage(image).length + 1) || 'latest';
}
