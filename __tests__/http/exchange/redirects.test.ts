import { describe, expect, it } from 'vitest';
import { failureOf, noAbort, testTransport } from '../../support/http-transport.ts';
import { scriptedServer, serving, type Script, type ScriptedServer } from '../../support/scripted-server.ts';
import { testAuthority } from '../../support/test-certificates.ts';

const SECRETS = {
  authorization: 'Bearer secret',
  cookie: 'a=b',
  'x-registry-auth': 'c',
  accept: '*/*',
  range: 'bytes=1-',
};

const storage: Script = serving((_request, peer) => peer.reply(200, {}, 'blob'));

function redirecting(location: string | (() => string), status = 307): Script {
  return serving((_request, peer) =>
    peer.reply(status, { location: typeof location === 'string' ? location : location() }, 'moved'),
  );
}

async function contentOf(
  server: ScriptedServer,
  path = '/v2/a/blobs/x',
  transport = testTransport(),
): Promise<string> {
  const reply = await transport.open({ method: 'GET', url: server.origin + path, headers: SECRETS }, noAbort);
  return Buffer.from(await reply.read(100)).toString();
}

describe('following redirects', () => {
  it.each([301, 302, 303, 307, 308])('follows %i and says who answered', async (status) => {
    const target = await scriptedServer([storage]);
    const server = await scriptedServer([redirecting(`${target.origin}/data`, status)]);

    const reply = await testTransport().open({ method: 'GET', url: server.origin }, noAbort);

    expect(reply).toMatchObject({ status: 200, url: `${target.origin}/data` });
    reply.discard();
  });

  it('leaves every credential behind when the origin changes, a port is enough', async () => {
    const target = await scriptedServer([storage]);
    const server = await scriptedServer([redirecting(`${target.origin}/data`)]);

    expect(await contentOf(server)).toBe('blob');

    expect(server.wire()).toContain('authorization: Bearer secret\r\n');
    expect(target.wire()).not.toMatch(/authorization|cookie|x-registry-auth/i);
    expect(target.wire()).toMatch(/^accept: \*\/\*\r$/m);
    expect(target.wire()).toMatch(/^range: bytes=1-\r$/m);
  });

  it('keeps them on the same origin', async () => {
    const server = await scriptedServer([
      serving((request, peer) =>
        request.head.startsWith('GET /final ')
          ? peer.reply(200, {}, 'blob')
          : peer.reply(307, { location: '/final' }),
      ),
    ]);

    expect(await contentOf(server)).toBe('blob');

    expect(server.wire().match(/authorization: Bearer secret/g)).toHaveLength(2);
  });

  it('does not take them up again when the chain comes back', async () => {
    const target = await scriptedServer([redirecting(() => `${server.origin}/final`)]);
    const server: ScriptedServer = await scriptedServer([], {
      otherwise: serving((request, peer) =>
        request.head.startsWith('GET /final ')
          ? peer.reply(200, {}, 'blob')
          : peer.reply(307, { location: `${target.origin}/b` }),
      ),
    });

    expect(await contentOf(server)).toBe('blob');

    expect(server.wire().match(/authorization/g)).toHaveLength(1);
  });

  it('sends path and query of the target byte for byte', async () => {
    const path = "/a//b/../c'd?X-Sig=a~b%2B+c==&empty&x='y'";
    const target = await scriptedServer([storage]);
    const server = await scriptedServer([redirecting(target.origin + path)]);

    await contentOf(server);

    expect(target.wire()).toContain(`GET ${path} HTTP/1.1\r\n`);
  });

  it('follows ten redirects and refuses the eleventh', async () => {
    const counting = (limit: number): Script => {
      let count = 0;
      return serving((_request, peer) =>
        (count += 1) > limit ? peer.reply(200, {}, 'blob') : peer.reply(307, { location: `/${count}` }),
      );
    };
    const ten = await scriptedServer([counting(10)]);
    const eleven = await scriptedServer([counting(11)]);

    expect(await contentOf(ten)).toBe('blob');
    expect((await failureOf(contentOf(eleven))).code).toBe('UNSAFE_REDIRECT');
  });

  it('starts again at the registry when what it was sent to fails', async () => {
    let first = true;
    const target = await scriptedServer([], {
      otherwise: async (peer) => {
        await peer.request();
        if (first) peer.reset();
        else await peer.reply(200, {}, 'blob');
        first = false;
      },
    });
    let count = 0;
    const server = await scriptedServer([redirecting(() => `${target.origin}/signed?n=${(count += 1)}`)]);

    expect(await contentOf(server)).toBe('blob');

    expect(target.wire()).toContain('GET /signed?n=2 ');
  });

  it('returns a refusal of the storage as it is', async () => {
    const target = await scriptedServer([
      serving((_request, peer) => peer.reply(401, { 'www-authenticate': 'Basic' })),
    ]);
    const server = await scriptedServer([redirecting(`${target.origin}/data`)]);

    const reply = await testTransport().open(
      { method: 'GET', url: server.origin, headers: SECRETS },
      noAbort,
    );

    expect(reply).toMatchObject({ status: 401, url: `${target.origin}/data` });
    reply.discard();
  });
});

describe('redirects that must not be followed', () => {
  it.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://10.0.0.1/',
    'http://192.168.1.1/',
    'http://[::1]/',
    'http://[::ffff:10.0.0.1]/',
    'http://[fe80::1]/',
    'http://0.0.0.0/',
    'http://2130706434/',
    'http://0x7f.2/',
    'http://127.0.0.2/',
    'http://localhost/',
    'http://localhost./',
    'http://evil.localhost/',
  ])('%s: an internal address', async (location) => {
    const server = await scriptedServer([redirecting(location)]);

    const error = await failureOf(contentOf(server));

    expect(error.code).toBe('UNSAFE_REDIRECT');
  });

  it('names the host and not the query', async () => {
    const server = await scriptedServer([redirecting('http://10.0.0.1/x?signature=secret')]);

    const error = await failureOf(contentOf(server));

    expect(error.message).toContain('10.0.0.1');
    expect(JSON.stringify([error.message, error.hint, error.where])).not.toContain('secret');
  });

  it.each([
    ['without Location', '', 'PROTOCOL_VIOLATION'],
    ['with two', 'location: /a\r\nlocation: /b\r\n', 'PROTOCOL_VIOLATION'],
    ['with another scheme', 'location: javascript:alert(1)\r\n', 'PROTOCOL_VIOLATION'],
    ['to a file', 'location: file:///etc/passwd\r\n', 'PROTOCOL_VIOLATION'],
    ['with a user name', 'location: http://user:password@127.0.0.1/\r\n', 'PROTOCOL_VIOLATION'],
    ['with a space', 'location: http://127.0.0.1/a b\r\n', 'PROTOCOL_VIOLATION'],
    ['with a backslash in the host', 'location: http://127.0.0.1\\@10.0.0.1/\r\n', 'PROTOCOL_VIOLATION'],
    ['too long', `location: /${'x'.repeat(9000)}\r\n`, 'PROTOCOL_VIOLATION'],
  ])('one %s', async (_name, header, code) => {
    const server = await scriptedServer([], {
      otherwise: serving((_request, peer) =>
        peer.write(`HTTP/1.1 307 Moved\r\n${header}content-length: 0\r\n\r\n`),
      ),
    });

    expect((await failureOf(contentOf(server))).code).toBe(code);
  });

  it('from https to http', async () => {
    const authority = await testAuthority();
    const plain = await scriptedServer([]);
    const server = await scriptedServer([redirecting(`http://localhost:${plain.port}/`)], {
      tls: await authority.issue(),
    });

    const error = await failureOf(contentOf(server, '/', testTransport({ ca: authority.cert })));

    expect(error.code).toBe('UNSAFE_REDIRECT');
    expect(error.message).toContain('https to http');
  });

  it('to a host whose certificate is not trusted, although the registry needs none', async () => {
    const authority = await testAuthority();
    const certificate = await authority.issue();
    const target = await scriptedServer([], { tls: certificate, otherwise: (peer) => peer.stall() });
    const server = await scriptedServer([redirecting(`${target.origin}/`)], { tls: certificate });

    const error = await failureOf(contentOf(server, '/', testTransport({ insecureHosts: true })));

    expect(error.code).toBe('TLS_FAILED');
    expect(error.where.host).toBe(target.host);
    expect(target.wire()).toBe('');
  });
});
