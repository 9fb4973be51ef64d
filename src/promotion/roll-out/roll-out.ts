import { errorOfProblems, problemsOf, PromoteError } from '../../core/text/errors.ts';
import type { PromoteOptions } from '../../core/options.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Cluster } from '../../core/ports/cluster.ts';
import type { CommitReport } from '../../core/ports/gitops.ts';
import type { RolloutPlan, RolloutResult } from '../../core/ports/rollouts.ts';
import { workloadText } from '../../core/progress-text.ts';
import { allOrFirstError } from '../run/concurrency.ts';
import type { Run } from '../run/run.ts';
import type { DoneRollout, PlannedRollout } from '../run/run-state.ts';
import { rolloutTarget, usedImages } from '../run/rollout-target.ts';

/**
 * Rolls out all workloads concurrently. A failure does not stop the other rollouts: all failures are thrown together once every
 * rollout has ended. Successful rollouts are recorded in the state even when others fail.
 * @throws PromoteError ROLLOUT_FAILED, ROLLOUT_TIMED_OUT
 */
export async function rollOut({ options, ports, state, signal }: Run, cluster: Cluster): Promise<void> {
  const failures: PromoteError[] = [];
  const done = new Map<PlannedRollout, DoneRollout>();
  await allOrFirstError(
    state.planned.map((planned) => async (inner: AbortSignal) => {
      const noteStart = (): void => {
        if (!state.started.includes(planned)) state.started = [...state.started, planned];
      };
      try {
        const startMs = ports.clock.nowMs();
        const { plan, images } = await withFirstPlan(
          planned,
          cluster,
          { options, clock: ports.clock },
          inner,
        );
        const result = await cluster.rollouts.rollOut(
          plan,
          images.map(rolloutTarget),
          {
            wait: options.wait,
            timeoutMs: options.timeoutMs - (ports.clock.nowMs() - startMs),
            onProgress: (step) => {
              noteStart();
              ports.reporter.rolloutProgress(step);
            },
          },
          inner,
        );
        noteStart();
        done.set(planned, { images, plan, result });
        // in the order of the plan, whichever is complete first
        state.rollouts = state.planned.flatMap((each) => done.get(each) ?? []);
        ports.reporter.info(describeResult(result));
      } catch (error) {
        if (!(error instanceof PromoteError) || error.code === 'CANCELLED') throw error;
        failures.push(planned.plan.method === 'gitops' ? withCommit(error, state.commit) : error);
      }
    }),
    signal,
  );
  const [first] = failures;
  if (first === undefined) return;
  throw failures.length === 1 ? first : errorOfProblems('ROLLOUT_FAILED', failures.flatMap(problemsOf));
}

interface Patience {
  readonly options: Pick<PromoteOptions, 'wait' | 'timeoutMs'>;
  readonly clock: Clock;
}

/** Plans the rollouts of workloads that this run created, or that a commit creates. */
async function withFirstPlan(
  planned: PlannedRollout,
  cluster: Cluster,
  patience: Patience,
  signal: AbortSignal,
): Promise<PlannedRollout> {
  const { plan, images } = planned;
  const isDelivered = plan.method === 'gitops' && plan.containers.length === 0 && patience.options.wait;
  if (plan.method !== 'apply' && !isDelivered) return planned;
  const planNow = (): Promise<RolloutPlan> =>
    cluster.rollouts.plan(plan.workload, images.map(rolloutTarget), signal);
  const found = isDelivered ? await untilPlanned(planNow, patience, signal) : await planNow();
  const method = isDelivered ? 'gitops' : found.method;
  const managedBy = plan.managedBy ?? found.managedBy;
  // its current revision belongs to this promotion
  return {
    plan: { ...found, method, managedBy, revisionBefore: undefined },
    images: usedImages(found, images),
  };
}

const LOOK_EVERY_MS = 2_000;

/** Waits until the workload exists and names one of the images. */
async function untilPlanned(
  planNow: () => Promise<RolloutPlan>,
  { options: { timeoutMs }, clock }: Patience,
  signal: AbortSignal,
): Promise<RolloutPlan> {
  const startMs = clock.nowMs();
  for (;;) {
    try {
      return await planNow();
    } catch (error) {
      const { code, message, hint, where } = error instanceof PromoteError ? error : {};
      if (code !== 'WORKLOAD_NOT_FOUND' && code !== 'ROLLOUT_FAILED') throw error;
      if (clock.nowMs() - startMs < timeoutMs) await clock.sleep(LOOK_EVERY_MS, signal);
      else
        throw new PromoteError({
          code: 'ROLLOUT_TIMED_OUT',
          message: `nothing was deployed in ${Math.round(timeoutMs / 1000)} s: ${message ?? ''}`,
          hint,
          where,
        });
    }
  }
}

/** Adds the commit for which a workload was waited in vain. */
function withCommit(error: PromoteError, commit: CommitReport | undefined): PromoteError {
  if (commit === undefined) return error;
  const { code, message, hint, where, problems } = error;
  const { sha, branch, repository } = commit;
  const place = `branch ${branch}${repository === undefined ? '' : ` of ${repository}`}`;
  return new PromoteError({
    ...{ code, message, hint, where, cause: error.cause },
    problems: [...problems, { code, message: `the image is in commit ${sha} on ${place}` }],
  });
}

function describeResult(result: RolloutResult): string {
  const workload = `${workloadText(result.workload)} in ${result.workload.project}`;
  switch (result.status) {
    case 'unchanged':
      return `${workload} runs the promoted image already (revision ${result.revision ?? 'unknown'})`;
    case 'started':
      return `${workload} was started, not waited for (revision ${result.revision ?? 'unknown'})`;
    case 'complete':
      return `${workload} is complete: revision ${result.revisionBefore ?? 'none'} → ${result.revision ?? 'unknown'}`;
  }
}

/**
 * Waits for running rollouts that moving a tag would cancel, as their failure would be unexplained to those who started them.
 * @throws PromoteError ROLLOUT_TIMED_OUT while nothing has changed yet
 */
export async function waitForRollouts(
  { options: { timeoutMs }, ports, state, signal }: Run,
  cluster: Cluster,
): Promise<void> {
  const onProgress = ports.reporter.rolloutProgress.bind(ports.reporter);
  await allOrFirstError(
    state.planned
      .filter(({ plan }) => plan.underWay !== undefined)
      .map(
        ({ plan }) =>
          (inner) =>
            cluster.rollouts.waitUntilIdle(plan, { timeoutMs, onProgress }, inner),
      ),
    signal,
  );
}
