import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { PromoteError } from '../../../src/core/text/errors.ts';
import { Connector } from '../../../src/http/connect/connector.ts';
import { HostLoad } from '../../../src/http/connect/host-load.ts';
import { parseTarget } from '../../../src/http/connect/target.ts';
import { settingsOf } from '../../../src/http/connect/transport-options.ts';
import { realClock } from '../../support/clocks.ts';
import { failureOf, noAbort, testTransport } from '../../support/http-transport.ts';
import { scriptedServer, serving, type Script } from '../../support/scripted-server.ts';
import { stopTime } from '../../support/stopped-time.ts';
import { testAuthority } from '../../support/test-certificates.ts';

const fine: Script = serving((_request, peer) => peer.reply(200, {}, 'fine'));

/** A forward proxy that opens every tunnel it is asked for. */
const tunnelling: Script = async (peer) => {
  const head = await peer.head(/^CONNECT \S+ HTTP\/1\.1\r\n/);
  const [, host = '', port = ''] = /^CONNECT ([^:]+):(\d+)/.exec(head) ?? [];
  const upstream = connect(Number(port), host.endsWith('.example') ? '127.0.0.1' : host);
  upstream.on('error', () => peer.socket.destroy());
  await once(upstream, 'connect');
  await peer.write('HTTP/1.1 200 Connection established\r\nproxy-agent: test\r\n\r\n');
  peer.socket.on('data', (chunk: Buffer) => upstream.write(chunk)).on('close', () => upstream.destroy());
  try {
    for await (const chunk of upstream) await peer.write(chunk as Buffer);
    await peer.fin();
  } catch {
    peer.reset();
  }
};

describe('a proxy', () => {
  it.each(['plain', 'tls'])('carries %s connections through tunnels', async (kind) => {
    const authority = await testAuthority();
    const tls = kind === 'tls' ? await authority.issue() : undefined;
    const server = await scriptedServer([], { tls, otherwise: fine });
    const proxy = await scriptedServer([], { otherwise: tunnelling });
    const transport = testTransport({ proxy: `http://us%40er:p%3Aw@${proxy.host}`, ca: authority.cert });

    const sent = await transport.send(
      { method: 'GET', url: server.origin, headers: { authorization: 'B x' } },
      noAbort,
    );
    const opened = await transport.open({ method: 'GET', url: server.origin }, noAbort);

    expect(sent.status).toBe(200);
    expect(Buffer.from(await opened.read(10)).toString()).toBe('fine');
    expect(proxy.wire()).toContain(`CONNECT ${server.host} HTTP/1.1\r\nhost: ${server.host}\r\n`);
    expect(proxy.wire()).toContain(
      `proxy-authorization: Basic ${Buffer.from('us@er:p:w').toString('base64')}\r\n`,
    );
    expect(server.wire()).not.toContain('proxy-authorization');
  });

  it.each([
    ['registry.example', undefined],
    ['10.1.2.3', '10.1.2.3'],
  ])('lends its own address to no server behind it, such as %s', async (host, serverAddress) => {
    const open: Script = async (peer) => {
      await peer.head(/^CONNECT /);
      await peer.write('HTTP/1.1 200 Connection established\r\n\r\n');
    };
    const proxy = await scriptedServer([], { otherwise: open });
    const settings = settingsOf({
      side: 'source',
      clock: realClock,
      environment: {},
      proxy: `http://${proxy.host}`,
    });
    const route = { target: parseTarget(`http://${host}/`), foreign: false, allows: undefined };

    const connection = await new Connector(settings, new HostLoad()).connect(route, undefined, noAbort);

    expect(connection.serverAddress).toBe(serverAddress);
    connection.socket.destroy();
  });

  it('does not lose the end of a body when the server resets the connection right after it', async () => {
    const blob = Buffer.alloc(50_000, 'blob');
    const server = await scriptedServer([
      async (peer) => {
        await peer.request();
        await peer.reply(200, { connection: 'close' }, blob);
        await peer.settle();
        peer.reset();
      },
    ]);
    const proxy = await scriptedServer([], { otherwise: tunnelling });
    const reply = await testTransport({ proxy: proxy.origin }).open(
      { method: 'GET', url: server.origin },
      noAbort,
    );

    let sizeBytes = 0;
    for await (const chunk of reply.chunks()) {
      sizeBytes += chunk.byteLength;
      await new Promise((resolve) => setTimeout(resolve, 60));
    }

    expect(sizeBytes).toBe(blob.byteLength);
  });

  it.each([
    ['the environment', {}, true],
    ['the environment, except for the hosts of NO_PROXY', { NO_PROXY: '10.0.0.0/8,.example' }, false],
    ['the environment, lower case first', { no_proxy: '.svc', NO_PROXY: '.example' }, true],
    [
      'the environment, where an empty variable counts as none',
      { no_proxy: '', NO_PROXY: '.example' },
      false,
    ],
    ['the environment, where an empty proxy counts as none', { http_proxy: '' }, false],
  ])('is taken from %s', async (_what, changes, isProxied) => {
    const server = await scriptedServer([], { otherwise: fine });
    const proxy = await scriptedServer([], { otherwise: tunnelling });
    const environment = { http_proxy: proxy.origin, ...changes };

    // only the proxy knows the name
    const url = `http://server.example:${server.port}/`;
    const outcome = testTransport({ environment, retries: 0 }).send({ method: 'GET', url }, noAbort);

    if (isProxied) expect((await outcome).status).toBe(200);
    else expect((await failureOf(outcome)).code).not.toBe('PROXY_FAILED');
    expect(proxy.peers).toHaveLength(isProxied ? 1 : 0);
  });

  it.each(['127.0.0.1', 'localhost'])(
    'of the environment is not asked for this machine: %s',
    async (name) => {
      const server = await scriptedServer([], { otherwise: fine });
      const environment = { http_proxy: 'http://proxy.example:1' };

      const url = `http://${name}:${server.port}/`;
      const { status } = await testTransport({ environment }).send({ method: 'GET', url }, noAbort);

      expect(status).toBe(200);
    },
  );

  it('is verified when it speaks TLS itself', async () => {
    const authority = await testAuthority();
    const server = await scriptedServer([], { tls: await authority.issue(), otherwise: fine });
    const proxy = await scriptedServer([], { tls: await authority.issue(), otherwise: tunnelling });
    const url = { method: 'GET', url: server.origin } as const;

    const reply = await testTransport({ proxy: proxy.origin, ca: authority.cert }).send(url, noAbort);
    const error = await failureOf(
      testTransport({ proxy: proxy.origin, insecureHosts: true }).send(url, noAbort),
    );

    expect(reply.status).toBe(200);
    expect(error.code).toBe('PROXY_FAILED');
  });

  it.each([
    [407, 'http://USER:PASSWORD@'],
    [403, 'NO_PROXY='],
  ])('that answers %i is named with what to type', async (status, hint) => {
    const proxy = await scriptedServer([], { otherwise: serving((_request, peer) => peer.reply(status)) });

    const error = await failureOf(
      testTransport({ proxy: `http://user:secret@${proxy.host}` }).send(
        { method: 'GET', url: 'https://a.example/' },
        noAbort,
      ),
    );

    expect(error.code).toBe('PROXY_FAILED');
    expect(error.message).toContain(proxy.host);
    expect(error.hint).toContain(hint);
    expect(JSON.stringify(error)).not.toContain('secret');
  });

  it.each([
    ['drops the connection', (peer) => peer.head().then(() => peer.reset())],
    ['ends it in good order', (peer) => peer.head().then(() => peer.fin())],
    ['answers in another tongue', (peer) => peer.head().then(() => peer.write('SSH-2.0-OpenSSH\r\n'))],
    [
      'says more than it should',
      (peer) => peer.head().then(() => peer.write('HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n')),
    ],
  ] satisfies [string, Script][])('that %s is a proxy error', async (_name, script) => {
    const proxy = await scriptedServer([], { otherwise: script });

    const error = await failureOf(
      testTransport({ proxy: proxy.origin, retries: 1 }).send(
        { method: 'GET', url: 'https://a.example/' },
        noAbort,
      ),
    );

    expect(error.code).toBe('PROXY_FAILED');
  });

  it('that cannot be reached is a proxy error', async () => {
    const error = await failureOf(
      testTransport({ proxy: 'http://127.0.0.1:1', retries: 0 }).send(
        { method: 'GET', url: 'https://a.example/' },
        noAbort,
      ),
    );

    expect(error.code).toBe('PROXY_FAILED');
    expect(error.message).toContain('ECONNREFUSED');
  });

  it('that falls silent runs into the time limit of connecting', async () => {
    const time = stopTime();
    const proxy = await scriptedServer([], { otherwise: (peer) => peer.stall() });
    const transport = testTransport({ proxy: proxy.origin, retries: 0, connectTimeoutMs: 10_000 });

    const sending = failureOf(transport.send({ method: 'GET', url: 'https://a.example/' }, noAbort));

    expect((await time.passUntil(sending, 10_000, () => proxy.wire())).code).toBe('TIMED_OUT');
  });

  it.each(['socks5://127.0.0.1:1080', 'http://', ':::'])('cannot be %s', (proxy) => {
    expect(() => testTransport({ proxy })).toThrow(PromoteError);
    expect(() => testTransport({ environment: { HTTPS_PROXY: proxy } })).toThrow(/HTTPS_PROXY does not name/);
  });
});
