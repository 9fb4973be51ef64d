import type { Follower } from '../core/ports/inspection.ts';
import type { WorkloadKind } from '../core/ports/rollouts.ts';
import type { JsonObject } from '../core/strict-json.ts';
import type { Api } from './api.ts';
import { isPaused } from './deployment-status.ts';
import { followedTag } from './image-stream-tags.ts';
import { deploymentConfigTriggers, deploymentTriggers, type ImageTrigger } from './image-triggers.ts';
import { objectsAt, textAt } from './json-fields.ts';
import { lookUpObject } from './look-up.ts';
import { collectionPath } from './rollout-run.ts';
import { WORKLOAD_KINDS } from './workload-search.ts';

/** What is looked for. */
interface MovedTags {
  readonly project: string;
  readonly stream: string;
  readonly tags: readonly string[];
}

/** The workloads of a project whose image one of the tags sets (openshift-api.md §4.5), by name. */
export async function findFollowers(
  api: Api,
  moved: MovedTags,
  signal: AbortSignal,
): Promise<readonly Follower[]> {
  const found = await Promise.all(
    WORKLOAD_KINDS.map(async (kind) => {
      const path = collectionPath({ kind, project: moved.project, name: '' });
      const objects = objectsAt(await lookUpObject(api, path, signal), 'items');
      return Promise.all(objects.map((object) => followersIn(api, kind, object, moved, signal)));
    }),
  );
  return found.flat(2);
}

async function followersIn(
  api: Api,
  kind: WorkloadKind,
  object: JsonObject,
  moved: MovedTags,
  signal: AbortSignal,
): Promise<readonly Follower[]> {
  const name = textAt(object, 'metadata', 'name');
  if (name === undefined) return [];
  const triggers =
    kind === 'deploymentconfig' ? deploymentConfigTriggers(object) : deploymentTriggers(object).triggers;
  const followers = new Map<string, Follower>();
  for (const trigger of triggers) {
    const tag = await tagOf(api, trigger, moved, signal);
    if (tag === undefined) continue;
    const workload = { kind, project: moved.project, name };
    followers.set(tag, { workload, tag, isAutomatic: trigger.automatic && !isPaused(object) });
  }
  return [...followers.values()];
}

/** The moved tag that a trigger follows, itself or through an alias (`oc tag --alias`). */
async function tagOf(
  api: Api,
  trigger: ImageTrigger,
  { project, stream, tags }: MovedTags,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (trigger.project !== project || trigger.stream !== stream) return undefined;
  if (tags.includes(trigger.tag)) return trigger.tag;
  const alias = await followedTag(api, trigger, signal);
  return alias !== undefined && tags.includes(alias) ? alias : undefined;
}
