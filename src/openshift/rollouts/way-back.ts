import { PromoteError } from '../../core/text/errors.ts';
import type { RolloutPlan, RolloutProgress } from '../../core/ports/rollouts.ts';
import { withDeadline } from '../api/deadline.ts';
import type { Viewer } from '../api/observe.ts';
import { errorPlace, workloadPlace } from './rollout-run.ts';

export interface WayBackOptions {
  readonly timeoutMs: number;
  readonly onProgress: (progress: RolloutProgress) => void;
}

export function noWayBack({ api }: Viewer, plan: RolloutPlan): PromoteError {
  return new PromoteError({
    code: 'ROLLOUT_FAILED',
    message: `${workloadPlace(plan.workload)} has no complete revision from before to go back to`,
    hint: 'it had none, or its history was cleaned up (revisionHistoryLimit): roll out a version that works',
    where: errorPlace(api),
  });
}

export function failedWayBack({ api }: Viewer, plan: RolloutPlan, why: string): PromoteError {
  return new PromoteError({
    code: 'ROLLOUT_FAILED',
    message: `${workloadPlace(plan.workload)} did not get back to revision ${plan.revisionBefore ?? 'none'}: ${why}`,
    where: errorPlace(api),
  });
}

/** @throws PromoteError ROLLOUT_TIMED_OUT */
export function withinTime<Result>(
  viewer: Viewer,
  plan: RolloutPlan,
  timeoutMs: number,
  signal: AbortSignal,
  body: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  return withDeadline(viewer.clock, timeoutMs, signal, body, () => {
    throw new PromoteError({
      code: 'ROLLOUT_TIMED_OUT',
      message: `${workloadPlace(plan.workload)} was not back after ${Math.round(timeoutMs / 1000)} s`,
      where: errorPlace(viewer.api),
    });
  });
}
