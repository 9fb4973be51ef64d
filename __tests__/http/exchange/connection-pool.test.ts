import { describe, expect, it, vi } from 'vitest';
import {
  ConnectionPool,
  type AcquireOptions,
  type Poolable,
} from '../../../src/http/exchange/connection-pool.ts';
import { failureOf, noAbort } from '../../support/http-transport.ts';

class Connection implements Poolable {
  usable = true;

  destroy(): void {
    this.usable = false;
  }
}

function poolOfOne() {
  const pool = new ConnectionPool<Connection>();
  const opened: Connection[] = [];
  const acquire = (options: Partial<AcquireOptions<Connection>> = {}, signal = noAbort, key = 'a') =>
    pool.acquire(
      key,
      async () => {
        opened.push(new Connection());
        return opened.at(-1) as Connection;
      },
      { limit: 2, ...options },
      signal,
    );
  return { pool, opened, acquire };
}

describe('a pool of connections', () => {
  it('hands out what was given back last', async () => {
    const { acquire, opened } = poolOfOne();
    const [first, second] = [await acquire(), await acquire()];
    first.keep();
    second.keep();

    const third = await acquire();

    expect(third.connection).toBe(second.connection);
    expect([first.reused, third.reused]).toEqual([false, true]);
    expect(opened).toHaveLength(2);
  });

  it('keeps the connections of one key from another', async () => {
    const { acquire, opened } = poolOfOne();
    (await acquire()).keep();

    await acquire({}, noAbort, 'b');

    expect(opened).toHaveLength(2);
  });

  it('does not hand out what broke, what was discarded, or anything when a fresh one is wanted', async () => {
    const { acquire, opened } = poolOfOne();
    const broken = await acquire();
    broken.keep();
    broken.connection.usable = false;
    const discarded = await acquire();
    discarded.discard();
    const kept = await acquire();
    kept.keep();

    const fresh = await acquire({ fresh: true });

    expect(fresh.reused).toBe(false);
    expect(opened).toHaveLength(4);
    expect(discarded.connection.usable).toBe(false);
  });

  it('does not hand out what was idle for longer than wanted', async () => {
    const { acquire } = poolOfOne();
    (await acquire()).keep();
    await new Promise((resolve) => setTimeout(resolve, 20));

    expect((await acquire({ maxIdleMs: 5 })).reused).toBe(false);
  });

  it('makes the third wait until one of two is given back', async () => {
    const { acquire } = poolOfOne();
    const [first] = [await acquire(), await acquire()];
    const third = acquire();
    const isWaiting = await Promise.race([
      third.then(() => false),
      new Promise((resolve) => setImmediate(resolve, true)),
    ]);

    first.keep();

    expect(isWaiting).toBe(true);
    expect((await third).connection).toBe(first.connection);
  });

  it('gives the place back when opening fails or is given up', async () => {
    const { pool, acquire } = poolOfOne();
    const refused = new Error('refused');
    await expect(pool.acquire('a', () => Promise.reject(refused), { limit: 1 }, noAbort)).rejects.toBe(
      refused,
    );
    const controller = new AbortController();
    await acquire({ limit: 1 });
    const waiting = failureOf(acquire({ limit: 1 }, controller.signal));
    controller.abort();
    expect((await waiting).code).toBe('CANCELLED');

    expect((await acquire({ limit: 2 })).reused).toBe(false);
  });

  it('counts a lease once, however often it is ended', async () => {
    const { acquire } = poolOfOne();
    const lease = await acquire({ limit: 1 });
    lease.keep();
    lease.discard();
    lease.keep();

    const again = await acquire({ limit: 1 });

    expect(again.connection).toBe(lease.connection);
    expect(again.connection.usable).toBe(true);
  });

  it('closes what nobody wanted for a while', async () => {
    vi.useFakeTimers();
    const { acquire } = poolOfOne();
    const lease = await acquire();
    lease.keep();

    vi.advanceTimersByTime(4_000);
    vi.useRealTimers();

    expect(lease.connection.usable).toBe(false);
  });

  it('destroys everything when it is closed, and what is given back later', async () => {
    const { pool, acquire, opened } = poolOfOne();
    const [idle, busy] = [await acquire(), await acquire()];
    idle.keep();

    pool.close();
    busy.keep();

    expect(opened.map((connection) => connection.usable)).toEqual([false, false]);
  });
});
