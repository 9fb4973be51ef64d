import { describe, expect, it } from 'vitest';
import { allOrFirstError, workers } from '../../../src/promotion/run/concurrency.ts';

const never = new AbortController().signal;
const tick = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('tasks side by side', () => {
  it('give their results in order', async () => {
    const results = await allOrFirstError([async () => 1, async () => 'two'], never);

    expect(results).toEqual([1, 'two']);
  });

  it('abort each other and have all ended before the first failure is thrown', async () => {
    let ended = false;
    const patient = async (signal: AbortSignal): Promise<void> => {
      while (!signal.aborted) await tick();
      await tick();
      ended = true;
    };
    const failing = async (): Promise<void> => {
      await tick();
      throw new Error('first');
    };

    await expect(allOrFirstError([patient, failing], never)).rejects.toThrow('first');
    expect(ended).toBe(true);
  });

  it('are not begun when the job is cancelled already', async () => {
    let begun = false;
    const run = allOrFirstError(
      [
        async () => {
          begun = true;
        },
      ],
      AbortSignal.abort(),
    );

    await expect(run).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(begun).toBe(false);
  });
});

describe('workers', () => {
  it('never run more tasks at a time than there are workers', async () => {
    let running = 0;
    let most = 0;
    const task = async (): Promise<void> => {
      most = Math.max(most, (running += 1));
      await tick();
      running -= 1;
    };
    const queue = Array.from({ length: 20 }, () => task);

    await allOrFirstError(workers(3, [queue]), never);

    expect(most).toBe(3);
    expect(queue).toEqual([]);
  });

  it('take from the first queue that has work', async () => {
    const order: string[] = [];
    const named = (name: string) => async (): Promise<void> => {
      order.push(name);
    };

    await allOrFirstError(workers(1, [[named('large')], [named('small')]]), never);

    expect(order).toEqual(['large', 'small']);
  });
});
