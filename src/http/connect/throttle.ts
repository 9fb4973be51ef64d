import { Turnstile } from './turnstile.ts';

const RECOVERY_SUCCESSES = 10;

/** How many requests to one host may wait for their answer at once; fewer after the host has asked for peace. */
export class Throttle {
  readonly #maximum: number;
  readonly #turnstile: Turnstile;
  #successes = 0;

  constructor(maximum: number) {
    this.#maximum = maximum;
    this.#turnstile = new Turnstile(maximum);
  }

  get limit(): number {
    return this.#turnstile.limit;
  }

  /**
   * Runs `work` when its turn has come.
   * @param urgent at once, over the limit
   * @throws the error of the signal, or what `work` throws
   */
  async run<R>(work: () => Promise<R>, urgent: boolean, signal: AbortSignal): Promise<R> {
    await this.#turnstile.enter(urgent, signal);
    try {
      return await work();
    } finally {
      this.#turnstile.leave();
    }
  }

  /** The host answered 429: half as many at once from now on. */
  slowDown(): void {
    this.#successes = 0;
    const { limit, inside } = this.#turnstile;
    this.#turnstile.limit = Math.max(1, Math.floor(Math.min(limit, Math.max(1, inside)) / 2));
  }

  /** The host answered well: one more at once after ten of these. */
  recover(): void {
    if (this.limit >= this.#maximum) return;
    this.#successes += 1;
    if (this.#successes < RECOVERY_SUCCESSES) return;
    this.#successes = 0;
    this.#turnstile.limit = this.limit + 1;
  }
}
