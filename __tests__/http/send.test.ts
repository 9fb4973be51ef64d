import { describe, expect, it } from 'vitest';
import { failureOf, noAbort, testTransport } from '../support/http-transport.ts';
import { scriptedServer, serving } from '../support/scripted-server.ts';

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
    const server = await scriptedServer([], { otherwise: (peer) => peer.reset() });

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
