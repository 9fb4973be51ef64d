/**
 * A signal that is aborted `graceMs` after another one: for a request that changes something and must not be cut off in the
 * middle, as nobody would know whether it was still carried out.
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
