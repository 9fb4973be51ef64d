import type { PromoteOptions } from '../../core/options.ts';
import type { Cluster } from '../../core/ports/cluster.ts';
import { allOrFirstError } from '../run/concurrency.ts';
import type { Ports } from '../run/ports.ts';
import type { PlannedRollout } from '../run/run-state.ts';

/**
 * Lets rollouts come to their end that a moved tag would cancel. Whoever started them would not know why they failed.
 * @throws PromoteError ROLLOUT_TIMED_OUT while nothing has changed yet
 */
export async function waitForRollouts(
  planned: readonly PlannedRollout[],
  options: Pick<PromoteOptions, 'timeoutMs'>,
  cluster: Cluster,
  ports: Ports,
  signal: AbortSignal,
): Promise<void> {
  const { timeoutMs } = options;
  const onProgress = ports.reporter.rolloutProgress.bind(ports.reporter);
  await allOrFirstError(
    planned
      .filter(({ plan }) => plan.underWay !== undefined)
      .map(
        ({ plan }) =>
          (inner) =>
            cluster.rollouts.waitUntilIdle(plan, { timeoutMs, onProgress }, inner),
      ),
    signal,
  );
}
