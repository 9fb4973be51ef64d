import type { Target } from './target.ts';
import { Semaphore } from './semaphore.ts';

// Measured: on a near host opening a connection costs more than the ninth one wins; far away round trips weigh more.
const MANY = 24;
const FEW = 8;
/** Connecting takes one round trip; TLS adds another one and CPU time. */
const FAR_MS = { plain: 10, secure: 50 };
/**
 * A connection to a proxy or gateway on this machine is made at once, however far the host behind it is. Then the fastest of a few
 * replies tells.
 */
const FAR_REPLY_MS = 30;
const MIN_REPLIES = 8;

const NO_REPLIES = { count: 0, leastMs: Number.POSITIVE_INFINITY };

/** What a transport has learned about its hosts: round-trip times and accepted concurrency. */
export class HostLoad {
  readonly #throttles = new Map<string, Throttle>();
  readonly #connectMs = new Map<string, number>();
  readonly #replies = new Map<string, { readonly count: number; readonly leastMs: number }>();

  /** Limit of connections to one origin for one purpose; a host counts as near until measured. */
  connectionsFor(origin: string): number {
    const farMs = origin.startsWith('https:') ? FAR_MS.secure : FAR_MS.plain;
    const { count, leastMs } = this.#replies.get(origin) ?? NO_REPLIES;
    const isFar =
      (this.#connectMs.get(origin) ?? 0) >= farMs || (count >= MIN_REPLIES && leastMs >= FAR_REPLY_MS);
    return isFar ? MANY : FEW;
  }

  throttle(target: Target): Throttle {
    let throttle = this.#throttles.get(target.origin);
    if (throttle === undefined) {
      throttle = new Throttle(MANY);
      this.#throttles.set(target.origin, throttle);
    }
    return throttle;
  }

  /** Records how long connecting took. */
  noteConnect(target: Target, durationMs: number): void {
    // the minimum approximates the round trip; longer times measure load
    this.#connectMs.set(
      target.origin,
      Math.min(durationMs, this.#connectMs.get(target.origin) ?? durationMs),
    );
  }

  /** Records how long a reply took over an open connection. */
  noteReply({ origin }: Target, durationMs: number): void {
    const { count, leastMs } = this.#replies.get(origin) ?? NO_REPLIES;
    this.#replies.set(origin, { count: count + 1, leastMs: Math.min(leastMs, durationMs) });
  }

  /** Adjusts the concurrency to a reply. */
  note(target: Target, status: number): void {
    const throttle = this.throttle(target);
    if (status === 429) throttle.slowDown();
    else if (status < 500) throttle.recover();
  }
}

const RECOVERY_SUCCESSES = 10;

/** Limits the requests in flight to one host; lower after the host has answered 429. */
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
   * Runs `work` when a slot is free.
   * @param urgent runs at once, even above the limit
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

  /** After a 429: halves the limit. */
  slowDown(): void {
    this.#successes = 0;
    const { limit, inside } = this.#semaphore;
    this.#semaphore.limit = Math.max(1, Math.floor(Math.min(limit, Math.max(1, inside)) / 2));
  }

  /** After a success: raises the limit by one per ten successes. */
  recover(): void {
    if (this.limit >= this.#maximum) return;
    this.#successes += 1;
    if (this.#successes < RECOVERY_SUCCESSES) return;
    this.#successes = 0;
    this.#semaphore.limit = this.limit + 1;
  }
}
