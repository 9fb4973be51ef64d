/** Barks when nothing has happened for a time while we wait for somebody. */
export class Watchdog {
  readonly #durationMs: number;
  readonly #bark: () => void;
  #timer: NodeJS.Timeout | undefined;
  #armed = false;

  constructor(durationMs: number, bark: () => void) {
    this.#durationMs = durationMs;
    this.#bark = bark;
  }

  /** Starts waiting, or starts it anew: something has happened. */
  arm(): void {
    this.#armed = true;
    // refreshing is cheap; making a timer for each of ten thousand chunks is not
    if (this.#timer === undefined) this.#timer = setTimeout(() => this.#expire(), this.#durationMs);
    else this.#timer.refresh();
  }

  /** It is not the other side's turn. */
  disarm(): void {
    this.#armed = false;
  }

  progress(): void {
    if (this.#armed) this.arm();
  }

  stop(): void {
    this.#armed = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #expire(): void {
    if (this.#armed) this.#bark();
  }
}
