import type { Follower } from '../../core/ports/inspection.ts';
import type { PinnedWorkload, RolloutTarget, WorkloadName } from '../../core/ports/rollouts.ts';
import { WORKLOAD_KINDS, type WorkloadKind } from '../../core/ports/workload-kinds.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { type Api, requireOk } from '../api/api.ts';
import { isPaused } from '../rollouts/deployment-status.ts';
import { followedTag } from '../streams/image-stream-tags.ts';
import { imageTriggersOf, type ImageTrigger } from '../workloads/image-triggers.ts';
import { digestOfImage, templateContainers } from '../workloads/pod-template.ts';
import { objectsAt, textAt } from '../api/json-fields.ts';
import { lookUpObject } from '../api/look-up.ts';
import { hasDeploymentConfigs } from '../rollouts/deployment-configs/deployment-config.ts';
import { usesTarget } from '../containers/container-choice.ts';
import { collectionPath } from '../api/api-path.ts';

/** What to search for. */
interface MovedTags {
  readonly stream: string;
  readonly tags: readonly string[];
}

/**
 * The workloads of a project whose image one of the tags sets (openshift-api.md §4.5), by name. Each kind is listed only once,
 * however many streams there are.
 */
export async function findFollowers(
  api: Api,
  project: string,
  moved: readonly MovedTags[],
  signal: AbortSignal,
): Promise<readonly Follower[]> {
  const found = await Promise.all(
    WORKLOAD_KINDS.map(async (kind) => {
      const path = collectionPath({ kind, project });
      const objects = objectsAt(await lookUpObject(api, path, signal), 'items');
      return Promise.all(objects.map((object) => followersIn(api, { kind, project }, object, moved, signal)));
    }),
  );
  return found.flat(2);
}

async function followersIn(
  api: Api,
  { kind, project }: { readonly kind: WorkloadKind; readonly project: string },
  object: JsonObject,
  moved: readonly MovedTags[],
  signal: AbortSignal,
): Promise<readonly Follower[]> {
  const name = textAt(object, 'metadata', 'name');
  if (name === undefined) return [];
  const followers = new Map<string, Follower>();
  for (const trigger of imageTriggersOf(kind, object)) {
    const { stream } = trigger;
    const tags = moved.filter((each) => each.stream === stream).flatMap((each) => each.tags);
    if (trigger.project !== project || tags.length === 0) continue;
    const tag = await tagOf(api, trigger, tags, signal);
    if (tag === undefined) continue;
    const isAutomatic = trigger.automatic && !isPaused(object);
    followers.set(`${stream}:${tag}`, { workload: { kind, project, name }, stream, tag, isAutomatic });
  }
  return [...followers.values()];
}

/** The moved tag that a trigger follows, directly or through an alias (`oc tag --alias`). */
async function tagOf(
  api: Api,
  trigger: ImageTrigger,
  tags: readonly string[],
  signal: AbortSignal,
): Promise<string | undefined> {
  if (tags.includes(trigger.tag)) return trigger.tag;
  const alias = await followedTag(api, trigger, signal);
  return alias !== undefined && tags.includes(alias) ? alias : undefined;
}

/** The workloads of a project that use the target. @throws PromoteError ACCESS_DENIED */
export async function findWorkloads(
  api: Api,
  project: string,
  target: RolloutTarget,
  signal: AbortSignal,
): Promise<readonly WorkloadName[]> {
  const found = await Promise.all(
    WORKLOAD_KINDS.map(async (kind) => {
      const objects = await list(api, { kind, project }, signal);
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

async function list(
  api: Api,
  any: Pick<WorkloadName, 'kind' | 'project'>,
  signal: AbortSignal,
): Promise<readonly JsonObject[]> {
  const reply = await api.send({ method: 'GET', path: collectionPath(any) }, signal);
  const isRefused = !reply.ok && (reply.failure.status === 403 || reply.failure.status === 404);
  // clusters without DeploymentConfigs also answer 403 (captures 48g, 48h)
  if (isRefused && any.kind === 'deploymentconfig' && !(await hasDeploymentConfigs(api, signal))) return [];
  return objectsAt(requireOk(reply), 'items');
}

/**
 * The same decision as for a named workload, except that any other tag is another image, however similar. A workload whose
 * containers are ambiguous counts as a user, so that its plan reports it.
 */
async function uses(
  api: Api,
  workload: WorkloadName,
  object: JsonObject,
  target: RolloutTarget,
  signal: AbortSignal,
): Promise<boolean> {
  const triggers = imageTriggersOf(workload.kind, object);
  return usesTarget(api, workload, { object, triggers }, target, signal);
}

/** The workloads of a project that reference images by digest, of all kinds that the account may list. */
export async function listPinned(
  api: Api,
  project: string,
  signal: AbortSignal,
): Promise<readonly PinnedWorkload[]> {
  const lists = await Promise.all(WORKLOAD_KINDS.map((kind) => listPinnedOf(api, { project, kind }, signal)));
  return lists.flat();
}

async function listPinnedOf(
  api: Api,
  { project, kind }: { readonly project: string; readonly kind: WorkloadKind },
  signal: AbortSignal,
): Promise<readonly PinnedWorkload[]> {
  const reply = await api.send({ method: 'GET', path: collectionPath({ kind, project }) }, signal);
  // forbidden, or a cluster without DeploymentConfigs (capture 48g): the other kinds are still listed
  if (!reply.ok && [403, 404].includes(reply.failure.status)) return [];
  return objectsAt(requireOk(reply), 'items').flatMap((object) => {
    const name = textAt(object, 'metadata', 'name');
    const digests = templateContainers(object).flatMap(({ image }) => {
      const digest = digestOfImage(image);
      return digest === undefined ? [] : [digest];
    });
    return name === undefined || digests.length === 0 ? [] : [{ workload: { kind, project, name }, digests }];
  });
}
