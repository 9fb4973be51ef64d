import type { Target } from './target.ts';
import { Throttle } from './throttle.ts';

/** Connections to one origin for one purpose: TLS handshakes cost more than they win beyond a few (measured). */
export function connectionsFor(origin: string): number {
  return origin.startsWith('https:') ? 8 : 24;
}

/** Kept connections are closed after this time; servers rarely close theirs earlier. */
export const IDLE_CLOSE_MS = 4_000;

/** The throttles of all hosts. */
export class HostLoad {
  readonly #throttles = new Map<string, Throttle>();

  throttle(target: Target): Throttle {
    let throttle = this.#throttles.get(target.origin);
    if (throttle === undefined) {
      throttle = new Throttle(connectionsFor(target.origin));
      this.#throttles.set(target.origin, throttle);
    }
    return throttle;
  }

  /** Learns from an answer. */
  note(target: Target, status: number): void {
    const throttle = this.throttle(target);
    if (status === 429) throttle.slowDown();
    else if (status < 500) throttle.recover();
  }
}
