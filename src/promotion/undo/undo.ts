import type { PromoteOptions } from '../../core/options.ts';
import { withGracePeriod } from '../run/grace-period.ts';
import { phaseRunner } from '../run/phase.ts';
import type { RunState, PlannedRollout } from '../run/run-state.ts';
import { rollBack } from './roll-back.ts';
import type { Ports } from '../run/ports.ts';

// A cancelled job is killed seconds later: the tags and the start of the way back must fit in.
const CANCELLED_MS = 7_000;

/** @returns what went wrong with it; undefined: nothing */
export async function undo(
  options: PromoteOptions,
  ports: Ports,
  { tagsBefore, planned, applied, phases }: RunState,
  cancellation: AbortSignal,
): Promise<unknown> {
  // also a job that is cancelled while it goes back goes on with it
  const signal = withGracePeriod(cancellation, CANCELLED_MS);
  const started =
    applied.length > 0 || phases.some(({ phase }) => phase === 'roll out') || triggersMayHaveActed(planned);
  // what did not exist before has no revision to go back to: it is removed
  const rollouts = started ? planned.map(({ plan }) => plan).filter(({ method }) => method !== 'apply') : [];
  try {
    await phaseRunner(
      ports,
      phases,
      signal,
    )('roll back', () => rollBack(tagsBefore, applied, rollouts, options.timeoutMs, ports, signal));
    return undefined;
  } catch (error) {
    return error;
  }
}

/** A tag that has moved starts them by itself. */
function triggersMayHaveActed(planned: readonly PlannedRollout[]): boolean {
  return planned.some(({ plan }) => plan.method === 'trigger');
}
