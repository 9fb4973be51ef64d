import { PromoteError } from '../../core/text/errors.ts';
import type { RolloutTarget, WorkloadName } from '../../core/ports/rollouts.ts';
import { workloadText } from '../../core/progress-text.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import type { ImageTrigger } from '../workloads/image-triggers.ts';
import { imagesText, templateContainers, type TemplateContainer } from '../workloads/pod-template.ts';

type Place = PromoteError['where'];

export function followsOther(
  workload: WorkloadName,
  trigger: ImageTrigger,
  target: RolloutTarget,
): PromoteError {
  const name = workloadText(workload);
  const stream = `${trigger.project}/${trigger.stream}`;
  const [tag = 'TAG'] = target.tags;
  return new PromoteError({
    code: 'INPUT_INVALID',
    message: `container ${trigger.container} of ${name} in ${workload.project} follows ${stream}:${trigger.tag}, not ${stream}:${tag}, and its image trigger would set any other image back`,
    hint: `promote to the tag it follows, or let it follow the tag: oc set triggers ${name} --from-image=${stream}:${tag} -c ${trigger.container} -n ${workload.project}`,
  });
}

/** Thrown before any change, if no container is known to run the image. */
export function noContainer(
  workload: WorkloadName,
  object: JsonObject,
  targets: readonly RolloutTarget[],
  where: Place,
): PromoteError {
  const containers = templateContainers(object);
  const example = containers[0]?.name ?? 'CONTAINER';
  const names = targets.map(({ name }) => name).join(', ');
  return new PromoteError({
    code: 'ROLLOUT_FAILED',
    message: `no container of ${workloadText(workload)} in ${workload.project} uses ${names} (${runText(containers)})`,
    hint: nameIt(workload, example, targets[0]),
    where,
  });
}

/** Several containers are candidates. */
export function ambiguous(
  workload: WorkloadName,
  containers: readonly TemplateContainer[],
  target: RolloutTarget | undefined,
  where: Place,
): PromoteError {
  const example = containers[0]?.name ?? 'CONTAINER';
  return new PromoteError({
    code: 'INPUT_INVALID',
    message: `it is unclear which containers of ${workloadText(workload)} in ${workload.project} ${target?.name ?? 'the images'} is for (${runText(containers)})`,
    hint: nameIt(workload, example, target),
    where,
  });
}

export function unknownContainers(
  workload: WorkloadName,
  names: readonly string[],
  containers: readonly TemplateContainer[],
  where: Place,
): PromoteError {
  return new PromoteError({
    code: 'INPUT_INVALID',
    message: `${workloadText(workload)} in ${workload.project} has no container ${names.join(', ')}`,
    hint: `its containers are ${containers.map(({ name }) => name).join(', ')}`,
    where,
  });
}

function runText(containers: readonly TemplateContainer[]): string {
  return containers.map(({ name, image }) => `${name} runs ${imagesText([image])}`).join(', ');
}

function nameIt(workload: WorkloadName, container: string, target: RolloutTarget | undefined): string {
  const name = workloadText(workload);
  const [tag = 'TAG'] = target?.tags ?? [];
  const trigger =
    target?.stream === undefined
      ? ''
      : `; or let it follow the tag: oc set triggers ${name} --from-image=${target.project}/${target.stream}:${tag} -c ${container} -n ${workload.project}`;
  return `name the container in "rollout": ${name}[${container}]${trigger}`;
}
