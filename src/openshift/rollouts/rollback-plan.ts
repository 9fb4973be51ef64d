import { PromoteError } from '../../core/text/errors.ts';
import type { RolloutPlan, RolloutProgress } from '../../core/ports/rollouts.ts';
import { withDeadline } from '../api/deadline.ts';
import type { ClusterContext } from '../api/watch-objects.ts';
import { errorPlace, workloadPlace } from './rollout-run.ts';

export interface RollbackOptions {
  readonly timeoutMs: number;
  readonly onProgress: (progress: RolloutProgress) => void;
}

export function noRollback({ api }: ClusterContext, plan: RolloutPlan): PromoteError {
  return new PromoteError({
    code: 'ROLLOUT_FAILED',
    message: `${workloadPlace(plan.workload)} has no complete revision from before to go back to`,
    hint: 'it had none, or its history was cleaned up (revisionHistoryLimit): roll out a version that works',
    where: errorPlace(api),
  });
}

export function failedRollback({ api }: ClusterContext, plan: RolloutPlan, why: string): PromoteError {
  return new PromoteError({
    code: 'ROLLOUT_FAILED',
    message: `${workloadPlace(plan.workload)} did not get back to revision ${plan.revisionBefore ?? 'none'}: ${why}`,
    where: errorPlace(api),
  });
}

/** @throws PromoteError ROLLOUT_TIMED_OUT */
export function withinTime<Result>(
  context: ClusterContext,
  plan: RolloutPlan,
  timeoutMs: number,
  signal: AbortSignal,
  body: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  return withDeadline(context.clock, timeoutMs, signal, body, () => {
    throw new PromoteError({
      code: 'ROLLOUT_TIMED_OUT',
      message: `${workloadPlace(plan.workload)} was not back after ${Math.round(timeoutMs / 1000)} s`,
      where: errorPlace(context.api),
    });
  });
}
