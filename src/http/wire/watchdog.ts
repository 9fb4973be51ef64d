/** Fails an exchange when the peer sends nothing for `durationMs`, or next to nothing for ten times that. */
export class Watchdog {
  readonly #durationMs: number;
  readonly #onTimeout: () => void;
  #timer: NodeJS.Timeout | undefined;
  /** undefined while nothing is expected from the peer */
  #waitingSinceMs: number | undefined;
  #waitedMs = 0;
  #cameBytes = 0;

  constructor(durationMs: number, onTimeout: () => void) {
    this.#durationMs = durationMs;
    this.#onTimeout = onTimeout;
  }

  /** Starts the clock: the peer has to send now. */
  arm(): void {
    this.#waitingSinceMs ??= performance.now();
    // refreshing a timer is cheap; creating one for each of ten thousand chunks is not
    if (this.#timer === undefined) this.#timer = setTimeout(() => this.#expire(), this.#durationMs);
    else this.#timer.refresh();
  }

  /** Stops the clock while nothing is expected from the peer. */
  disarm(): void {
    if (this.#waitingSinceMs !== undefined) this.#waitedMs += performance.now() - this.#waitingSinceMs;
    this.#waitingSinceMs = undefined;
  }

  /** Records received bytes. */
  progress(countBytes: number): void {
    this.#cameBytes += countBytes;
    if (this.#waitingSinceMs === undefined) return;
    this.disarm();
    this.arm();
    if (this.#waitedMs < this.#durationMs * TRICKLE_DURATIONS) return;
    const isTrickle = this.#cameBytes < (this.#waitedMs / 1000) * TRICKLE_BYTES_PER_SECOND;
    this.#waitedMs = 0;
    this.#cameBytes = 0;
    if (isTrickle) this.#onTimeout();
  }

  stop(): void {
    this.#waitingSinceMs = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #expire(): void {
    if (this.#waitingSinceMs !== undefined) this.#onTimeout();
  }
}

/** A peer that trickles single bytes would otherwise keep the connection, and the job, alive for ever. */
const TRICKLE_BYTES_PER_SECOND = 100;
const TRICKLE_DURATIONS = 10;
