import { cancelled, throwIfCancelled } from '../../core/text/errors.ts';

/** Limits concurrency; waiters enter in order of arrival. */
export class Semaphore {
  #limit: number;
  #inside = 0;
  readonly #line: (() => void)[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  get limit(): number {
    return this.#limit;
  }

  set limit(limit: number) {
    this.#limit = limit;
    this.#admit();
  }

  get inside(): number {
    return this.#inside;
  }

  /**
   * Resolves when a slot is taken; `leave` must follow.
   * @param urgent enters at once, even above the limit
   * @throws the reason of the signal
   */
  async enter(urgent: boolean, signal: AbortSignal): Promise<void> {
    throwIfCancelled(signal);
    if (urgent || (this.#inside < this.#limit && this.#line.length === 0)) {
      this.#inside += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const onTurn = (): void => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      const onAbort = (): void => {
        this.#line.splice(this.#line.indexOf(onTurn), 1);
        reject(cancelled(signal));
      };
      this.#line.push(onTurn);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  leave(): void {
    this.#inside -= 1;
    this.#admit();
  }

  #admit(): void {
    while (this.#inside < this.#limit) {
      const next = this.#line.shift();
      if (next === undefined) return;
      // counted here, not when the waiter runs, so that no other caller takes the slot first
      this.#inside += 1;
      next();
    }
  }
}
