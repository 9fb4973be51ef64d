import { withGracePeriod } from '../run/concurrency.ts';
import { runPhase, type Run } from '../run/run.ts';
import type { PlannedRollout } from '../run/run-state.ts';
import { rollBack } from './roll-back.ts';

// A cancelled job is killed seconds later: the tags and the start of the way back must fit in.
const CANCELLED_MS = 7_000;

/** @returns what went wrong with it; undefined: nothing */
export async function undo(run: Run): Promise<unknown> {
  // also a job that is cancelled while it goes back goes on with it
  const back = { ...run, signal: withGracePeriod(run.signal, CANCELLED_MS) };
  const { applied, phases, planned } = run.state;
  const started =
    applied.length > 0 || phases.some(({ phase }) => phase === 'roll out') || triggersMayHaveActed(planned);
  // what did not exist before has no revision to go back to: it is removed
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
