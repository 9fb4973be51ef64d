import { cancelled, throwIfCancelled } from '../../src/core/text/errors.ts';
import type { Clock } from '../../src/core/ports/clock.ts';
import type { Transport } from '../../src/http/exchange/exchange.ts';

/**
 * A clock whose time passes only while nothing else moves: when no request of its transports is on its way and the event loop
 * has gone round with nothing new, it jumps to the next moment that a caller waits for. So minutes pass at once, and what
 * happens in them happens in the same order on any machine.
 */
export interface QuietClock extends Clock {
  /** Does something at a moment of this clock. */
  after(durationMs: number, act: () => void): void;
  /** The same transport; time stands still while a request of it waits for its reply. */
  watching(transport: Transport): Transport;
}

/** What has been written to a loopback socket is read, and what that causes is done, within a few. */
const QUIET_TURNS = 10;

/** @param observed what else must not change any more before time passes */
export function quietClock(observed: () => unknown = () => undefined): QuietClock {
  const waiting = new Set<{ readonly dueMs: number; readonly wake: () => void }>();
  let nowMs = 0;
  let requests = 0;
  let quietTurns = 0;
  let before = observed();
  let isRunning = false;

  const run = async (): Promise<void> => {
    isRunning = true;
    while (waiting.size > 0) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      const now = observed();
      quietTurns = requests > 0 || now !== before ? 0 : quietTurns + 1;
      before = now;
      if (quietTurns < QUIET_TURNS) continue;
      quietTurns = 0;
      const [next] = [...waiting].sort((one, other) => one.dueMs - other.dueMs);
      if (next === undefined) continue;
      waiting.delete(next);
      nowMs = next.dueMs;
      next.wake();
    }
    isRunning = false;
  };
  /** @returns a function that takes it back */
  const wakeAt = (durationMs: number, wake: () => void): (() => void) => {
    const sleeper = { dueMs: nowMs + durationMs, wake };
    waiting.add(sleeper);
    quietTurns = 0;
    if (!isRunning) void run();
    return () => waiting.delete(sleeper);
  };
  const counted = async <Reply>(reply: Promise<Reply>): Promise<Reply> => {
    requests += 1;
    try {
      return await reply;
    } finally {
      requests -= 1;
      quietTurns = 0;
    }
  };
  return {
    nowMs: () => nowMs,
    date: () => new Date(Date.UTC(2026, 0, 1) + nowMs),
    sleep(durationMs, signal) {
      throwIfCancelled(signal);
      return new Promise((resolve, reject) => {
        const onAbort = (): void => {
          takeBack();
          reject(cancelled(signal));
        };
        const takeBack = wakeAt(durationMs, () => {
          signal.removeEventListener('abort', onAbort);
          resolve();
        });
        signal.addEventListener('abort', onAbort, { once: true });
      });
    },
    after: (durationMs, act) => void wakeAt(durationMs, act),
    watching: (transport) => ({
      side: transport.side,
      send: (request, signal) => counted(transport.send(request, signal)),
      open: (request, signal) => counted(transport.open(request, signal)),
      relay: (request, signal) => counted(transport.relay(request, signal)),
      close: () => transport.close(),
    }),
  };
}
