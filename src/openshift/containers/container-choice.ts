import type { PromoteError } from '../../core/text/errors.ts';
import type { RolloutPlan, RolloutTarget, WorkloadName } from '../../core/ports/rollouts.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import type { Api } from '../api/api.ts';
import { ambiguous, followsOther, noContainer, unknownContainers } from './container-errors.ts';
import { recogniser, type Recogniser } from './image-recognition.ts';
import { followsStream, followsTarget, type ImageTrigger } from '../workloads/image-triggers.ts';
import {
  tagOfImage,
  templateContainers,
  templateRuns,
  type TemplateContainer,
  type WantedImages,
} from '../workloads/pod-template.ts';
import { followedTag } from '../streams/image-stream-tags.ts';

/** A workload as read from the cluster, with its image triggers. */
export interface TriggeredWorkload {
  readonly object: JsonObject;
  readonly triggers: readonly ImageTrigger[];
}

/** Which containers of a workload run which promoted image, grouped by what sets their image. The lists are disjoint. */
export interface ContainerChoice {
  /** an image trigger sets it as soon as the tag moves */
  readonly triggered: readonly string[];
  /** an image trigger names the tag but is paused or not automatic */
  readonly onRequest: readonly string[];
  /** no trigger: recognized by its image, or named by the user */
  readonly byImage: readonly string[];
  /** all of them */
  readonly wanted: WantedImages;
}

/**
 * How many revisions the promotion of these images starts, if more than one. Tags move one after the other, and a trigger sets the
 * image of its containers within milliseconds (capture 41e). What no trigger sets is set in one patch.
 */
export function severalRevisions(
  object: JsonObject,
  { triggered, wanted }: ContainerChoice,
): Pick<RolloutPlan, 'revisions'> {
  const changing = [...wanted].filter(([name, target]) => !templateRuns(object, new Map([[name, target]])));
  const isTriggered = ([name]: readonly [string, RolloutTarget]): boolean => triggered.includes(name);
  const tags = new Set(changing.filter(isTriggered).map(([, { name }]) => name));
  const revisions = tags.size + (changing.every(isTriggered) ? 0 : 1);
  return revisions > 1 ? { revisions } : {};
}

/** By container: the target whose image it gets. */
export function imageNames(wanted: WantedImages): RolloutPlan['images'] {
  return Object.fromEntries([...wanted].map(([container, { name }]) => [container, name]));
}

/** The images of a plan, with the digests known so far. */
export function wantedImages(plan: RolloutPlan, targets: readonly RolloutTarget[]): WantedImages {
  const wanted = new Map<string, RolloutTarget>();
  for (const [container, name] of Object.entries(plan.images)) {
    const target = targets.find((each) => each.name === name);
    if (target !== undefined) wanted.set(container, target);
  }
  return wanted;
}

/**
 * A container belongs to a target if its image trigger follows one of the target's tags; otherwise if its image is in the
 * target's repository under the target's tag or digest. A container that the user named always belongs to it.
 * @throws PromoteError INPUT_INVALID when the containers are ambiguous, or when the only candidate
 * follows another tag of the same stream: an image set by hand would be reverted within milliseconds (captures
 * 41g–41i); ROLLOUT_FAILED when no container uses a target
 */
export async function chooseContainers(
  api: Api,
  workload: WorkloadName,
  { object, triggers: written }: TriggeredWorkload,
  targets: readonly RolloutTarget[],
  signal: AbortSignal,
): Promise<ContainerChoice> {
  const place = { side: api.side, host: api.host };
  const all = templateContainers(object);
  const unknown = (workload.containers ?? []).filter((name) => !all.some((each) => each.name === name));
  if (unknown.length > 0) throw unknownContainers(workload, unknown, all, place);
  const containers = all.filter(({ name }) => workload.containers?.includes(name) ?? true);
  const triggers = await resolveAliases(api, written, targets, signal);
  const images = await recogniser(api, workload, object, targets, signal);
  const { byTrigger, free, foreign } = sortByTrigger(containers, triggers, targets);
  const byImage = assignByImage(workload, free, targets, new Set(byTrigger.values()), images, place);
  const wanted = new Map([...byTrigger, ...byImage]);
  const missed = workload.containers === undefined ? wanted.size === 0 : foreign.length > 0;
  const [ours] = foreign.flatMap((trigger) => {
    const target = targets.find((each) => followsStream(trigger, each));
    return target === undefined ? [] : [{ trigger, target }];
  });
  if (missed && ours !== undefined) throw followsOther(workload, ours.trigger, ours.target);
  if (wanted.size === 0) throw noContainer(workload, object, targets, place);
  const isAutomatic = ([name, target]: readonly [string, RolloutTarget]): boolean =>
    triggers.some((each) => each.container === name && each.automatic && followsTarget(each, target));
  const names = (entries: readonly (readonly [string, RolloutTarget])[]): readonly string[] =>
    entries.map(([name]) => name);
  return {
    triggered: names([...byTrigger].filter(isAutomatic)),
    onRequest: names([...byTrigger].filter((entry) => !isAutomatic(entry))),
    byImage: [...byImage.keys()],
    wanted,
  };
}

/** True if a container uses the target for certain, or may by its digest: the plan decides. */
export async function usesTarget(
  api: Api,
  workload: WorkloadName,
  { object, triggers: written }: TriggeredWorkload,
  target: RolloutTarget,
  signal: AbortSignal,
): Promise<boolean> {
  const triggers = await resolveAliases(api, written, [target], signal);
  const images = await recogniser(api, workload, object, [target], signal);
  const { byTrigger, free } = sortByTrigger(templateContainers(object), triggers, [target]);
  return (
    byTrigger.size > 0 ||
    free.some(
      (container) =>
        images.certain(container) !== undefined ||
        (tagOfImage(container.image) === undefined && images.isLikely(container, target)),
    )
  );
}

/** A trigger alone decides about its container, unless it is paused and follows something else. */
function sortByTrigger(
  containers: readonly TemplateContainer[],
  triggers: readonly ImageTrigger[],
  targets: readonly RolloutTarget[],
): {
  readonly byTrigger: WantedImages;
  readonly free: readonly TemplateContainer[];
  readonly foreign: readonly ImageTrigger[];
} {
  const byTrigger = new Map<string, RolloutTarget>();
  const free: TemplateContainer[] = [];
  const foreign: ImageTrigger[] = [];
  for (const container of containers) {
    const own = triggers.filter((trigger) => trigger.container === container.name);
    const target = targets.find((each) => own.some((trigger) => followsTarget(trigger, each)));
    const other = own.find(({ automatic }) => automatic);
    if (target !== undefined) byTrigger.set(container.name, target);
    else if (other === undefined) free.push(container);
    else foreign.push(other);
  }
  return { byTrigger, free, foreign };
}

/** A version may become a name such as `live`, and a name a version; two names, such as `web` and `worker`, are different images. */
function mayBecome(tag: string | undefined, { tags }: RolloutTarget): boolean {
  return tag === undefined || [tag, ...tags].some((each) => /\d/.test(each));
}

/** Containers that no trigger sets. */
function assignByImage(
  workload: WorkloadName,
  free: readonly TemplateContainer[],
  targets: readonly RolloutTarget[],
  triggered: ReadonlySet<RolloutTarget>,
  images: Recogniser,
  place: PromoteError['where'],
): WantedImages {
  const wanted = new Map<string, RolloutTarget>();
  for (const container of free) {
    const target = images.certain(container);
    if (target !== undefined) wanted.set(container.name, target);
  }
  const found = new Set([...triggered, ...wanted.values()]);
  const rest = free.filter(({ name }) => !wanted.has(name));
  for (const target of targets.filter((each) => !found.has(each))) {
    const likely = rest.filter((container) => images.isLikely(container, target));
    const isOneImage = new Set(likely.map(({ image }) => image)).size === 1;
    const isContended = targets.some(
      (other) => other !== target && !found.has(other) && likely.some((each) => images.isLikely(each, other)),
    );
    if (workload.containers === undefined && likely.length > 0 && (!isOneImage || isContended))
      throw ambiguous(workload, likely, target, place);
    if (isOneImage && !isContended) for (const { name } of likely) wanted.set(name, target);
  }
  if (workload.containers === undefined) {
    for (const target of targets.filter((each) => !found.has(each) && ![...wanted.values()].includes(each))) {
      // the only image of the repository in a named workload: no other can be meant
      const only = rest.filter((container) => {
        const [owner, ...others] = images.repositoryOwners(container);
        return !wanted.has(container.name) && owner === target && others.length === 0;
      });
      const isOneImage = new Set(only.map(({ image }) => image)).size === 1;
      if (isOneImage && only.every(({ image }) => mayBecome(tagOfImage(image), target)))
        for (const { name } of only) wanted.set(name, target);
    }
    return wanted;
  }
  // a container the user named, whatever it runs now: with a single image the choice is unambiguous
  for (const container of rest.filter(({ name }) => !wanted.has(name))) {
    const [target, ...others] = targets.length === 1 ? targets : images.repositoryOwners(container);
    if (target === undefined || others.length > 0) throw ambiguous(workload, [container], targets[0], place);
    wanted.set(container.name, target);
  }
  return wanted;
}

/**
 * Triggers on an alias (`oc tag --alias`) of a tag that is moved, as triggers on that tag: they fire
 * alike. Looks up only tags of promoted streams that are not moved themselves.
 */
async function resolveAliases(
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
