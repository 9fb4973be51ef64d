import { PromoteError } from '../../core/text/errors.ts';
import type { Run } from './run.ts';
import type { TemporaryObject } from './run-state.ts';

// A cancelled job is killed seconds later.
const CANCELLED_MS = 4_000;

/**
 * Deletes temporary objects, the last one first. An object that cannot be deleted is reported but neither stops the others nor
 * changes the outcome of the run, which is known by now.
 */
export async function removeTemporaryObjects(
  { ports: { reporter }, state, signal: cancellation }: Run,
  when: TemporaryObject['goes'],
): Promise<void> {
  const going = state.made.filter(({ goes }) => when === 'on failure' || goes === 'always');
  state.made = state.made.filter((thing) => !going.includes(thing));
  for (const { name, remove } of [...going].reverse()) {
    const signal = cancellation.aborted ? AbortSignal.timeout(CANCELLED_MS) : cancellation;
    try {
      const isGone = await remove(signal);
      reporter.info(isGone ? `removed ${name}` : `${name} stays: it is needed`);
    } catch (error) {
      if (!(error instanceof PromoteError)) throw error;
      reporter.warning(`${name} could not be removed: ${error.message}`);
    }
  }
}
