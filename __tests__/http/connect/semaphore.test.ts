import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Semaphore } from '../../../src/http/connect/semaphore.ts';
import { failureOf, noAbort } from '../../support/http-transport.ts';
import { Throttle } from '../../../src/http/connect/host-load.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a semaphore', () => {
  it('lets as many in as its limit says, the others in their order', async () => {
    const semaphore = new Semaphore(2);
    const entered: number[] = [];
    for (const number of [1, 2, 3, 4]) void semaphore.enter(false, noAbort).then(() => entered.push(number));

    await turn();
    expect(entered).toEqual([1, 2]);

    semaphore.leave();
    await turn();
    expect(entered).toEqual([1, 2, 3]);
  });

  it('lets the urgent in at once, over the limit', async () => {
    const semaphore = new Semaphore(1);
    await semaphore.enter(false, noAbort);

    await semaphore.enter(true, noAbort);

    expect(semaphore.inside).toBe(2);
  });

  it('forgets who gave up waiting', async () => {
    const semaphore = new Semaphore(1);
    const controller = new AbortController();
    await semaphore.enter(false, noAbort);
    const gaveUp = failureOf(semaphore.enter(false, controller.signal));
    const next = semaphore.enter(false, noAbort);

    controller.abort();
    expect((await gaveUp).code).toBe('CANCELLED');
    semaphore.leave();

    await next;
    expect(semaphore.inside).toBe(1);
  });

  it('never lets more in than its limit, and everybody in the end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.nat(3), { maxLength: 20 }),
        async (limit, turns) => {
          const semaphore = new Semaphore(limit);
          let most = 0;
          let inside = 0;
          await Promise.all(
            turns.map(async (count) => {
              await semaphore.enter(false, noAbort);
              most = Math.max(most, (inside += 1));
              for (let waited = 0; waited < count; waited += 1) await turn();
              inside -= 1;
              semaphore.leave();
            }),
          );
          expect(most).toBeLessThanOrEqual(limit);
          expect(semaphore.inside).toBe(0);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('a throttle', () => {
  it('halves with every call for peace, down to one, and recovers slowly', async () => {
    const throttle = new Throttle(8);
    const busy = Array.from({ length: 8 }, () => throttle.run(() => turn().then(turn), false, noAbort));
    await turn();

    throttle.slowDown();
    expect(throttle.limit).toBe(4);
    throttle.slowDown();
    throttle.slowDown();
    throttle.slowDown();
    expect(throttle.limit).toBe(1);

    for (let count = 0; count < 10; count += 1) throttle.recover();
    expect(throttle.limit).toBe(2);
    for (let count = 0; count < 1000; count += 1) throttle.recover();
    expect(throttle.limit).toBe(8);
    await Promise.all(busy);
  });
});
