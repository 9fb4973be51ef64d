import { cancelled, throwIfCancelled } from '../../core/text/errors.ts';

/** Runs bodies with the same key one at a time, in order of arrival; the next one runs even if the last one failed. */
export interface KeyedLock {
  withLock<Result>(key: string, signal: AbortSignal, body: () => Promise<Result>): Promise<Result>;
}

export function createKeyedLock(): KeyedLock {
  /** for every key in use: resolves when the last queued body has ended */
  const tails = new Map<string, Promise<void>>();
  return {
    async withLock(key, signal, body) {
      const before = tails.get(key);
      let release = (): void => undefined;
      const ended = new Promise<void>((resolve) => {
        release = resolve;
      });
      // later callers wait for all earlier ones, even if this one stops waiting
      const tail = before === undefined ? ended : before.then(() => ended);
      tails.set(key, tail);
      try {
        if (before !== undefined) await orCancelled(before, signal);
        throwIfCancelled(signal);
        return await body();
      } finally {
        release();
        if (tails.get(key) === tail) tails.delete(key);
      }
    },
  };
}

async function orCancelled(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  throwIfCancelled(signal);
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => {
      reject(cancelled(signal));
    };
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
