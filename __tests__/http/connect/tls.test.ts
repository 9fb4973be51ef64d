import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { DigestVerifier, digestOf } from '../../../src/core/image/digest.ts';
import { failureOf, noAbort, testTransport } from '../../support/http-transport.ts';
import { scriptedServer, serving, type Script } from '../../support/scripted-server.ts';
import { selfSigned, testAuthority, type TestAuthority } from '../../support/test-certificates.ts';

const fine: Script = serving((_request, peer) => peer.reply(200, {}, 'fine'));

let authority: TestAuthority;
beforeAll(async () => {
  authority = await testAuthority('Corporate Root');
});

describe('trust', () => {
  it('is given to the authority of the side', async () => {
    const server = await scriptedServer([], { tls: await authority.issue(), otherwise: fine });
    const transport = testTransport({ ca: authority.cert });

    expect((await transport.send({ method: 'GET', url: server.origin }, noAbort)).status).toBe(200);
    const reply = await transport.open({ method: 'GET', url: server.origin }, noAbort);
    expect(Buffer.from(await reply.read(10)).toString()).toBe('fine');
  });

  it('stays with NODE_EXTRA_CA_CERTS when the side has an authority of its own', async () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'ca-')), 'extra.pem');
    writeFileSync(file, authority.cert);
    const server = await scriptedServer([], { tls: await authority.issue(), otherwise: fine });
    const other = await testAuthority('Other');
    const url = (file: string): string =>
      JSON.stringify(new URL(`../../../src/${file}`, import.meta.url).href);
    const script = `
      const { createTransport } = await import(${url('http/transport.ts')});
      const { systemClock } = await import(${url('entry/compose/system-clock.ts')});
      const transport = createTransport({ side: 'source', ca: process.env.CA, clock: systemClock, retries: 0 });
      const reply = await transport.send({ method: 'GET', url: process.env.URL }, new AbortController().signal);
      console.log(reply.status);
      await transport.close();`;

    // Node reads the variable when it starts
    const env = { PATH: process.env['PATH'], NODE_EXTRA_CA_CERTS: file, CA: other.cert, URL: server.origin };
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      env,
    });

    expect(stdout.trim()).toBe('200');
  });

  it('is not needed for a host marked insecure, and for no other', async () => {
    const marked = await scriptedServer([], { tls: await authority.issue(), otherwise: fine });
    const other = await scriptedServer([], { tls: await authority.issue(), otherwise: fine });
    const transport = testTransport({ insecureHosts: (host) => host === marked.host });

    expect((await transport.send({ method: 'GET', url: marked.origin }, noAbort)).status).toBe(200);
    expect((await failureOf(transport.send({ method: 'GET', url: other.origin }, noAbort))).code).toBe(
      'TLS_FAILED',
    );
    expect(other.wire()).toBe('');
  });

  it('missing: the error names the authority and the input that helps, and nothing was sent', async () => {
    const server = await scriptedServer([], { tls: await authority.issue(), otherwise: fine });

    const error = await failureOf(
      testTransport().send(
        { method: 'GET', url: server.origin, headers: { authorization: 'Bearer x' } },
        noAbort,
      ),
    );

    expect(error.code).toBe('TLS_FAILED');
    expect(error.message).toContain(`the source ${server.host} is not trusted`);
    expect(error.message).toContain('issued by Corporate Root');
    expect(error.hint).toContain('`source-ca`');
    expect(error.hint).toContain(`openssl s_client -showcerts -connect ${server.host} </dev/null`);
    expect(server.wire()).toBe('');
  });

  it.each([
    ['expired', { notBefore: new Date('2020-01-01'), notAfter: new Date('2020-02-01') }, 'has expired on'],
    [
      'not yet valid',
      { notBefore: new Date('2100-01-01'), notAfter: new Date('2101-01-01') },
      'not valid yet',
    ],
    ['made for another host', { names: ['other.example'], addresses: [] }, 'another host: DNS:other.example'],
  ])('refused to a certificate that is %s', async (_name, options, message) => {
    const server = await scriptedServer([], { tls: await authority.issue(options), otherwise: fine });

    const error = await failureOf(
      testTransport({ ca: authority.cert }).send({ method: 'GET', url: server.origin }, noAbort),
    );

    expect(error.code).toBe('TLS_FAILED');
    expect(error.message).toContain(message);
    expect(server.wire()).toBe('');
  });

  it('refused to a self-signed certificate', async () => {
    const server = await scriptedServer([], { tls: await selfSigned(), otherwise: fine });

    const error = await failureOf(testTransport().send({ method: 'GET', url: server.origin }, noAbort));

    expect(error.message).toContain('self-signed');
  });
});

describe('handshakes', () => {
  it('say so when the port speaks plain http, and never fall back to it', async () => {
    const plain = createServer((_request, response) => response.end('secret'));
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
    const address = plain.address();
    const port = typeof address === 'object' ? address?.port : undefined;

    const error = await failureOf(
      testTransport().send({ method: 'GET', url: `https://127.0.0.1:${port}/` }, noAbort),
    );
    plain.close();

    expect(error.code).toBe('TLS_FAILED');
    expect(error.message).toContain('does not use TLS');
    expect(error.hint).toContain(`set the input \`source-registry\` to http://127.0.0.1:${port};`);
  });

  it('are not needed to see that a plain http address is a TLS server', async () => {
    const server = await scriptedServer([], { tls: await authority.issue(), otherwise: fine });

    const error = await failureOf(
      testTransport().open({ method: 'GET', url: `http://127.0.0.1:${server.port}/` }, noAbort),
    );

    expect(['PROTOCOL_VIOLATION', 'CONNECTION_FAILED']).toContain(error.code);
  });

  it('name the host, but no address literal, and ask for HTTP/1.1 only', async () => {
    const server = await scriptedServer([], { tls: await authority.issue(), otherwise: fine });
    const transport = testTransport({ ca: authority.cert });

    await transport.send({ method: 'GET', url: server.origin }, noAbort);
    await transport.send({ method: 'GET', url: `https://127.0.0.1:${server.port}/` }, noAbort);

    const [named, literal] = server.peers.map((peer) => peer.socket as TLSSocket & { servername: unknown });
    expect(named?.servername).toBe('localhost');
    expect(literal?.servername).toBe(false);
    expect(named?.alpnProtocol).toBe('http/1.1');
  });

  it('use the session of an earlier connection', async () => {
    const server = await scriptedServer([], { tls: await authority.issue(), otherwise: fine });
    const transport = testTransport({ ca: authority.cert });

    await transport.send({ method: 'GET', url: server.origin }, noAbort);
    const reply = await transport.open({ method: 'GET', url: server.origin }, noAbort);
    reply.discard();

    expect(server.peers.map((peer) => (peer.socket as TLSSocket).isSessionReused())).toEqual([false, true]);
  });
});

describe('relaying over TLS', () => {
  it('keeps every byte, with a destination that is slower than the source and the other way round', async () => {
    const blob = randomBytes(8_000_000);
    const digest = digestOf(blob);
    const tls = await authority.issue();
    const slowly: Script = async (peer) => {
      await peer.head();
      await peer.write(`HTTP/1.1 200 OK\r\ncontent-length: ${blob.byteLength}\r\n\r\n`);
      for (let offset = 0; offset < blob.byteLength; offset += 400_001) {
        await peer.write(blob.subarray(offset, offset + 400_001));
        await peer.delay(2);
      }
      await peer.stall();
    };
    const source = await scriptedServer([serving((_request, peer) => peer.reply(200, {}, blob)), slowly], {
      tls,
    });
    const stores: Script = async (peer) => {
      for (;;) {
        peer.deafen();
        await peer.delay(100);
        peer.socket.resume();
        const { body } = await peer.request();
        await peer.reply(201, { 'x-stored': digestOf(body) });
      }
    };
    const destination = await scriptedServer([], { tls, otherwise: stores });
    const from = testTransport({ ca: authority.cert });
    const to = testTransport({ ca: authority.cert, side: 'destination' });
    const opening = [0, 1].map(() => from.open({ method: 'GET', url: source.origin }, noAbort));

    const results = await Promise.all(
      (await Promise.all(opening)).map((download) =>
        to.relay(
          {
            upload: { method: 'PUT', url: destination.origin },
            download,
            sizeBytes: blob.byteLength,
            reopen: async () => undefined,
            verifier: new DigestVerifier(digest),
            onBytes: () => undefined,
          },
          noAbort,
        ),
      ),
    );

    for (const result of results) {
      expect(result).toMatchObject({ kind: 'sent', reply: { headers: { 'x-stored': [digest] } } });
    }
  });
});
