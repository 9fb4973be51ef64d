/** Barks when we have waited for somebody for too long: nothing came for a time, or next to nothing for ten times that. */
export class Watchdog {
  readonly #durationMs: number;
  readonly #bark: () => void;
  #timer: NodeJS.Timeout | undefined;
  /** undefined: it is not the other side's turn */
  #waitingSinceMs: number | undefined;
  #waitedMs = 0;
  #cameBytes = 0;

  constructor(durationMs: number, bark: () => void) {
    this.#durationMs = durationMs;
    this.#bark = bark;
  }

  /** Starts waiting. */
  arm(): void {
    this.#waitingSinceMs ??= performance.now();
    // refreshing is cheap; making a timer for each of ten thousand pieces is not
    if (this.#timer === undefined) this.#timer = setTimeout(() => this.#expire(), this.#durationMs);
    else this.#timer.refresh();
  }

  /** It is not the other side's turn. */
  disarm(): void {
    if (this.#waitingSinceMs !== undefined) this.#waitedMs += performance.now() - this.#waitingSinceMs;
    this.#waitingSinceMs = undefined;
  }

  /** Something has come. */
  progress(countBytes: number): void {
    this.#cameBytes += countBytes;
    if (this.#waitingSinceMs === undefined) return;
    this.disarm();
    this.arm();
    if (this.#waitedMs < this.#durationMs * TRICKLE_DURATIONS) return;
    const isTrickle = this.#cameBytes < (this.#waitedMs / 1000) * TRICKLE_BYTES_PER_SECOND;
    this.#waitedMs = 0;
    this.#cameBytes = 0;
    if (isTrickle) this.#bark();
  }

  stop(): void {
    this.#waitingSinceMs = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #expire(): void {
    if (this.#waitingSinceMs !== undefined) this.#bark();
  }
}

/** A byte now and then keeps a connection alive for ever, and the job with it. */
const TRICKLE_BYTES_PER_SECOND = 100;
const TRICKLE_DURATIONS = 10;
