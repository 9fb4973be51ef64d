import { setTimeout as wait } from 'node:timers/promises';
import { onTestFinished, vi } from 'vitest';

/** What has been written to a loopback socket is read, and what that causes is done, within as many turns of the event loop. */
const QUIET_TURNS = 20;

/** Goes round the event loop until `observed` has said the same for a while. */
export async function untilQuiet(observed: () => unknown = () => undefined): Promise<void> {
  let before = observed();
  for (let turns = 0; turns < QUIET_TURNS; turns += 1) {
    await wait(1);
    const now = observed();
    if (now !== before) turns = 0;
    before = now;
  }
}

/** Time limits of this process that are reached only when a test says so, whatever the speed of the machine. */
export interface StoppedTime {
  /** Lets time go by, after all that is on its way has arrived. @param observed what must not change any more before */
  pass(durationMs: number, observed?: () => unknown): Promise<void>;
  /** Lets time go by, again and again, until a promise has settled. */
  passUntil<Result>(promise: Promise<Result>, durationMs: number, observed?: () => unknown): Promise<Result>;
}

/**
 * Stops `setTimeout` and `performance.now` until the test ends. Call it before anything takes the time. Sockets go on, as does
 * what waits with `node:timers/promises`.
 */
export function stopTime(): StoppedTime {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const pass: StoppedTime['pass'] = async (durationMs, observed) => {
    await untilQuiet(observed);
    vi.advanceTimersByTime(durationMs);
  };
  return {
    pass,
    async passUntil(promise, durationMs, observed) {
      let isSettled = false;
      const settled = (): void => {
        isSettled = true;
      };
      promise.then(settled, settled);
      while (!isSettled) await pass(durationMs, observed);
      return promise;
    },
  };
}
