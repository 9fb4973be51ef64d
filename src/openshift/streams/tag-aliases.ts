import type { RolloutTarget } from '../../core/ports/rollouts.ts';
import type { Api } from '../api/api.ts';
import { followedTag } from './image-stream-tags.ts';
import { followsStream, followsTarget, type ImageTrigger } from '../workloads/image-triggers.ts';

/**
 * Triggers whose tag is an alias of a tag that is moved (`oc tag --alias`), as triggers of that tag: they act as if they
 * named it. Asks only about tags of the promoted stream that are not moved themselves.
 */
export async function resolveAliases(
  api: Api,
  triggers: readonly ImageTrigger[],
  target: RolloutTarget,
  signal: AbortSignal,
): Promise<readonly ImageTrigger[]> {
  const resolved: ImageTrigger[] = [];
  for (const trigger of triggers) {
    const isOther = followsStream(trigger, target) && !followsTarget(trigger, target);
    const alias = isOther ? await followedTag(api, trigger, signal) : undefined;
    resolved.push(alias !== undefined && target.tags.includes(alias) ? { ...trigger, tag: alias } : trigger);
  }
  return resolved;
}
