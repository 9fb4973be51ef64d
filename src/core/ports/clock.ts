/** Time and randomness for the domain; tests provide their own. */
export interface Clock {
  /** milliseconds of a monotonic clock */
  nowMs(): number;
  /** the wall clock */
  date(): Date;
  /** resolves after `durationMs`; rejects with the error of the signal if it is aborted earlier */
  sleep(durationMs: number, signal: AbortSignal): Promise<void>;
}
