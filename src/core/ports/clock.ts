/** Time and chance, as the domain needs them; tests bring their own. */
export interface Clock {
  /** milliseconds of a monotonic clock */
  nowMs(): number;
  /** the wall clock */
  date(): Date;
  /** resolves after `durationMs`; rejects with the error of the signal when it is aborted before */
  sleep(durationMs: number, signal: AbortSignal): Promise<void>;
}
