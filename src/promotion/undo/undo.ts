import { withGracePeriod } from '../run/concurrency.ts';
import { runPhase, type Run } from '../run/run.ts';
import type { PlannedRollout } from '../run/run-state.ts';
import { rollBack } from './roll-back.ts';

// CI kills a cancelled job within seconds: restoring the tags and starting the rollback must fit in.
const CANCELLED_MS = 7_000;

/** Rolls the destination back. @returns the error; undefined: it succeeded */
export async function undo(run: Run): Promise<unknown> {
  // a rollback continues even when the job is cancelled
  const back = { ...run, signal: withGracePeriod(run.signal, CANCELLED_MS) };
  const { applied, phases, planned } = run.state;
  const started =
    applied.length > 0 || phases.some(({ phase }) => phase === 'roll out') || triggersMayHaveActed(planned);
  // a workload that this run created has no previous revision and is deleted
  const rollouts = started ? planned.map(({ plan }) => plan).filter(({ method }) => method !== 'apply') : [];
  try {
    await runPhase(back, 'roll back', () => rollBack(back, rollouts));
    return undefined;
  } catch (error) {
    return error;
  }
}

/** A tag that has moved starts them by itself. */
function triggersMayHaveActed(planned: readonly PlannedRollout[]): boolean {
  return planned.some(({ plan }) => plan.method === 'trigger');
}
