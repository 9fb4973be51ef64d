import type { RolloutTarget } from '../../core/ports/rollouts.ts';
import type { Api } from '../api/api.ts';
import { followedTag } from './image-stream-tags.ts';
import { followsStream, followsTarget, type ImageTrigger } from '../workloads/image-triggers.ts';

/**
 * Triggers whose tag is an alias of a tag that is moved (`oc tag --alias`), as triggers of that tag: they act as if they
 * named it. Asks only about tags of promoted streams that are not moved themselves.
 */
export async function resolveAliases(
  api: Api,
  triggers: readonly ImageTrigger[],
  targets: readonly RolloutTarget[],
  signal: AbortSignal,
): Promise<readonly ImageTrigger[]> {
  const resolved: ImageTrigger[] = [];
  for (const trigger of triggers) {
    const ofStream = targets.filter((target) => followsStream(trigger, target));
    const isOther = ofStream.length > 0 && !ofStream.some((target) => followsTarget(trigger, target));
    const alias = isOther ? await followedTag(api, trigger, signal) : undefined;
    const isMoved = alias !== undefined && ofStream.some(({ tags }) => tags.includes(alias));
    resolved.push(isMoved ? { ...trigger, tag: alias } : trigger);
  }
  return resolved;
}
