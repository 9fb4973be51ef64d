import { errorOfProblems, problemsOf, PromoteError } from '../../core/text/errors.ts';
import type { PromoteOptions } from '../../core/options.ts';
import type { Cluster } from '../../core/ports/cluster.ts';
import type { RolloutResult } from '../../core/ports/rollouts.ts';
import { workloadText } from '../../core/progress-text.ts';
import { allOrFirstError } from '../run/concurrency.ts';
import type { RunState, PlannedRollout } from '../run/run-state.ts';
import { rolloutTarget } from '../run/rollout-target.ts';
import type { Ports } from '../run/ports.ts';

/**
 * Rolls all workloads out side by side. One that fails does not cut off the others: each ends on its own, then all
 * failures are thrown together. Those that ended well are part of the progress, also when others fail.
 * @throws PromoteError ROLLOUT_FAILED, ROLLOUT_TIMED_OUT
 */
export async function rollOut(
  options: Pick<PromoteOptions, 'wait' | 'timeoutMs'>,
  cluster: Cluster,
  ports: Ports,
  progress: Pick<RunState, 'planned' | 'rollouts'>,
  signal: AbortSignal,
): Promise<void> {
  const failures: PromoteError[] = [];
  await allOrFirstError(
    byWorkload(progress.planned).map((sequence) => async (inner: AbortSignal) => {
      for (const { plan, image } of await withFirstPlans(sequence, cluster, failures, inner)) {
        try {
          const result = await cluster.rollouts.rollOut(
            plan,
            rolloutTarget(image),
            {
              wait: options.wait,
              timeoutMs: options.timeoutMs,
              onProgress: (step) => {
                ports.reporter.rolloutProgress(step);
              },
            },
            inner,
          );
          progress.rollouts = [...progress.rollouts, { image, plan, result }];
          ports.reporter.info(describeResult(result));
        } catch (error) {
          if (!(error instanceof PromoteError) || error.code === 'CANCELLED') throw error;
          failures.push(error);
          return;
        }
      }
    }),
    signal,
  );
  const [first] = failures;
  if (first === undefined) return;
  throw failures.length === 1 ? first : errorOfProblems('ROLLOUT_FAILED', failures.flatMap(problemsOf));
}

/** What has only just been made can be looked at now. It need not run every image, but it must run one. */
async function withFirstPlans(
  sequence: readonly PlannedRollout[],
  cluster: Cluster,
  failures: PromoteError[],
  signal: AbortSignal,
): Promise<readonly PlannedRollout[]> {
  const ready: PlannedRollout[] = [];
  const refused: PromoteError[] = [];
  for (const each of sequence) {
    if (each.plan.method !== 'apply') {
      ready.push(each);
      continue;
    }
    try {
      const plan = await cluster.rollouts.plan(each.plan.workload, rolloutTarget(each.image), signal);
      // whatever revision it has by now is this promotion's
      ready.push({ ...each, plan: { ...plan, revisionBefore: undefined } });
    } catch (error) {
      if (!(error instanceof PromoteError) || error.code === 'CANCELLED') throw error;
      refused.push(error);
    }
  }
  const [first] = refused;
  if (ready.length === 0 && first !== undefined) failures.push(first);
  return ready;
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

/** Rollouts of the same workload, for several of its images, must not cancel each other. */
function byWorkload(planned: readonly PlannedRollout[]): readonly (readonly PlannedRollout[])[] {
  const groups = new Map<string, PlannedRollout[]>();
  for (const rollout of planned) {
    const { project, kind, name } = rollout.plan.workload;
    const key = `${project}/${kind}/${name}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [rollout]);
    else group.push(rollout);
  }
  return [...groups.values()];
}
