import { describe, expect, it } from 'vitest';
import { failureOf, IDLE_MS, noAbort, testTransport } from '../../support/http-transport.ts';
import { scriptedServer, serving, type Script } from '../../support/scripted-server.ts';
import { stopTime } from '../../support/stopped-time.ts';

const BLOB = Buffer.alloc(1_000_000, 'blob of bytes ');

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const copies: Uint8Array[] = [];
  for await (const chunk of chunks) copies.push(Uint8Array.from(chunk));
  return Buffer.concat(copies);
}

/** Writes `bytes` in pieces of `size`, each in a packet of its own as far as the kernel allows. */
function dripping(bytes: Buffer, size: number): Script {
  return async (peer) => {
    await peer.head();
    for (let offset = 0; offset < bytes.byteLength; offset += size) {
      await peer.write(bytes.subarray(offset, offset + size));
      await peer.delay(0);
    }
    await peer.stall();
  };
}

describe('opening a download', () => {
  it('streams a body of known length and keeps the connection', async () => {
    const server = await scriptedServer([serving((_request, peer) => peer.reply(200, { 'x-a': '1' }, BLOB))]);
    const transport = testTransport();

    for (let count = 0; count < 2; count += 1) {
      const reply = await transport.open({ method: 'GET', url: `${server.origin}/b` }, noAbort);
      expect(reply).toMatchObject({
        status: 200,
        contentLengthBytes: BLOB.byteLength,
        url: `${server.origin}/b`,
      });
      expect((await bytesOf(reply.chunks())).equals(BLOB)).toBe(true);
    }

    expect(server.peers).toHaveLength(1);
    expect(server.wire()).toMatch(/^GET \/b HTTP\/1\.1\r\nhost: 127/);
    expect(server.wire()).toContain('accept-encoding: identity\r\n');
  });

  it('undoes chunked encoding, however the chunks are cut', async () => {
    const body =
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nWiki\r\n6;x=y\r\npedia \r\nE\r\nin \r\n\r\nchunks.\r\n0\r\nTrailer: x\r\n\r\n';
    for (const size of [1, 7, 1000]) {
      const server = await scriptedServer([dripping(Buffer.from(body), size)]);

      const reply = await testTransport().open({ method: 'GET', url: server.origin }, noAbort);

      expect(reply.contentLengthBytes).toBeUndefined();
      expect((await bytesOf(reply.chunks())).toString()).toBe('Wikipedia in \r\n\r\nchunks.');
    }
  });

  it('takes the end of the connection for the end of a body without length', async () => {
    const server = await scriptedServer([
      async (peer) => {
        await peer.head();
        await peer.write('HTTP/1.1 200 OK\r\n\r\nall there is');
        await peer.fin();
      },
    ]);

    const reply = await testTransport().open({ method: 'GET', url: server.origin }, noAbort);

    expect(Buffer.from(await reply.read(100)).toString()).toBe('all there is');
  });

  it('does not take a broken connection for the end of a body without length', async () => {
    const server = await scriptedServer([
      async (peer) => {
        await peer.head();
        await peer.write('HTTP/1.1 200 OK\r\n\r\nhalf of');
        await peer.settle();
        peer.reset();
      },
    ]);
    const reply = await testTransport().open({ method: 'GET', url: server.origin }, noAbort);

    const error = await failureOf(bytesOf(reply.chunks()));

    expect(error.code).toBe('CONNECTION_FAILED');
  });

  it.each([
    ['FIN', 'content-length: 100\r\n\r\n0123456789'],
    ['FIN', 'transfer-encoding: chunked\r\n\r\na\r\n0123456789\r\n'],
    ['RST', 'content-length: 100\r\n\r\n0123456789'],
  ])('fails when the body is cut by %s', async (how, rest) => {
    const server = await scriptedServer([
      async (peer) => {
        await peer.head();
        await peer.write(`HTTP/1.1 200 OK\r\n${rest}`);
        await peer.settle();
        if (how === 'FIN') await peer.fin();
        else peer.reset();
      },
    ]);
    const reply = await testTransport().open({ method: 'GET', url: `${server.origin}/v2/x` }, noAbort);

    const error = await failureOf(bytesOf(reply.chunks()));

    expect(error.code).toBe('CONNECTION_FAILED');
    expect(error.where).toMatchObject({ side: 'source', host: server.host, request: 'GET /v2/x' });
  });

  it('gives up on a server that falls silent, before and within the body', async () => {
    const silent = async (peer: Parameters<Script>[0], text: string): Promise<void> => {
      await peer.head();
      await peer.write(text);
      await peer.stall();
    };
    const server = await scriptedServer([
      (peer) => silent(peer, 'HTTP/1.1 2'),
      (peer) => silent(peer, 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n012'),
    ]);
    const time = stopTime();
    const transport = testTransport({ retries: 0 });
    const request = { method: 'GET', url: server.origin } as const;

    const before = await time.passUntil(failureOf(transport.open(request, noAbort)), IDLE_MS, () =>
      server.wire(),
    );
    const reply = await transport.open(request, noAbort);
    const within = await time.passUntil(failureOf(bytesOf(reply.chunks())), IDLE_MS);

    expect(before.code).toBe('TIMED_OUT');
    expect(within.code).toBe('TIMED_OUT');
  });

  it('has patience as long as bytes keep coming', async () => {
    const time = stopTime();
    const server = await scriptedServer([
      async (peer) => {
        await peer.head();
        await peer.write('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n');
        for (const letter of 'steady') {
          await time.pass(IDLE_MS - 1);
          await peer.write(letter);
        }
        await peer.stall();
      },
    ]);

    const reply = await testTransport().open({ method: 'GET', url: server.origin }, noAbort);

    expect(Buffer.from(await reply.read(10)).toString()).toBe('steady');
  });

  it('has no patience for ever with a byte now and then', async () => {
    const time = stopTime();
    const server = await scriptedServer([
      async (peer) => {
        await peer.head();
        await peer.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n');
        for (;;) {
          await time.pass(IDLE_MS / 3);
          await peer.write('.');
        }
      },
    ]);
    const reply = await testTransport().open({ method: 'GET', url: server.origin }, noAbort);

    expect((await failureOf(reply.read(1_000))).code).toBe('TIMED_OUT');
  });

  it.each([
    ['two different lengths', 'content-length: 1\r\ncontent-length: 2\r\n\r\nab'],
    ['length and chunks', 'content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['another transfer coding', 'transfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n'],
    ['a negative length', 'content-length: -1\r\n\r\n'],
    ['a folded header', 'x: a\r\n b\r\n\r\n'],
    ['a header name with a space', 'x y: a\r\n\r\n'],
    ['bare line feeds', 'x: a\n\n'],
    ['20 KB of headers', `x: ${'y'.repeat(20_000)}\r\n\r\n`],
    ['endless headers', `${'x: y\r\n'.repeat(100_000)}`],
    ['a content coding', 'content-encoding: gzip\r\ncontent-length: 1\r\n\r\na'],
  ])('refuses %s', async (_name, rest) => {
    const server = await scriptedServer([
      async (peer) => {
        await peer.head();
        await peer.write(`HTTP/1.1 200 OK\r\n${rest}`);
        await peer.stall();
      },
    ]);

    const error = await failureOf(testTransport().open({ method: 'GET', url: server.origin }, noAbort));

    expect(error.code).toBe('PROTOCOL_VIOLATION');
  });

  it.each([
    ['HTML', '<html><body>Login</body></html>'],
    ['a TLS alert', '\x15\x03\x01\x00\x02\x02\x46'],
    ['an HTTP/2 preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a switch of protocols', 'HTTP/1.1 101 Switching\r\nupgrade: x\r\n\r\n'],
    ['endless informational answers', 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(100)],
  ])('refuses %s where an answer should be', async (_name, text) => {
    const server = await scriptedServer([
      async (peer) => {
        await peer.head();
        await peer.write(text);
        await peer.stall();
      },
    ]);

    const error = await failureOf(testTransport().open({ method: 'GET', url: server.origin }, noAbort));

    expect(error.code).toBe('PROTOCOL_VIOLATION');
  });

  it('reads over informational answers', async () => {
    const server = await scriptedServer([
      async (peer) => {
        await peer.head();
        await peer.write(
          'HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok',
        );
        await peer.stall();
      },
    ]);

    const reply = await testTransport().open({ method: 'GET', url: server.origin }, noAbort);

    expect(Buffer.from(await reply.read(10)).toString()).toBe('ok');
  });

  it('refuses to read more than allowed', async () => {
    const server = await scriptedServer([serving((_request, peer) => peer.reply(404, {}, BLOB))]);
    const reply = await testTransport().open({ method: 'GET', url: server.origin }, noAbort);

    const error = await failureOf(reply.read(1_000));

    expect(error.code).toBe('PROTOCOL_VIOLATION');
  });

  it('does not use a connection again on which more came than the body', async () => {
    const server = await scriptedServer([], {
      otherwise: async (peer) => {
        await peer.head();
        await peer.write(
          'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokHTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil',
        );
        await peer.stall();
      },
    });
    const transport = testTransport();

    for (let count = 0; count < 2; count += 1) {
      const reply = await transport.open({ method: 'GET', url: server.origin }, noAbort);
      expect(Buffer.from(await reply.read(10)).toString()).toBe('ok');
    }

    expect(server.peers).toHaveLength(2);
  });

  it('opens again at once when the kept connection was closed meanwhile', async () => {
    const server = await scriptedServer([
      async (peer) => {
        await peer.request();
        await peer.reply(200, {}, 'one');
        await peer.head();
        peer.reset();
      },
      serving((_request, peer) => peer.reply(200, {}, 'two')),
    ]);
    const transport = testTransport({ retries: 0 });
    await (await transport.open({ method: 'GET', url: server.origin }, noAbort)).read(10);

    const reply = await transport.open({ method: 'GET', url: server.origin }, noAbort);

    expect(Buffer.from(await reply.read(10)).toString()).toBe('two');
  });

  it('repeats after 503 and drops the body of the first answer', async () => {
    let count = 0;
    const server = await scriptedServer([], {
      otherwise: serving((_request, peer) => peer.reply((count += 1) === 1 ? 503 : 200, {}, BLOB)),
    });

    const reply = await testTransport().open({ method: 'GET', url: server.origin }, noAbort);

    expect((await bytesOf(reply.chunks())).equals(BLOB)).toBe(true);
  });

  it('destroys the connection at once when it is cancelled', async () => {
    const server = await scriptedServer([
      async (peer) => {
        await peer.head();
        await peer.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n012');
        await peer.closed();
      },
    ]);
    const controller = new AbortController();
    const reply = await testTransport().open({ method: 'GET', url: server.origin }, controller.signal);
    const reading = failureOf(bytesOf(reply.chunks()));

    controller.abort();

    expect((await reading).code).toBe('CANCELLED');
    await server.peers[0]?.closed();
  });

  it('gives the connection up when it is discarded, and ends a reader that waits', async () => {
    const server = await scriptedServer([
      async (peer) => {
        await peer.head();
        await peer.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n');
        await peer.closed();
      },
    ]);
    const reply = await testTransport().open({ method: 'GET', url: server.origin }, noAbort);
    const reading = bytesOf(reply.chunks());

    reply.discard();

    expect(await reading).toHaveLength(0);
    await server.peers[0]?.closed();
  });

  it('stops reading while nobody asks for more', async () => {
    let written = 0;
    const server = await scriptedServer([
      async (peer) => {
        await peer.head();
        await peer.write('HTTP/1.1 200 OK\r\ncontent-length: 100000000\r\n\r\n');
        for (; written < 100_000_000; written += BLOB.byteLength) await peer.write(BLOB);
      },
    ]);

    const time = stopTime();
    const reply = await testTransport().open({ method: 'GET', url: server.origin }, noAbort);

    await time.pass(2 * IDLE_MS, () => written);

    expect(written).toBeLessThan(20_000_000);
    // nor is it the server's fault
    for await (const chunk of reply.chunks()) {
      expect(chunk.byteLength).toBeGreaterThan(0);
      break;
    }
    reply.discard();
  });
});
