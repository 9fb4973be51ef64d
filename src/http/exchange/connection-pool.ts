import { Semaphore } from '../connect/semaphore.ts';

/** A connection that a pool can keep and reuse. */
export interface Poolable {
  /** false when it cannot be reused */
  readonly usable: boolean;
  destroy(): void;
}

/** A connection for one exchange; ends in exactly one of `keep` and `discard`. */
export interface Lease<C> {
  readonly connection: C;
  /** it was used before, so the server may have closed it in the meantime */
  readonly reused: boolean;
  /** Returns it to the pool. @param idleMs how long it may stay idle; default 4 s */
  keep(idleMs?: number): void;
  /** Destroys the connection. */
  discard(): void;
}

export interface AcquireOptions<C> {
  /** connections with this key in use; more wait */
  readonly limit: number;
  /** only a new connection */
  readonly fresh?: boolean | undefined;
  /** reuse only a connection idle for less than this */
  readonly maxIdleMs?: number | undefined;
  /** reuse only such a connection */
  readonly accepts?: ((connection: C) => boolean) | undefined;
  /** skips the queue and may exceed the limit */
  readonly urgent?: boolean | undefined;
}

interface Idle<C> {
  readonly connection: C;
  readonly sinceMs: number;
  readonly timer: NodeJS.Timeout;
}

interface Origin<C> {
  /** most recently used last: it is the least likely to have been closed by the server */
  readonly idle: Idle<C>[];
  readonly busy: Set<C>;
  readonly semaphore: Semaphore;
}

/** Idle connections are closed after this time unless the server announced another; few servers close theirs earlier. */
const IDLE_CLOSE_MS = 4_000;

/** Keep-alive connections by key (an origin, and how it is trusted), last in first out. */
export class ConnectionPool<C extends Poolable> {
  readonly #origins = new Map<string, Origin<C>>();
  #closed = false;

  /**
   * Takes an idle connection or opens a new one.
   * @param open opens a new one
   * @throws the errors of `open`, or the reason of the signal
   */
  async acquire(
    key: string,
    open: () => Promise<C>,
    options: AcquireOptions<C>,
    signal: AbortSignal,
  ): Promise<Lease<C>> {
    const origin = this.#origin(key, options.limit);
    origin.semaphore.limit = options.limit;
    await origin.semaphore.enter(options.urgent === true, signal);
    try {
      const kept = this.#takeIdle(origin, options);
      const connection = kept ?? (await open());
      if (this.#closed) connection.destroy();
      return this.#lease(origin, connection, kept !== undefined);
    } catch (error) {
      origin.semaphore.leave();
      throw error;
    }
  }

  /** Destroys all connections, including those in use. */
  close(): void {
    this.#closed = true;
    for (const origin of this.#origins.values()) {
      for (const connection of origin.busy) connection.destroy();
      for (const idle of origin.idle.splice(0)) {
        clearTimeout(idle.timer);
        idle.connection.destroy();
      }
    }
  }

  #origin(key: string, limit: number): Origin<C> {
    let origin = this.#origins.get(key);
    if (origin === undefined) {
      origin = { idle: [], busy: new Set(), semaphore: new Semaphore(limit) };
      this.#origins.set(key, origin);
    }
    return origin;
  }

  #takeIdle({ idle }: Origin<C>, options: AcquireOptions<C>): C | undefined {
    if (options.fresh === true) return undefined;
    const oldestMs = performance.now() - (options.maxIdleMs ?? Number.POSITIVE_INFINITY);
    for (let index = idle.length - 1; index >= 0; index -= 1) {
      const candidate = idle[index];
      if (candidate === undefined || options.accepts?.(candidate.connection) === false) continue;
      idle.splice(index, 1);
      clearTimeout(candidate.timer);
      if (candidate.connection.usable && candidate.sinceMs >= oldestMs) return candidate.connection;
      candidate.connection.destroy();
    }
    return undefined;
  }

  #lease(origin: Origin<C>, connection: C, reused: boolean): Lease<C> {
    origin.busy.add(connection);
    const end = (idleMs: number): void => {
      if (!origin.busy.delete(connection)) return;
      if (idleMs > 0 && connection.usable && !this.#closed) this.#keepIdle(origin, connection, idleMs);
      else connection.destroy();
      origin.semaphore.leave();
    };
    return { connection, reused, keep: (idleMs = IDLE_CLOSE_MS) => end(idleMs), discard: () => end(0) };
  }

  #keepIdle(origin: Origin<C>, connection: C, idleMs: number): void {
    const expire = (): void => {
      const index = origin.idle.findIndex((idle) => idle.connection === connection);
      if (index >= 0) origin.idle.splice(index, 1);
      connection.destroy();
    };
    const timer = setTimeout(expire, idleMs);
    timer.unref();
    origin.idle.push({ connection, sinceMs: performance.now(), timer });
  }
}
