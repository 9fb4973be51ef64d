import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ConnectionPool } from '../../../src/http/exchange/connection-pool.ts';
import { idleLimitMs } from '../../../src/http/exchange/keep-alive.ts';
import { noAbort, testTransport } from '../../support/http-transport.ts';
import { scriptedServer, serving } from '../../support/scripted-server.ts';

describe('the hint of a server', () => {
  it.each([
    ['timeout=5', 4_000],
    ['timeout=5, max=100', 4_000],
    ['max=100, TIMEOUT = "20"', 19_000],
    ['timeout=1', 0],
    ['timeout=0', 0],
    ['timeout=86400', 60_000],
    ['timeout=999999999', 60_000],
    ['timeout=9999999999', undefined],
    ['timeout=-1', undefined],
    ['xtimeout=5', undefined],
    ['max=5', undefined],
    ['', undefined],
  ])('%s is taken for %s ms', (hint, ms) => {
    expect(idleLimitMs({ 'keep-alive': [hint] })).toBe(ms);
  });

  it('is not there', () => {
    expect(idleLimitMs({})).toBeUndefined();
  });

  it('never makes a limit that is none, whatever it says', () => {
    const text = fc.array(fc.constantFrom('timeout', '=', ' ', ',', '9', '"', '-', '1e9', '\t'), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(text, (parts) => {
        const ms = idleLimitMs({ 'keep-alive': [parts.join('')] });
        if (ms !== undefined) expect(ms >= 0 && ms <= 60_000).toBe(true);
      }),
    );
  });
});

describe('a kept connection', () => {
  it.each(['send', 'open'] as const)(
    'is not used again when the server is about to close it (%s)',
    async (how) => {
      const hints = ['timeout=1', 'timeout=1', 'timeout=30', 'timeout=30'];
      const server = await scriptedServer([], {
        otherwise: serving((_request, peer) => peer.reply(200, { 'keep-alive': hints.shift() ?? '' }, 'x')),
      });
      const transport = testTransport();
      for (let count = 0; count < 4; count += 1) {
        const reply = await transport[how]({ method: 'GET', url: server.origin }, noAbort);
        if ('read' in reply) await reply.read(10);
      }

      expect(server.peers).toHaveLength(3);
    },
  );

  it('is closed when the time is up that the server announced', async () => {
    vi.useFakeTimers();
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const connection = { usable: true, destroy: vi.fn() };
    const pool = new ConnectionPool<typeof connection>();
    const lease = await pool.acquire('a', async () => connection, { limit: 1 }, noAbort);
    lease.keep(20_000);
    vi.advanceTimersByTime(19_999);
    expect(connection.destroy).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(connection.destroy).toHaveBeenCalledOnce();
  });
});
