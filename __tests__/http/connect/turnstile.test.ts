import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Throttle } from '../../../src/http/connect/throttle.ts';
import { Turnstile } from '../../../src/http/connect/turnstile.ts';
import { failureOf, noAbort } from '../../support/http-transport.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a turnstile', () => {
  it('lets as many in as its limit says, the others in their order', async () => {
    const turnstile = new Turnstile(2);
    const entered: number[] = [];
    for (const number of [1, 2, 3, 4]) void turnstile.enter(false, noAbort).then(() => entered.push(number));

    await turn();
    expect(entered).toEqual([1, 2]);

    turnstile.leave();
    await turn();
    expect(entered).toEqual([1, 2, 3]);
  });

  it('lets the urgent in at once, over the limit', async () => {
    const turnstile = new Turnstile(1);
    await turnstile.enter(false, noAbort);

    await turnstile.enter(true, noAbort);

    expect(turnstile.inside).toBe(2);
  });

  it('forgets who gave up waiting', async () => {
    const turnstile = new Turnstile(1);
    const controller = new AbortController();
    await turnstile.enter(false, noAbort);
    const gaveUp = failureOf(turnstile.enter(false, controller.signal));
    const next = turnstile.enter(false, noAbort);

    controller.abort();
    expect((await gaveUp).code).toBe('CANCELLED');
    turnstile.leave();

    await next;
    expect(turnstile.inside).toBe(1);
  });

  it('never lets more in than its limit, and everybody in the end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.nat(3), { maxLength: 20 }),
        async (limit, turns) => {
          const turnstile = new Turnstile(limit);
          let most = 0;
          let inside = 0;
          await Promise.all(
            turns.map(async (count) => {
              await turnstile.enter(false, noAbort);
              most = Math.max(most, (inside += 1));
              for (let waited = 0; waited < count; waited += 1) await turn();
              inside -= 1;
              turnstile.leave();
            }),
          );
          expect(most).toBeLessThanOrEqual(limit);
          expect(turnstile.inside).toBe(0);
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
