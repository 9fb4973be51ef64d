import { setTimeout as wait } from 'node:timers/promises';
import { cancelled } from '../../src/core/text/errors.ts';
import type { Clock } from '../../src/core/ports/clock.ts';

/** A clock whose time runs `factor` times as fast: deadlines of minutes pass in a second, in their right order. */
export function fastClock(factor: number): Clock {
  const startMs = performance.now();
  return {
    nowMs: () => (performance.now() - startMs) * factor,
    date: () => new Date(Date.UTC(2026, 0, 1)),
    async sleep(durationMs, signal) {
      try {
        await wait(durationMs / factor, undefined, { signal });
      } catch {
        throw cancelled(signal);
      }
    },
  };
}
