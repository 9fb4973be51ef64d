import { setMaxListeners } from 'node:events';
import { throwIfCancelled } from '../../core/text/errors.ts';

type Task<Result> = (signal: AbortSignal) => Promise<Result>;
type Results<Tasks extends readonly Task<unknown>[]> = {
  -readonly [Index in keyof Tasks]: Tasks[Index] extends Task<infer Result> ? Result : never;
};

/**
 * Runs tasks concurrently. The first failure aborts the others and is thrown once all of them have ended, so that no task
 * outlives the call.
 */
export async function allOrFirstError<const Tasks extends readonly Task<unknown>[]>(
  tasks: Tasks,
  signal: AbortSignal,
): Promise<Results<Tasks>> {
  throwIfCancelled(signal);
  const stop = new AbortController();
  const inner = AbortSignal.any([signal, stop.signal]);
  // every request in flight adds a listener: many listeners are no leak here
  setMaxListeners(0, inner);
  let failure: { readonly error: unknown } | undefined;
  const settled = tasks.map(async (task) => {
    try {
      return await task(inner);
    } catch (error) {
      failure ??= { error };
      stop.abort(error);
      return undefined;
    }
  });
  const results = await Promise.all(settled);
  if (failure !== undefined) throw failure.error;
  return results as Results<Tasks>;
}

/** Works through `queues` in order with `workers` at a time; every worker takes from the first queue that has work. */
export function workers(count: number, queues: readonly Task<void>[][]): Task<void>[] {
  const next = (): Task<void> | undefined => {
    for (const queue of queues) {
      const task = queue.shift();
      if (task !== undefined) return task;
    }
    return undefined;
  };
  return Array.from({ length: count }, () => async (signal: AbortSignal) => {
    for (let task = next(); task !== undefined; task = next()) {
      throwIfCancelled(signal);
      await task(signal);
    }
  });
}

/**
 * A signal that is aborted `graceMs` after another one. For requests that change something: one that is cut off leaves it unknown
 * whether the server carried it out.
 */
export function withGracePeriod(signal: AbortSignal, graceMs: number): AbortSignal {
  const later = new AbortController();
  const onAbort = (): void => {
    AbortSignal.timeout(graceMs).addEventListener('abort', () => {
      later.abort(signal.reason);
    });
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  return later.signal;
}
