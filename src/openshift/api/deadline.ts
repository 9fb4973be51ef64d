import { PromoteError } from '../../core/text/errors.ts';
import type { Clock } from '../../core/ports/clock.ts';

/**
 * Runs `body` for at most `timeoutMs`. On timeout its signal is aborted, and the outcome is what `onTimeout` returns or
 * throws. An abort by the caller is passed through.
 */
export async function withDeadline<Result>(
  clock: Clock,
  timeoutMs: number,
  signal: AbortSignal,
  body: (signal: AbortSignal) => Promise<Result>,
  onTimeout: () => Result | Promise<Result>,
): Promise<Result> {
  const stop = new AbortController();
  const ended = new AbortController();
  const alarm = clock.sleep(timeoutMs, AbortSignal.any([signal, ended.signal])).then(
    () => {
      stop.abort(new PromoteError({ code: 'TIMED_OUT', message: `not done after ${timeoutMs} ms` }));
    },
    () => undefined,
  );
  try {
    return await body(AbortSignal.any([signal, stop.signal]));
  } catch (error) {
    if (!stop.signal.aborted || signal.aborted) throw error;
    return await onTimeout();
  } finally {
    ended.abort();
    await alarm;
  }
}

/**
 * Runs a task beside `main` that ends when `main` does. Its errors do not affect `main`, unless they are bugs of this
 * program.
 */
export async function alongside<Result>(
  signal: AbortSignal,
  main: () => Promise<Result>,
  beside: (signal: AbortSignal) => Promise<void>,
): Promise<Result> {
  const stop = new AbortController();
  const done = beside(AbortSignal.any([signal, stop.signal])).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  try {
    return await main();
  } finally {
    stop.abort();
    const failure = await done;
    if (failure !== undefined && !(failure.error instanceof PromoteError)) throw failure.error;
  }
}
