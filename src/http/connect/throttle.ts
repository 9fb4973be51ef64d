import { Semaphore } from './semaphore.ts';

const RECOVERY_SUCCESSES = 10;

/** How many requests to one host may wait for their answer at once; fewer after the host has asked for peace. */
export class Throttle {
  readonly #maximum: number;
  readonly #semaphore: Semaphore;
  #successes = 0;

  constructor(maximum: number) {
    this.#maximum = maximum;
    this.#semaphore = new Semaphore(maximum);
  }

  get limit(): number {
    return this.#semaphore.limit;
  }

  /**
   * Runs `work` when its turn has come.
   * @param urgent at once, over the limit
   * @throws the error of the signal, or what `work` throws
   */
  async run<R>(work: () => Promise<R>, urgent: boolean, signal: AbortSignal): Promise<R> {
    await this.#semaphore.enter(urgent, signal);
    try {
      return await work();
    } finally {
      this.#semaphore.leave();
    }
  }

  /** The host answered 429: half as many at once from now on. */
  slowDown(): void {
    this.#successes = 0;
    const { limit, inside } = this.#semaphore;
    this.#semaphore.limit = Math.max(1, Math.floor(Math.min(limit, Math.max(1, inside)) / 2));
  }

  /** The host answered well: one more at once after ten of these. */
  recover(): void {
    if (this.limit >= this.#maximum) return;
    this.#successes += 1;
    if (this.#successes < RECOVERY_SUCCESSES) return;
    this.#successes = 0;
    this.#semaphore.limit = this.limit + 1;
  }
}
