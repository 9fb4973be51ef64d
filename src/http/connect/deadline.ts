import { cancelled } from '../../core/text/errors.ts';

/** A signal that follows another one and ends by itself after a time. Release it when the work is done. */
export interface Deadline {
  readonly signal: AbortSignal;
  release(): void;
}

/** @param onTime the reason of the signal when the time is up; when `parent` ends first it is its PromoteError */
export function deadline(parent: AbortSignal, durationMs: number, onTime: () => Error): Deadline {
  const controller = new AbortController();
  const follow = (): void => controller.abort(cancelled(parent));
  const timer = setTimeout(() => controller.abort(onTime()), durationMs);
  if (parent.aborted) follow();
  else parent.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    release: () => {
      clearTimeout(timer);
      parent.removeEventListener('abort', follow);
    },
  };
}
