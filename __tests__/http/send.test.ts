import { describe, expect, it } from 'vitest';
import { failureOf, noAbort, testTransport } from '../support/http-transport.ts';
import { scriptedServer, serving } from '../support/scripted-server.ts';
import { untilQuiet } from '../support/stopped-time.ts';

describe('sending control traffic', () => {
  it('gives status, headers with all their values, and body', async () => {
    const server = await scriptedServer([
      async (peer) => {
        await peer.request(/^GET \/v2\/ HTTP\/1\.1\r\n/);
        await peer.write(
          'HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm="a"\r\nwww-authenticate: Bearer realm="b"\r\nContent-Length: 2\r\n\r\n{}',
        );
      },
    ]);

    const reply = await testTransport().send({ method: 'GET', url: `${server.origin}/v2/` }, noAbort);

    expect(reply.status).toBe(401);
    expect(reply.headers['www-authenticate']).toEqual(['Basic realm="a"', 'Bearer realm="b"']);
    expect(Buffer.from(reply.body).toString()).toBe('{}');
    expect(reply.attempts).toBe(1);
  });

  it('sends path and query byte for byte, and a body with its length', async () => {
    const path = "/v2/a//b/uploads/x?_state=AbC==&f&n=~'%2B+%7E";
    const server = await scriptedServer([serving((_request, peer) => peer.reply(202))]);

    await testTransport().send({ method: 'PUT', url: `${server.origin}${path}`, body: 'äb' }, noAbort);

    expect(server.wire()).toContain(`PUT ${path} HTTP/1.1\r\n`);
    expect(server.wire()).toMatch(/content-length: 3\r\n/i);
    expect(server.wire()).toMatch(/accept-encoding: identity\r\n/i);
  });

  it('keeps the connection for the next request', async () => {
    const server = await scriptedServer([serving((_request, peer) => peer.reply(200))]);
    const transport = testTransport();

    for (let count = 0; count < 3; count += 1)
      await transport.send({ method: 'GET', url: server.origin }, noAbort);

    expect(server.peers).toHaveLength(1);
  });

  it('returns a redirect as it is', async () => {
    const server = await scriptedServer([
      serving((_request, peer) => peer.reply(307, { location: 'http://other/' })),
    ]);

    const reply = await testTransport().send({ method: 'GET', url: server.origin }, noAbort);

    expect(reply.status).toBe(307);
    expect(reply.headers['location']).toEqual(['http://other/']);
  });

  it('refuses a body longer than allowed', async () => {
    const server = await scriptedServer([serving((_request, peer) => peer.reply(200, {}, 'x'.repeat(101)))]);

    const error = await failureOf(
      testTransport().send({ method: 'GET', url: server.origin, maxBodyBytes: 100 }, noAbort),
    );

    expect(error.code).toBe('PROTOCOL_VIOLATION');
    expect(error.message).toContain('longer than 100 bytes');
  });

  it('names side, host, request and attempt of a failure', async () => {
    const server = await scriptedServer([], { otherwise: (peer) => peer.head().then(() => peer.reset()) });

    const error = await failureOf(
      testTransport().send({ method: 'PUT', url: `${server.origin}/v2/a/manifests/1?secret=x` }, noAbort),
    );

    expect(error.code).toBe('CONNECTION_FAILED');
    expect(error.where).toEqual({
      side: 'source',
      host: server.host,
      request: 'PUT /v2/a/manifests/1',
      attempt: 1,
    });
    expect(error.message + (error.hint ?? '')).not.toContain('secret');
  });
});

describe('repeating', () => {
  it('sends again at once, and only once, when the kept connection was closed meanwhile', async () => {
    const answerOnce = async (peer: Parameters<ReturnType<typeof serving>>[0]) => {
      await peer.request();
      await peer.reply(200);
      await peer.head();
      peer.reset();
    };
    const server = await scriptedServer([answerOnce, serving((_request, peer) => peer.reply(201))]);
    const lines: string[] = [];
    const transport = testTransport({ log: (line) => void lines.push(line) });
    await transport.send({ method: 'GET', url: server.origin }, noAbort);

    const reply = await transport.send({ method: 'POST', url: `${server.origin}/x`, body: 'b' }, noAbort);

    expect(reply).toMatchObject({ status: 201, attempts: 2 });
    expect(lines).toEqual([expect.stringContaining('kept connection')]);
  });

  it('does not repeat a request that may have been seen', async () => {
    const server = await scriptedServer([
      async (peer) => {
        await peer.request();
        peer.reset();
      },
    ]);

    const error = await failureOf(testTransport().send({ method: 'POST', url: server.origin }, noAbort));

    expect(error.code).toBe('CONNECTION_FAILED');
  });

  it.each([408, 429, 500, 502, 503, 504])(
    'repeats after %i and returns the answer that follows',
    async (status) => {
      let count = 0;
      const server = await scriptedServer([
        serving((_request, peer) => peer.reply((count += 1) === 1 ? status : 200)),
      ]);

      const reply = await testTransport().send({ method: 'GET', url: server.origin }, noAbort);

      expect(reply).toMatchObject({ status: 200, attempts: 2 });
    },
  );

  it('returns the last answer when repetitions are used up', async () => {
    const server = await scriptedServer([serving((_request, peer) => peer.reply(503, {}, 'busy'))]);

    const reply = await testTransport().send({ method: 'GET', url: server.origin }, noAbort);

    expect(reply).toMatchObject({ status: 503, attempts: 3 });
  });

  it('fails at once when it is asked to wait longer than it may', async () => {
    const server = await scriptedServer([
      serving((_request, peer) => peer.reply(429, { 'retry-after': '3600' })),
    ]);

    const error = await failureOf(testTransport().send({ method: 'GET', url: server.origin }, noAbort));

    expect(error.code).toBe('RATE_LIMITED');
    expect(error.message).toContain('3600 s');
  });
});

describe('servers that misbehave', () => {
  it.each([
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'],
    [
      'length and chunks',
      'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['20 KB of headers', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`],
    ['HTML', '<html>Login</html>'],
    ['a negative length', 'HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n'],
  ])('%s', async (_name, text) => {
    const server = await scriptedServer([
      async (peer) => {
        await peer.request();
        await peer.write(text);
        await peer.stall();
      },
    ]);

    const error = await failureOf(testTransport().send({ method: 'GET', url: server.origin }, noAbort));

    expect(error.code).toBe('PROTOCOL_VIOLATION');
    expect(error.message).toContain(server.host);
  });

  it('are given up when they fall silent', async () => {
    const server = await scriptedServer([], { otherwise: (peer) => peer.stall() });

    const error = await failureOf(
      testTransport({ idleTimeoutMs: 100, retries: 0 }).send({ method: 'GET', url: server.origin }, noAbort),
    );

    expect(error).toMatchObject({
      code: 'TIMED_OUT',
      hint: expect.stringContaining('`request-timeout`') as string,
    });
  });

  it.each([
    ['head', 'HTTP/1.1 200 OK\r\nx-slow: '],
    ['body', 'HTTP/1.1 200 OK\r\ncontent-length: 4000\r\n\r\n'],
    ['chunked body', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nfff\r\n'],
  ])('are given up when a byte of the %s comes now and then', async (_where, beginning) => {
    const server = await scriptedServer([], {
      otherwise: async (peer) => {
        await peer.head();
        await peer.write(beginning);
        for (;;) {
          await peer.delay(20);
          await peer.write('.');
        }
      },
    });

    const error = await failureOf(
      testTransport({ idleTimeoutMs: 100, retries: 0 }).send({ method: 'GET', url: server.origin }, noAbort),
    );

    expect(error.code).toBe('TIMED_OUT');
    expect(error.message).toContain('almost no data');
  });

  it('get fewer requests at once after 429', async () => {
    let running = 0;
    let most = 0;
    let calm = false;
    const server = await scriptedServer([], {
      otherwise: serving(async (_request, peer) => {
        most = Math.max(most, (running += 1));
        // all that are let through have come
        await untilQuiet(() => running);
        running -= 1;
        await (calm ? peer.reply(200) : peer.reply(429));
      }),
    });
    const transport = testTransport({ retries: 0 });
    const burst = (): Promise<unknown> =>
      Promise.all(
        Array.from({ length: 16 }, () => transport.send({ method: 'GET', url: server.origin }, noAbort)),
      );
    await burst();
    const before = most;

    calm = true;
    most = 0;
    await burst();

    expect(before).toBeGreaterThan(4);
    expect(most).toBeLessThanOrEqual(before / 2);
  });
});

describe('connections that do not come about', () => {
  it('names without address', async () => {
    const error = await failureOf(
      testTransport({ retries: 0 }).send({ method: 'GET', url: 'https://registry.invalid/v2/' }, noAbort),
    );

    expect(error.code).toBe('CONNECTION_FAILED');
    expect(error.message).toMatch(
      /the name of the source registry\.invalid does not resolve \((ENOTFOUND|EAI_AGAIN)\)/,
    );
  });

  it('servers that break them off in the handshake, tried again for every kind of request', async () => {
    const server = await scriptedServer([], { otherwise: (peer) => peer.reset() });

    const error = await failureOf(
      testTransport().send({ method: 'POST', url: `https://127.0.0.1:${server.port}/` }, noAbort),
    );

    expect(error).toMatchObject({ code: 'CONNECTION_FAILED', where: { attempt: 3 } });
  });

  it('ports nobody listens on, tried again for every kind of request', async () => {
    const server = await scriptedServer([]);
    await server.close();

    const error = await failureOf(testTransport().send({ method: 'POST', url: server.origin }, noAbort));

    expect(error).toMatchObject({ code: 'CONNECTION_FAILED', where: { attempt: 3 } });
    expect(error.message).toContain('refused the connection');
  });
});

describe('requests that cannot be sent', () => {
  it.each([
    [
      'a line break in a header',
      { url: 'http://127.0.0.1/', headers: { authorization: 'Bearer s3cr3t\n' } },
      'INPUT_INVALID',
    ],
    ['a header that is ours', { url: 'http://127.0.0.1/', headers: { host: 'other' } }, 'INPUT_INVALID'],
    ['a header name that is none', { url: 'http://127.0.0.1/', headers: { 'a b': 'c' } }, 'INPUT_INVALID'],
    ['credentials in the URL', { url: 'http://user:s3cr3t@127.0.0.1/' }, 'PROTOCOL_VIOLATION'],
    ['another scheme', { url: 'ftp://127.0.0.1/' }, 'PROTOCOL_VIOLATION'],
  ])('%s', async (_name, request, code) => {
    const transport = testTransport();

    for (const verb of ['send', 'open'] as const) {
      const error = await failureOf(transport[verb]({ method: 'GET', ...request }, noAbort));
      expect(error.code).toBe(code);
      expect(JSON.stringify([error.message, error.hint, error.where])).not.toContain('s3cr3t');
    }
  });
});

describe('cancelling', () => {
  it('ends a request that waits for its answer, and closes its connection', async () => {
    const server = await scriptedServer([(peer) => peer.head().then(() => peer.closed())]);
    const controller = new AbortController();
    const sending = failureOf(testTransport().send({ method: 'GET', url: server.origin }, controller.signal));
    while (server.wire() === '') await new Promise((resolve) => setTimeout(resolve, 5));

    controller.abort();

    expect((await sending).code).toBe('CANCELLED');
    await server.peers[0]?.closed();
  });

  it('ends a wait between two tries', async () => {
    const server = await scriptedServer([
      serving((_request, peer) => peer.reply(503, { 'retry-after': '60' })),
    ]);
    const controller = new AbortController();
    const sending = failureOf(testTransport().send({ method: 'GET', url: server.origin }, controller.signal));
    while (server.wire() === '') await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 50));

    controller.abort();

    expect((await sending).code).toBe('CANCELLED');
  });

  it('comes before anything is sent when the signal has ended already', async () => {
    const server = await scriptedServer([]);

    const error = await failureOf(
      testTransport().send({ method: 'GET', url: server.origin }, AbortSignal.abort()),
    );

    expect(error.code).toBe('CANCELLED');
  });
});

describe('traces', () => {
  it('have a line for each request, without values of the query', async () => {
    const server = await scriptedServer([serving((_request, peer) => peer.reply(202))]);
    const lines: string[] = [];
    const transport = testTransport({ debug: (line) => lines.push(line) });

    await transport.send({ method: 'PUT', url: `${server.origin}/up?_state=secret&digest=x` }, noAbort);

    expect(lines).toEqual([
      expect.stringMatching(/^source PUT http:\/\/[^ ]+\/up\?_state=…&digest=… 202 \d+ ms$/),
    ]);
  });
});
