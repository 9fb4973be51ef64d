import type { Target } from './target.ts';
import { Semaphore } from './semaphore.ts';

// Measured: on a near host opening a connection costs more than the ninth one wins; far away round trips weigh more.
const MANY = 24;
const FEW = 8;
/** To connect takes one round trip, and with TLS another one and the arithmetic. */
const FAR_MS = { plain: 10, secure: 50 };

/** What is known about the hosts of a transport: how far they are, and how much they want at once. */
export class HostLoad {
  readonly #throttles = new Map<string, Throttle>();
  readonly #connectMs = new Map<string, number>();

  /** Connections to one origin for one purpose; a host is near until we know better. */
  connectionsFor(origin: string): number {
    const farMs = origin.startsWith('https:') ? FAR_MS.secure : FAR_MS.plain;
    return (this.#connectMs.get(origin) ?? 0) < farMs ? FEW : MANY;
  }

  throttle(target: Target): Throttle {
    let throttle = this.#throttles.get(target.origin);
    if (throttle === undefined) {
      throttle = new Throttle(MANY);
      this.#throttles.set(target.origin, throttle);
    }
    return throttle;
  }

  /** Learns from how long it took to connect. */
  noteConnect(target: Target, durationMs: number): void {
    // the shortest is the nearest to the distance; the others measure how busy both ends are
    this.#connectMs.set(
      target.origin,
      Math.min(durationMs, this.#connectMs.get(target.origin) ?? durationMs),
    );
  }

  /** Learns from an answer. */
  note(target: Target, status: number): void {
    const throttle = this.throttle(target);
    if (status === 429) throttle.slowDown();
    else if (status < 500) throttle.recover();
  }
}

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
