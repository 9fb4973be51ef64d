import { setTimeout as delay } from 'node:timers/promises';
import { cancelled } from '../../core/text/errors.ts';
import type { Clock } from '../../core/ports/clock.ts';

/** The clock of this machine. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  date: () => new Date(),
  sleep: async (durationMs, signal) => {
    try {
      await delay(durationMs, undefined, { signal });
    } catch {
      throw cancelled(signal);
    }
  },
};
