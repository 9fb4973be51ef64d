import type { Target } from './target.ts';
import { Throttle } from './throttle.ts';

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
