import type { RolloutPlan, RolloutTarget, RunningPod, WorkloadName } from '../../core/ports/rollouts.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import type { Api } from '../api/api.ts';
import { gitOpsOwner } from '../gitops/owner.ts';
import { chooseContainers, imageNames, severalRevisions } from '../containers/container-choice.ts';
import { annotationTriggers } from '../workloads/image-triggers.ts';
import type { ClusterContext } from '../api/watch-objects.ts';
import { imagesOf, podTemplateOf, templateRuns } from '../workloads/pod-template.ts';
import { isLiving, readPods, toRunningPod } from '../workloads/pods.ts';
import { missedDeadlineAt } from './deployment-status.ts';
import { workloadPlace, readWorkload } from './rollout-run.ts';
import type { TemplateRules } from './template-rules.ts';

/**
 * Plans the rollout of a workload whose triggers are in an annotation.
 * @throws PromoteError WORKLOAD_NOT_FOUND, ROLLOUT_PAUSED, INPUT_INVALID; ROLLOUT_FAILED when no container uses the image
 */
export async function planTemplate(
  { api, log }: ClusterContext,
  rules: TemplateRules,
  workload: WorkloadName,
  targets: readonly RolloutTarget[],
  signal: AbortSignal,
): Promise<RolloutPlan> {
  const object = await readWorkload(api, workload, signal);
  rules.requireRollable(api, workload, object);
  const { triggers, unreadable } = annotationTriggers(object);
  if (unreadable) {
    log(
      `the annotation image.openshift.io/triggers of ${workloadPlace(workload)} cannot be read, so no image trigger works: is "paused" a text instead of true or false?`,
    );
  }
  const choice = await chooseContainers(api, workload, { object, triggers }, targets, signal);
  const { wanted } = choice;
  const containers = [...wanted.keys()];
  const isTriggered = choice.triggered.length === containers.length;
  const isSet = templateRuns(object, wanted);
  const progress = rules.progress(object);
  const missed = missedDeadlineAt(object);
  const managedBy = gitOpsOwner(object);
  return {
    workload,
    revisionBefore: await rules.revision(api, workload, object, signal),
    // the image is already set, but its rollout failed: only new pods retry it
    method: isSet && progress.kind === 'failed' ? 'restart' : isTriggered ? 'trigger' : 'set-image',
    containers,
    images: imageNames(wanted),
    // a CronJob has no revisions
    ...(workload.kind === 'cronjob' ? {} : severalRevisions(object, choice)),
    replicas: rules.replicas(object),
    ...(workload.kind === 'cronjob' ? { imagesBefore: namedImages(object, containers) } : {}),
    ...(progress.kind === 'progressing' ? { underWay: progress.message } : {}),
    ...(missed === undefined ? {} : { missedDeadlineAt: missed }),
    ...(managedBy === undefined ? {} : { managedBy, isSet }),
  };
}

function namedImages(object: JsonObject, names: readonly string[]): Readonly<Record<string, string>> {
  const images = imagesOf(object, names);
  return Object.fromEntries(names.map((name, index) => [name, images[index] ?? '']));
}

/** The pods of one revision, except terminating ones. */
export async function listTemplatePods(
  api: Api,
  rules: TemplateRules,
  workload: WorkloadName,
  revision: string | undefined,
  signal: AbortSignal,
): Promise<readonly RunningPod[]> {
  const object = await readWorkload(api, workload, signal);
  if (workload.kind === 'cronjob') return [podToCome(object)];
  const wanted = revision ?? (await rules.revision(api, workload, object, signal));
  const selection = await rules.pods(api, workload, object, wanted, signal);
  if (selection === undefined) return [];
  const pods = await readPods(api, selection, signal);
  return pods.filter(isLiving).map(toRunningPod);
}

/** A placeholder for the pod of the next job, which does not exist yet. */
function podToCome(job: JsonObject): RunningPod {
  const { imageDigests } = toRunningPod({ ...podTemplateOf(job), status: {} });
  return { name: 'next job', ready: true, imageDigests };
}
