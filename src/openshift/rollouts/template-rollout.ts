import { PromoteError } from '../../core/text/errors.ts';
import type { RolloutResult } from '../../core/ports/rollouts.ts';
import { workloadText } from '../../core/progress-text.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { noContainer } from '../containers/container-errors.ts';
import { alongside, withDeadline } from '../api/deadline.ts';
import { notDelivered, watchOwner } from './delivery.ts';
import { describeCommand, explainRollout } from './diagnosis.ts';
import { selectOne, watchUntil } from '../api/watch-objects.ts';
import {
  imagesText,
  templateNames,
  templateRuns,
  imagesOf,
  type WantedImages,
} from '../workloads/pod-template.ts';
import {
  errorPlace,
  missingWorkload,
  pausedError,
  resultOf,
  say,
  startedResult,
  triggerPatienceMs,
  watchPods,
  workloadPlace,
  type RolloutOutcome,
  type RolloutRun,
  readWorkload,
} from './rollout-run.ts';
import { restart, setImages } from './set-image.ts';
import type { TemplateRun, TemplateProgress, TemplateRules } from './template-rules.ts';
import type { Digest } from '../../core/image/digest.ts';
import { collectionPath, workloadPath } from '../api/api-path.ts';

/** The state of the workload that was last seen. */
interface Sight {
  object: JsonObject | undefined;
  status: TemplateStatus | undefined;
}

/**
 * Rolls a workload out to the digest by changing its pod template, and waits until the revision that runs the digest is
 * complete.
 * @throws PromoteError ROLLOUT_FAILED, ROLLOUT_TIMED_OUT, ROLLOUT_PAUSED
 */
export async function rollOutTemplate(run: TemplateRun, signal: AbortSignal): Promise<RolloutResult> {
  const { timeoutMs } = run.options;
  const sight: Sight = { object: undefined, status: undefined };
  const outcome = await withDeadline<RolloutOutcome>(
    run.context.clock,
    timeoutMs,
    signal,
    async (inner) => {
      const object = await readWorkload(run.context.api, run.plan.workload, inner);
      const result = await start(run, object, inner);
      if (result !== undefined) return { kind: 'done', result };
      return alongside(
        inner,
        () =>
          alongside(
            inner,
            () => follow(run, sight, inner),
            (beside) => assist(run, beside),
          ),
        (beside) => watchPods(run, beside),
      );
    },
    () => ({ kind: 'timed out' }),
  );
  switch (outcome.kind) {
    case 'done':
      return outcome.result;
    case 'failed':
      throw await explainFailure(run, sight, 'ROLLOUT_FAILED', outcome.what, signal);
    case 'timed out': {
      if (run.delivery?.isThere === false) throw notDelivered(run, run.delivery, imagesSeen(sight));
      const what = `not complete after ${Math.round(timeoutMs / 1000)} s (${sightText(run, sight)})`;
      throw await explainFailure(run, sight, 'ROLLOUT_TIMED_OUT', what, signal);
    }
  }
}

function imagesSeen({ status }: Sight): string | undefined {
  return status?.kind === 'other-image' ? imagesText(status.images) : undefined;
}

async function assist({ rules, ...run }: TemplateRun, signal: AbortSignal): Promise<void> {
  if (run.delivery !== undefined) {
    await watchOwner(run, run.delivery, signal);
    return;
  }
  const tell = (text: string): void => {
    say(run, text);
  };
  await rules.assist?.(run.context, run.plan.workload, 'there', tell, signal);
}

/** @param missedBefore see `TemplateRules.progress` */
function statusOf(
  { rules, wanted, delivery }: TemplateRun,
  object: JsonObject,
  missedBefore?: string,
): TemplateStatus {
  // the image may be written by its tag
  if (delivery !== undefined && templateNames(object, wanted)) return rules.progress(object, missedBefore);
  return templateStatus(rules, object, wanted, missedBefore);
}

/** Starts the rollout unless a trigger already does. Returns the result if there is nothing to wait for. */
async function start(
  run: TemplateRun,
  object: JsonObject,
  signal: AbortSignal,
): Promise<RolloutResult | undefined> {
  const { api, clock } = run.context;
  const { workload, method, revisionBefore } = run.plan;
  if (run.wanted.size === 0) throw noContainer(workload, object, run.targets, errorPlace(api));
  if (run.delivery !== undefined) return undefined;
  const path = workloadPath(workload);
  const status = statusOf(run, object);
  switch (status.kind) {
    case 'paused':
      throw pausedError(api, workload);
    case 'complete': {
      const revision = await run.rules.revision(api, workload, object, signal);
      return revision === revisionBefore ? resultOf(run, revision) : undefined;
    }
    case 'failed': {
      // an earlier revision's failure does not predict the outcome of a new attempt
      const revision = await run.rules.revision(api, workload, object, signal);
      if (revision !== revisionBefore) return undefined;
      say(run, `revision ${revision ?? 'unknown'} has failed before: restarting it`);
      await restart(api, path, clock.date(), signal);
      return undefined;
    }
    case 'unobserved':
    case 'progressing':
      return undefined;
    case 'other-image':
      if (method === 'trigger' && (await waitForTrigger(run, signal))) return undefined;
      await setImages(api, path, object, run.wanted, signal);
      return undefined;
  }
}

/** Returns false if the image trigger does not fire in time. */
async function waitForTrigger(run: TemplateRun, signal: AbortSignal): Promise<boolean> {
  const patienceMs = triggerPatienceMs(run);
  say(run, 'waiting for the image trigger');
  return withDeadline(
    run.context.clock,
    patienceMs,
    signal,
    async (inner) => {
      return watchWorkload(run, (object) => templateRuns(object, run.wanted) || undefined, inner);
    },
    () => {
      say(run, `the image trigger has not acted in ${Math.round(patienceMs / 1000)} s: setting the image`);
      return false;
    },
  );
}

/** Watches the workload until `judge` returns a result. @throws PromoteError WORKLOAD_NOT_FOUND when it is deleted */
function watchWorkload<Found>(
  { context, plan: { workload } }: RolloutRun,
  judge: (object: JsonObject) => Found | undefined | Promise<Found | undefined>,
  signal: AbortSignal,
): Promise<Found> {
  const judgeOne = ([object]: readonly JsonObject[]) => {
    if (object === undefined) throw missingWorkload(context.api, workload);
    return judge(object);
  };
  return watchUntil(context, selectOne(collectionPath(workload), workload.name), judgeOne, signal);
}

/** Waits for the outcome of the revision that runs the digest; other revisions are ignored. */
function follow(run: TemplateRun, sight: Sight, signal: AbortSignal): Promise<RolloutOutcome> {
  const { workload } = run.plan;
  const { api } = run.context;
  const judge = async (object: JsonObject): Promise<RolloutOutcome | undefined> => {
    const status = statusOf(run, object, run.plan.missedDeadlineAt);
    sight.object = object;
    sight.status = status;
    const { delivery } = run;
    if (delivery !== undefined) delivery.isThere = status.kind !== 'other-image';
    switch (status.kind) {
      case 'other-image':
        if (delivery !== undefined) return undefined;
        throw displaced(run, status.images);
      case 'paused':
        throw pausedError(api, workload);
      case 'unobserved':
        say(run, 'waiting for the controller to see the new image');
        return undefined;
      case 'complete':
        return {
          kind: 'done',
          result: resultOf(run, await run.rules.revision(api, workload, object, signal)),
        };
      case 'failed': {
        const revision = await run.rules.revision(api, workload, object, signal);
        return { kind: 'failed', what: `revision ${revision ?? 'unknown'} failed: ${status.message}` };
      }
      case 'progressing': {
        const revision = await run.rules.revision(api, workload, object, signal);
        if (!run.options.wait) return { kind: 'done', result: startedResult(run, revision) };
        say(run, status.message);
        await findPods(run, object, revision, signal);
        return undefined;
      }
    }
  };
  return watchWorkload(run, judge, signal);
}

/** Locates the pods of the revision. Looked up once, because the location does not change. */
async function findPods(
  run: TemplateRun,
  object: JsonObject,
  revision: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (run.pods !== undefined && run.pods.revision === revision) return;
  const { context, plan, rules } = run;
  try {
    run.pods = (await rules.pods(context.api, plan.workload, object, revision, signal)) ?? run.pods;
  } catch (error) {
    // the account may not list ReplicaSets, or the API is down: the rollout continues without pod diagnostics
    if (!(error instanceof PromoteError) || signal.aborted) throw error;
  }
}

function displaced(run: RolloutRun, images: readonly string[]): PromoteError {
  const { workload } = run.plan;
  return new PromoteError({
    code: 'ROLLOUT_FAILED',
    message: `${workloadPlace(workload)}: its image was changed to ${imagesText(images)} while it was rolled out`,
    hint: `look at what sets it (an image trigger, an operator, GitOps, another pipeline): oc get ${workloadText(workload)} -n ${workload.project} -o yaml --show-managed-fields`,
    where: errorPlace(run.context.api),
  });
}

function sightText(run: RolloutRun, { status }: Sight): string {
  switch (status?.kind) {
    case undefined:
      return run.said ?? 'it could not be looked at';
    case 'progressing':
      return status.message;
    case 'unobserved':
      return 'the controller has not seen the new image';
    case 'other-image':
    case 'paused':
    case 'failed':
    case 'complete':
      return status.kind;
  }
}

async function explainFailure(
  run: TemplateRun,
  { object }: Sight,
  code: 'ROLLOUT_FAILED' | 'ROLLOUT_TIMED_OUT',
  what: string,
  signal: AbortSignal,
): Promise<PromoteError> {
  if (object !== undefined) {
    const revision = await run.rules.revision(run.context.api, run.plan.workload, object, signal);
    await findPods(run, object, revision, signal);
  }
  const suspect = { code, what, object, controller: run.pods?.owner, log: undefined };
  return explainRollout(run, { ...suspect, look: describeCommand(run) }, signal);
}

/** The progress of a workload towards the images it should run. */
type TemplateStatus =
  /** its template has another image */
  TemplateProgress | { readonly kind: 'other-image'; readonly images: readonly string[] };

export function templateStatus(
  rules: TemplateRules,
  object: JsonObject,
  wanted: WantedImages<{ readonly digest: Digest }>,
  missedBefore?: string,
): TemplateStatus {
  if (templateRuns(object, wanted)) return rules.progress(object, missedBefore);
  return { kind: 'other-image', images: imagesOf(object, [...wanted.keys()]) };
}
