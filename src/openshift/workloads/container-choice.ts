import { PromoteError } from '../../core/text/errors.ts';
import type { RolloutTarget, WorkloadName } from '../../core/ports/rollouts.ts';
import { workloadText } from '../../core/progress-text.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { followsStream, followsTarget, type ImageTrigger } from './image-triggers.ts';
import {
  digestOfImage,
  imagesText,
  repositoriesOf,
  repositoryOfImage,
  templateContainers,
} from './pod-template.ts';

/** Which containers of a workload run the promoted image, by what sets their image. No container is in two lists. */
export interface ContainerChoice {
  /** an image trigger sets it as soon as the tag moves */
  readonly triggered: readonly string[];
  /** an image trigger names the tag but is paused or not automatic */
  readonly onRequest: readonly string[];
  /** nothing sets it: recognised by its image */
  readonly byImage: readonly string[];
}

/**
 * @throws PromoteError INPUT_INVALID when a container follows another tag of the same stream: an image that is set by hand
 * would be set back within milliseconds (captures 41g–41i)
 */
export function chooseContainers(
  workload: WorkloadName,
  object: JsonObject,
  triggers: readonly ImageTrigger[],
  target: RolloutTarget,
): ContainerChoice {
  const ours = triggers.filter((trigger) => followsTarget(trigger, target));
  const triggered = unique(ours.filter(({ automatic }) => automatic));
  const onRequest = unique(ours.filter(({ automatic }) => !automatic)).filter(
    (name) => !triggered.includes(name),
  );
  const known = new Set([...triggered, ...onRequest]);
  const repositories = repositoriesOf(target);
  const byImage: string[] = [];
  for (const { name, image } of templateContainers(object)) {
    const isOurs = repositories.has(repositoryOfImage(image)) || digestOfImage(image) === target.digest;
    if (known.has(name) || !isOurs) continue;
    const other = triggers.find(({ container, automatic }) => container === name && automatic);
    if (other === undefined) byImage.push(name);
    else if (followsStream(other, target)) throw followsOther(workload, other, target);
  }
  return { triggered, onRequest, byImage };
}

function unique(triggers: readonly ImageTrigger[]): readonly string[] {
  return [...new Set(triggers.map(({ container }) => container))];
}

function followsOther(workload: WorkloadName, trigger: ImageTrigger, target: RolloutTarget): PromoteError {
  const name = workloadText(workload);
  const stream = `${trigger.project}/${trigger.stream}`;
  const [tag = 'TAG'] = target.tags;
  return new PromoteError({
    code: 'INPUT_INVALID',
    message: `container ${trigger.container} of ${name} in ${workload.project} follows ${stream}:${trigger.tag}, not ${stream}:${tag}, and its image trigger would set any other image back`,
    hint: `add ${trigger.tag} to the input "destination-tags", or let it follow the tag: oc set triggers ${name} --from-image=${stream}:${tag} -c ${trigger.container} -n ${workload.project}`,
  });
}

/** Thrown before anything is changed when no container is known to run the image. */
export function noContainer(
  workload: WorkloadName,
  object: JsonObject,
  target: RolloutTarget,
  side: PromoteError['where'],
): PromoteError {
  const name = workloadText(workload);
  const containers = templateContainers(object);
  const images = containers.map((container) => `${container.name} runs ${imagesText([container.image])}`);
  const example = containers[0]?.name ?? 'CONTAINER';
  const [tag = 'TAG'] = target.tags;
  const trigger =
    target.stream === undefined
      ? ''
      : `oc set triggers ${name} --from-image=${target.project}/${target.stream}:${tag} -c ${example} -n ${workload.project}, or once: `;
  return new PromoteError({
    code: 'ROLLOUT_FAILED',
    message: `no container of ${name} in ${workload.project} uses the promoted image (${images.join(', ')})`,
    hint: `tell it to: ${trigger}oc set image ${name} ${example}=${target.pullSpec} -n ${workload.project}`,
    where: side,
  });
}
