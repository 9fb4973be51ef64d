import { describe, expect, it } from 'vitest';
import { PromoteError } from '../../../src/core/text/errors.ts';
import { TransportFailure, type FailureKind } from '../../../src/http/connect/transport-failure.ts';
import { manualClock } from '../../support/clocks.ts';
import { noAbort } from '../../support/http-transport.ts';
import { backoffMs, withRetries, type RetryPolicy } from '../../../src/http/exchange/delivery.ts';

type Step = number | TransportFailure | { readonly status: number; readonly retryAfter: string };

/** Plays answers and failures in turn; the last one for ever. */
async function play(steps: readonly Step[], policy: Partial<RetryPolicy> = {}) {
  const clock = manualClock();
  const lines: string[] = [];
  const sent: boolean[] = [];
  const outcome = withRetries(
    {
      retries: 5,
      budgetMs: 600_000,
      repeatable: true,
      clock,
      random: () => 0.5,
      request: 'GET /v2/ at r.example',
      log: (line) => lines.push(line),
      ...policy,
    },
    {
      send: async (attempt, fresh) => {
        sent.push(fresh);
        const step = steps[Math.min(attempt, steps.length) - 1] ?? 200;
        if (step instanceof TransportFailure) throw step;
        if (typeof step === 'number') return { status: step, headers: {} };
        return { status: step.status, headers: { 'retry-after': [step.retryAfter] } };
      },
      drop: () => undefined,
      fail: async (fault, attempt) =>
        new PromoteError({ code: 'CONNECTION_FAILED', message: fault.kind, where: { attempt } }),
      overBudget: (_reply, waitMs) => new PromoteError({ code: 'RATE_LIMITED', message: `${waitMs}` }),
    },
    noAbort,
  );
  const settled = await outcome.then(
    (reply) => ({ status: reply.status, error: undefined }),
    (error: unknown) => ({ status: undefined, error: error as PromoteError }),
  );
  return { ...settled, sleeps: clock.sleeps, lines, sent };
}

const fault = (kind: FailureKind, code?: string): TransportFailure =>
  new TransportFailure(kind, `it was ${kind}`, { code });

function stale(): TransportFailure {
  const gone = fault('broken');
  gone.stale = true;
  return gone;
}

describe('repeating a request', () => {
  it('waits twice as long every time, at random below that, up to 30 s', async () => {
    const { sleeps, status } = await play([503], { retries: 8 });

    expect(status).toBe(503);
    expect(sleeps).toEqual([250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
    expect(backoffMs(1, () => 0)).toBe(0);
  });

  it('writes one line for each repetition, with the reason', async () => {
    const { lines } = await play([502, fault('refused'), 200]);

    expect(lines).toEqual([
      'sending GET /v2/ at r.example again in 0.3 s (1 of 5): status 502',
      'sending GET /v2/ at r.example again in 0.5 s (2 of 5): it was refused',
    ]);
  });

  it('waits as long as the server asks', async () => {
    const { sleeps, status } = await play([{ status: 429, retryAfter: '7' }, 200]);

    expect([status, sleeps]).toEqual([200, [7_000]]);
  });

  it('waits its own time when the server asks for nonsense', async () => {
    expect((await play([{ status: 429, retryAfter: '-7' }, 200])).sleeps).toEqual([250]);
  });

  it('fails at once when the server asks for more than the budget', async () => {
    const { error, sleeps } = await play([{ status: 429, retryAfter: '3600' }]);

    expect(error).toMatchObject({ code: 'RATE_LIMITED', message: '3600000' });
    expect(sleeps).toEqual([]);
  });

  it('returns the last answer when the budget is used up', async () => {
    const { status, sleeps } = await play([503], { retries: 100, budgetMs: 5_000 });

    expect(status).toBe(503);
    expect(sleeps.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(5_000);
  });

  it('repeats 500 only twice', async () => {
    expect((await play([500])).sleeps).toHaveLength(2);
  });

  it.each([200, 304, 307, 400, 401, 403, 404, 409, 413, 501])('does not repeat %i', async (status) => {
    expect((await play([status, 200])).status).toBe(status);
  });

  it('does not repeat an answer to a request that is sent once', async () => {
    expect((await play([503, 200], { repeatable: false })).status).toBe(503);
  });

  it.each([
    ['unresolved', 'EAI_AGAIN', true],
    ['unresolved', 'ENOTFOUND', false],
    ['refused', undefined, true],
    ['unreachable', undefined, true],
    ['connect-timeout', undefined, true],
    ['broken', undefined, true],
    ['idle-timeout', undefined, true],
    ['proxy', undefined, true],
    ['untrusted', undefined, false],
    ['handshake', undefined, false],
    ['malformed', undefined, false],
    ['bad-url', undefined, false],
    ['bad-header', undefined, false],
    ['unsafe-redirect', undefined, false],
  ] as const)('after %s (%s): %s', async (kind, code, isRepeated) => {
    const { status, error } = await play([fault(kind, code), 200]);

    if (isRepeated) expect(status).toBe(200);
    else expect(error).toMatchObject({ message: kind, where: { attempt: 1 } });
  });

  it.each([true, false])(
    'a request that is sent once, only before anything was sent (%s)',
    async (beforeSending) => {
      const broken = fault('broken');
      broken.beforeSending = beforeSending;

      expect((await play([broken, 200], { repeatable: false })).status).toBe(beforeSending ? 200 : undefined);
    },
  );

  it('sends again at once on a new connection when the kept one was stale, and does not count it', async () => {
    const { status, sleeps, sent } = await play([stale(), 503, 200], { retries: 1, repeatable: true });

    expect([status, sleeps, sent]).toEqual([200, [250], [false, true, true]]);
  });

  it('does so only once', async () => {
    const { error } = await play([stale()], { repeatable: false });

    expect(error).toMatchObject({ where: { attempt: 2 } });
  });

  it('stops when it is cancelled while waiting', async () => {
    const controller = new AbortController();
    const clock = {
      ...manualClock(),
      sleep: async (_ms: number, signal: AbortSignal) => {
        controller.abort();
        signal.throwIfAborted();
      },
    };
    const policy = {
      retries: 5,
      budgetMs: 1e6,
      repeatable: true,
      clock,
      random: () => 0,
      request: '',
      log: () => undefined,
    };
    const tries = {
      send: async () => ({ status: 503, headers: {} }),
      drop: () => undefined,
      fail: async () => new PromoteError({ code: 'CONNECTION_FAILED', message: '' }),
      overBudget: () => new PromoteError({ code: 'RATE_LIMITED', message: '' }),
    };

    await expect(withRetries(policy, tries, controller.signal)).rejects.toThrow();
  });

  it('does not hide a mistake of ours behind repetitions', async () => {
    const mistake = new TypeError('undefined is not a function');
    const sending = withRetries(
      {
        retries: 5,
        budgetMs: 1e6,
        repeatable: true,
        clock: manualClock(),
        random: () => 0,
        request: '',
        log: () => undefined,
      },
      {
        send: () => Promise.reject(mistake),
        drop: () => undefined,
        fail: () => Promise.reject(new Error('not reached')),
        overBudget: () => new PromoteError({ code: 'RATE_LIMITED', message: '' }),
      },
      noAbort,
    );

    await expect(sending).rejects.toBe(mistake);
  });
});
