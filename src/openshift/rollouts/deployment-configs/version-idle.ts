import type { JsonObject } from '../../../core/text/strict-json.ts';
import { PromoteError } from '../../../core/text/errors.ts';
import type { RolloutPlan, WorkloadName } from '../../../core/ports/rollouts.ts';
import { withDeadline } from '../../api/deadline.ts';
import { selectVersions } from './deployment-config.ts';
import { watchUntil, type ClusterContext } from '../../api/watch-objects.ts';
import { errorPlace, workloadPlace } from '../rollout-run.ts';
import { isEnded, readVersions, type ConfigVersion } from './version-status.ts';
import type { RollbackOptions } from '../rollback-plan.ts';

/** The versions of a DeploymentConfig, the newest first. */
export async function readVersionsNow(
  context: ClusterContext,
  workload: WorkloadName,
  signal: AbortSignal,
): Promise<readonly ConfigVersion[]> {
  return watchUntil(context, selectVersions(workload), readVersions, signal);
}

/** Waits until no version of a DeploymentConfig is in progress: a new one would cancel it (openshift-api.md §4.1). */
export async function untilIdle(
  context: ClusterContext,
  workload: WorkloadName,
  tell: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const isIdle = (controllers: readonly JsonObject[]): true | undefined => {
    const [latest] = readVersions(controllers);
    if (latest === undefined || isEnded(latest)) return true;
    tell(`${underWayText(latest)}: waiting for it, because a new version would cancel it`);
    return undefined;
  };
  await watchUntil(context, selectVersions(workload), isIdle, signal);
}

export function underWayText({ version, phase }: ConfigVersion): string {
  return `version ${version} is still ${phase.toLowerCase()}`;
}

/** Adds the version in progress to the plan of a DeploymentConfig. */
export async function withUnderWay(
  context: ClusterContext,
  plan: RolloutPlan,
  signal: AbortSignal,
): Promise<RolloutPlan> {
  // a config that was never rolled out has no versions
  if (plan.revisionBefore === undefined) return plan;
  const [latest] = await readVersionsNow(context, plan.workload, signal);
  return latest === undefined || isEnded(latest) ? plan : { ...plan, underWay: underWayText(latest) };
}

/** The same before a tag moves, with its own timeout. @throws PromoteError ROLLOUT_TIMED_OUT */
export async function waitUntilIdle(
  context: ClusterContext,
  { workload }: RolloutPlan,
  { timeoutMs, onProgress }: RollbackOptions,
  signal: AbortSignal,
): Promise<void> {
  const tell = (message: string): void => {
    onProgress({ workload, message });
  };
  await withDeadline(
    context.clock,
    timeoutMs,
    signal,
    (inner) => untilIdle(context, workload, tell, inner),
    () => {
      throw new PromoteError({
        code: 'ROLLOUT_TIMED_OUT',
        message: `the rollout of ${workloadPlace(workload)} that was under way before did not end in ${Math.round(timeoutMs / 1000)} s; nothing was changed`,
        hint: `look at it: oc rollout status dc/${workload.name} -n ${workload.project}; or end it: oc rollout cancel dc/${workload.name} -n ${workload.project}`,
        where: errorPlace(context.api),
      });
    },
  );
}
