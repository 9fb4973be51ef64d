import { setTimeout as wait } from 'node:timers/promises';
import { cancelled, throwIfCancelled } from '../../src/core/text/errors.ts';
import type { Clock } from '../../src/core/ports/clock.ts';

/** The clock of the machine. */
export const realClock: Clock = {
  nowMs: () => performance.now(),
  date: () => new Date(),
  async sleep(durationMs, signal) {
    try {
      await wait(durationMs, undefined, { signal });
    } catch {
      throw cancelled(signal);
    }
  },
};

export interface ManualClock extends Clock {
  /** what was slept, in order */
  readonly sleeps: readonly number[];
  advance(durationMs: number): void;
}

/** A clock that moves only when it is advanced or a caller sleeps, which takes no real time. */
export function manualClock(startMs = 0): ManualClock {
  let now = startMs;
  const sleeps: number[] = [];
  return {
    sleeps,
    nowMs: () => now,
    date: () => new Date(Date.UTC(2026, 0, 1) + now),
    async sleep(durationMs, signal) {
      throwIfCancelled(signal);
      sleeps.push(durationMs);
      now += durationMs;
      // others get their turn, as in a real sleep
      await new Promise((resolve) => setImmediate(resolve));
    },
    advance(durationMs) {
      now += durationMs;
    },
  };
}
