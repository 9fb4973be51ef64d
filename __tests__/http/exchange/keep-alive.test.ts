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

describe('a connection after HEAD', () => {
  const BODY = '{"errors":[{"code":"MANIFEST_UNKNOWN"}]}';

  it('is used again', async () => {
    const server = await scriptedServer([], {
      otherwise: serving((_request, peer) => peer.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n')),
    });
    const transport = testTransport();
    for (let count = 0; count < 3; count += 1)
      await transport.send({ method: 'HEAD', url: server.origin }, noAbort);

    expect(server.peers).toHaveLength(1);
  });

  it.each(['GET', 'PUT'] as const)(
    'costs %s one more try when the server sends a body with its answer',
    async (method) => {
      const server = await scriptedServer(
        [
          async (peer) => {
            await peer.head(/^HEAD/);
            await peer.write(`HTTP/1.1 404 Not Found\r\nContent-Length: ${BODY.length}\r\n\r\n`);
            await peer.head();
            await peer.write(BODY);
            await peer.closed();
          },
        ],
        { otherwise: serving((_request, peer) => peer.reply(200, {}, 'x')) },
      );
      const transport = testTransport();
      const head = await transport.send({ method: 'HEAD', url: server.origin }, noAbort);
      const next = await transport.send({ method, url: server.origin }, noAbort);

      expect([head.status, next.status]).toEqual([404, 200]);
      expect(server.peers).toHaveLength(2);
    },
  );

  it('is not used for what may be sent only once', async () => {
    const server = await scriptedServer([], {
      otherwise: serving(({ head }, peer) =>
        head.startsWith('HEAD')
          ? peer.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n')
          : peer.reply(202),
      ),
    });
    const transport = testTransport();
    await transport.send({ method: 'HEAD', url: server.origin }, noAbort);
    await transport.send({ method: 'POST', url: server.origin }, noAbort);
    await transport.send({ method: 'HEAD', url: server.origin }, noAbort);

    expect(server.peers.map(({ received }) => received.match(/^(?:HEAD|POST)/gm))).toEqual([
      ['HEAD'],
      ['POST', 'HEAD'],
    ]);
  });
});
