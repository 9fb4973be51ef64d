import { describe, expect, test } from 'vitest';
import { createKeyedLock } from '../../../src/registry/auth/keyed-lock.ts';
import { failureOf, NEVER } from '../../support/registry-under-test.ts';

const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

describe('a lock by key', () => {
  test('lets one in at a time, in order, and other keys beside', async () => {
    const lock = createKeyedLock();
    const events: string[] = [];
    const body = (name: string) => async () => {
      events.push(`+${name}`);
      await tick();
      events.push(`-${name}`);
      return name;
    };
    const results = await Promise.all([
      lock.withLock('a', NEVER, body('a1')),
      lock.withLock('a', NEVER, body('a2')),
      lock.withLock('b', NEVER, body('b1')),
      lock.withLock('a', NEVER, body('a3')),
    ]);
    expect(results).toEqual(['a1', 'a2', 'b1', 'a3']);
    expect(events.filter((event) => event.includes('a'))).toEqual(['+a1', '-a1', '+a2', '-a2', '+a3', '-a3']);
    expect(events.indexOf('+b1')).toBeLessThan(events.indexOf('-a1'));
  });

  test('passes on after a failure', async () => {
    const lock = createKeyedLock();
    const failing = lock.withLock('a', NEVER, () => Promise.reject(new Error('first')));
    const next = lock.withLock('a', NEVER, () => Promise.resolve('second'));
    await expect(failing).rejects.toThrow('first');
    await expect(next).resolves.toBe('second');
  });

  test('who gives up waiting is gone at once, and lets nobody in too early', async () => {
    const lock = createKeyedLock();
    const stop = new AbortController();
    let isFirstIn = true;
    const first = lock.withLock('a', NEVER, async () => {
      await tick();
      await tick();
      isFirstIn = false;
    });
    const second = lock.withLock('a', stop.signal, () => Promise.reject(new Error('never')));
    const third = lock.withLock('a', NEVER, () => Promise.resolve(isFirstIn));
    stop.abort();
    expect((await failureOf(second)).code).toBe('CANCELLED');
    expect(isFirstIn).toBe(true);
    await first;
    expect(await third).toBe(false);
  });

  test('lets nobody in who is cancelled already', async () => {
    const lock = createKeyedLock();
    const error = await failureOf(
      lock.withLock('a', AbortSignal.abort(), () => Promise.reject(new Error('never'))),
    );
    expect(error.code).toBe('CANCELLED');
  });
});
