import { errorOfProblems, problemsOf, PromoteError } from '../../core/text/errors.ts';
import type { Cluster } from '../../core/ports/cluster.ts';
import type { RolloutResult } from '../../core/ports/rollouts.ts';
import { workloadText } from '../../core/progress-text.ts';
import { allOrFirstError } from '../run/concurrency.ts';
import type { Run } from '../run/run.ts';
import type { PlannedRollout } from '../run/run-state.ts';
import { rolloutTarget, usedImages } from '../run/rollout-target.ts';

/**
 * Rolls out all workloads concurrently. A failure does not stop the other rollouts: all failures are thrown together once every
 * rollout has ended. Successful rollouts are recorded in the state even when others fail.
 * @throws PromoteError ROLLOUT_FAILED, ROLLOUT_TIMED_OUT
 */
export async function rollOut({ options, ports, state, signal }: Run, cluster: Cluster): Promise<void> {
  const failures: PromoteError[] = [];
  await allOrFirstError(
    state.planned.map((planned) => async (inner: AbortSignal) => {
      const noteStart = (): void => {
        if (!state.started.includes(planned)) state.started = [...state.started, planned];
      };
      try {
        const { plan, images } = await withFirstPlan(planned, cluster, inner);
        const result = await cluster.rollouts.rollOut(
          plan,
          images.map(rolloutTarget),
          {
            wait: options.wait,
            timeoutMs: options.timeoutMs,
            onProgress: (step) => {
              noteStart();
              ports.reporter.rolloutProgress(step);
            },
          },
          inner,
        );
        noteStart();
        state.rollouts = [...state.rollouts, { images, plan, result }];
        ports.reporter.info(describeResult(result));
      } catch (error) {
        if (!(error instanceof PromoteError) || error.code === 'CANCELLED') throw error;
        failures.push(error);
      }
    }),
    signal,
  );
  const [first] = failures;
  if (first === undefined) return;
  throw failures.length === 1 ? first : errorOfProblems('ROLLOUT_FAILED', failures.flatMap(problemsOf));
}

/** Plans the rollouts of workloads that this run created. */
async function withFirstPlan(
  planned: PlannedRollout,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<PlannedRollout> {
  const { plan, images } = planned;
  if (plan.method !== 'apply') return planned;
  const found = await cluster.rollouts.plan(plan.workload, images.map(rolloutTarget), signal);
  // its current revision belongs to this promotion
  return { plan: { ...found, revisionBefore: undefined }, images: usedImages(found, images) };
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
