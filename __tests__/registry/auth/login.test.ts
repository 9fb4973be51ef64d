import { afterEach, describe, expect, test } from 'vitest';
import { digestOf } from '../../../src/core/image/digest.ts';
import type { Credentials } from '../../../src/registry/auth/credentials.ts';
import { failureOf, NEVER, registriesFor } from '../../support/registry-under-test.ts';
import type { RegistriesUnderTest } from '../../support/registry-under-test.ts';
import { sampleImage, utf8 } from '../../support/sample-images.ts';
import {
  errorBody,
  startScriptedRegistry,
  type RegistryAnswer,
  type RegistryCall,
  type ScriptedRegistry,
} from '../../support/scripted-registry.ts';

const BASIC: Credentials = { kind: 'basic', username: 'bob', password: 'pass:word' };
const BASIC_HEADER = `Basic ${Buffer.from('bob:pass:word').toString('base64')}`;
const IMAGE = sampleImage([utf8('layer')]);

let registry: ScriptedRegistry;
afterEach(() => registry.close());

interface Script {
  /** answers of the token server */
  readonly token?: (call: RegistryCall, count: number) => RegistryAnswer;
  readonly challenge?: string | readonly string[] | undefined;
  /** which authorization opens the registry */
  readonly accepts: (authorization: string | undefined, call: RegistryCall) => boolean;
}

/** A registry with a door, and a token server on the same host. */
async function start(script: Script): Promise<void> {
  let tokens = 0;
  registry = await startScriptedRegistry((call, usual) => {
    if (call.path.startsWith('/token')) {
      tokens += 1;
      return script.token?.(call, tokens) ?? { status: 404 };
    }
    if (script.accepts(call.headers['authorization'], call)) return usual();
    const challenge =
      'challenge' in script
        ? script.challenge
        : `Bearer realm="http://${call.headers['host']}/token",service="reg"`;
    return {
      status: 401,
      headers: challenge === undefined ? {} : { 'www-authenticate': challenge },
      body: errorBody('UNAUTHORIZED', 'authentication required'),
    };
  });
  registry.manifests.set('a/b 1', { type: IMAGE.root.mediaType, bytes: IMAGE.root.bytes });
}

function client(credentials?: Credentials, realmHosts: readonly string[] = []): RegistriesUnderTest {
  return registriesFor([registry.host], {
    realmHosts,
    ...(credentials === undefined ? {} : { credentials: { [registry.host]: credentials } }),
  });
}

const pull = ({ registries }: RegistriesUnderTest, tag = '1') =>
  registries.repository('source', registry.host, 'a/b').getManifest(tag, NEVER);
const tokenCalls = () => registry.calls.filter(({ path }) => path.startsWith('/token'));
const json = (value: unknown): RegistryAnswer => ({ status: 200, body: JSON.stringify(value) });

describe('a registry that gives out tokens', () => {
  test('is asked without login first, then with a token for what is needed', async () => {
    await start({
      token: () => json({ token: 'T1', expires_in: 300 }),
      accepts: (authorization) => authorization === 'Bearer T1',
    });
    await pull(client(BASIC));
    expect(
      registry.calls.map(({ method, path, headers }) => [method, path, headers['authorization']]),
    ).toEqual([
      ['GET', '/v2/a/b/manifests/1', undefined],
      [
        'GET',
        '/token?service=reg&scope=repository%3Aa%2Fb%3Apull&account=bob&client_id=openshift-promote',
        BASIC_HEADER,
      ],
      ['GET', '/v2/a/b/manifests/1', 'Bearer T1'],
    ]);
  });

  test('is asked for one token by many requests at once, and for one per repository', async () => {
    await start({
      token: (_call, count) => json({ access_token: `T${count}`, expires_in: 300 }),
      accepts: (authorization) => /^Bearer T/.test(authorization ?? ''),
    });
    const one = client(BASIC);
    await Promise.all(Array.from({ length: 16 }, () => pull(one)));
    expect(tokenCalls()).toHaveLength(1);
    await one.registries.repository('source', registry.host, 'a/c').resolveTag('1', NEVER);
    await one.registries.repository('destination', registry.host, 'a/b').resolveTag('1', NEVER);
    expect(tokenCalls().map(({ path }) => new URLSearchParams(path.split('?')[1]).get('scope'))).toEqual([
      'repository:a/b:pull',
      'repository:a/c:pull',
      'repository:a/b:pull,push',
    ]);
  });

  test('is asked anonymously when there is no account', async () => {
    await start({
      token: () => json({ token: 'anon' }),
      accepts: (authorization) => authorization === 'Bearer anon',
    });
    await pull(client());
    expect(tokenCalls()[0]?.headers['authorization']).toBeUndefined();
  });

  test('is asked again before the token ends, and not before', async () => {
    await start({
      token: (_call, count) => json({ token: `T${count}`, expires_in: 300 }),
      accepts: (authorization) => authorization !== undefined,
    });
    const one = client(BASIC);
    await pull(one);
    one.clock.advance(230_000);
    await pull(one);
    expect(tokenCalls()).toHaveLength(1);
    one.clock.advance(11_000);
    await pull(one);
    expect(tokenCalls()).toHaveLength(2);
  });

  test.each([
    [0, 46_000, 44_000],
    [-1, 46_000, 44_000],
    [undefined, 46_000, 44_000],
    ['300', 241_000, 239_000],
    [1e15, 3_541_000, 3_539_000],
  ])('may say %s about the end of a token', async (expires_in, after, before) => {
    await start({
      token: () => json({ token: 'T', expires_in }),
      accepts: (authorization) => authorization !== undefined,
    });
    const one = client(BASIC);
    await pull(one);
    one.clock.advance(before);
    await pull(one);
    expect(tokenCalls()).toHaveLength(1);
    one.clock.advance(after - before);
    await pull(one);
    expect(tokenCalls()).toHaveLength(2);
  });

  test('may end a token early: it is renewed once', async () => {
    let revoked = false;
    await start({
      token: (_call, count) => json({ token: `T${count}`, expires_in: 300 }),
      accepts: (authorization) => authorization === (revoked ? 'Bearer T2' : 'Bearer T1'),
    });
    const one = client(BASIC);
    await pull(one);
    revoked = true;
    await Promise.all([pull(one), pull(one), pull(one)]);
    expect(tokenCalls()).toHaveLength(2);
  });

  test('may refuse for ever: one renewal, then it is an error', async () => {
    await start({ token: (_call, count) => json({ token: `T${count}` }), accepts: () => false });
    const error = await failureOf(pull(client(BASIC)));
    expect(error.code).toBe('LOGIN_FAILED');
    expect(tokenCalls()).toHaveLength(2);
    expect(registry.lines().filter((line) => line.includes('/manifests/'))).toHaveLength(3);
  });

  test('may demand more: the union is asked for once', async () => {
    await start({
      token: (call) => json({ token: call.path.includes('delete') ? 'MORE' : 'LESS' }),
      challenge: `Bearer realm="/token",error="insufficient_scope",scope="repository:a/b:delete repository:secret:pull"`,
      accepts: (authorization) => authorization === 'Bearer MORE',
    });
    await pull(client(BASIC));
    const scopes = tokenCalls().map(({ path }) => new URLSearchParams(path.split('?')[1]).getAll('scope'));
    expect(scopes).toEqual([['repository:a/b:pull,delete']]);
  });

  test('may move its token server within the host', async () => {
    await start({
      token: (call) =>
        call.path.startsWith('/token2')
          ? json({ token: 'T' })
          : { status: 302, headers: { location: '/token2' } },
      accepts: (authorization) => authorization === 'Bearer T',
    });
    await pull(client(BASIC));
    expect(tokenCalls().at(-1)?.headers['authorization']).toBe(BASIC_HEADER);
  });
});

describe('a token server that misbehaves', () => {
  test.each<[string, RegistryAnswer, string]>([
    ['HTML', { status: 200, body: '<html>login</html>' }, 'PROTOCOL_VIOLATION'],
    ['nothing in it', json({}), 'PROTOCOL_VIOLATION'],
    ['two different tokens', json({ token: 'one', access_token: 'SECRET' }), 'PROTOCOL_VIOLATION'],
    ['a token that is no text', json({ token: { a: 1 } }), 'PROTOCOL_VIOLATION'],
    ['a token with a line break', json({ token: 'SECRET\r\nx: y' }), 'PROTOCOL_VIOLATION'],
    ['another JSON value', json(['SECRET']), 'PROTOCOL_VIOLATION'],
    ['far too much', { status: 200, body: 'x'.repeat(200_000) }, 'PROTOCOL_VIOLATION'],
    ['401', { status: 401 }, 'LOGIN_FAILED'],
    ['403', { status: 403, body: errorBody('DENIED') }, 'ACCESS_DENIED'],
    ['500', { status: 500 }, 'SERVER_UNAVAILABLE'],
  ])('answering %s is an error that shows no token', async (_what, answer, code) => {
    await start({ token: () => answer, accepts: () => false });
    const error = await failureOf(pull(client(BASIC)));
    expect(error.code).toBe(code);
    expect(`${error.message} ${error.hint} ${JSON.stringify(error.where)}`).not.toContain('SECRET');
  });

  test('redirecting to another host gets no credentials there', async () => {
    await start({
      token: () => ({ status: 302, headers: { location: 'http://127.0.0.2:1/token' } }),
      accepts: () => false,
    });
    const one = client(BASIC);
    expect((await failureOf(pull(one))).code).toBe('UNSAFE_REDIRECT');
    expect(one.transports.source.sent.every(({ url }) => url.startsWith(registry.url))).toBe(true);
  });

  test('on another host is refused while there are credentials, unless it is allowed', async () => {
    const other = await startScriptedRegistry(() => json({ token: 'T' }));
    try {
      await start({
        challenge: `Bearer realm="${other.url}/token"`,
        accepts: (authorization) => authorization === 'Bearer T',
      });
      const error = await failureOf(pull(client(BASIC)));
      expect(error.code).toBe('UNSAFE_REDIRECT');
      expect(error.message).toContain(other.host);
      expect(other.calls).toHaveLength(0);
      await pull(client(BASIC, [other.host]));
      expect(other.calls).toHaveLength(1);
    } finally {
      await other.close();
    }
  });
});

describe('identity tokens', () => {
  const identity: Credentials = { kind: 'identity', token: 'REFRESH' };

  test('are exchanged by POST', async () => {
    await start({
      token: () => json({ access_token: 'T' }),
      accepts: (authorization) => authorization === 'Bearer T',
    });
    await pull(client(identity));
    expect(tokenCalls()[0]?.method).toBe('POST');
    expect(Object.fromEntries(new URLSearchParams(tokenCalls()[0]?.body.toString()))).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'REFRESH',
      client_id: 'openshift-promote',
      scope: 'repository:a/b:pull',
      service: 'reg',
    });
  });

  test.each([400, 404, 405])('fall back to GET when POST answers %i', async (status) => {
    await start({
      token: (call) => (call.method === 'POST' ? { status } : json({ token: 'T' })),
      accepts: (authorization) => authorization === 'Bearer T',
    });
    await pull(client(identity));
    expect(tokenCalls().map(({ method }) => method)).toEqual(['POST', 'GET']);
  });

  test('that are refused stay refused', async () => {
    await start({ token: () => ({ status: 401 }), accepts: () => false });
    expect((await failureOf(pull(client(identity)))).code).toBe('LOGIN_FAILED');
    expect(tokenCalls()).toHaveLength(1);
  });
});

describe('a registry that wants passwords', () => {
  test('gets them after it has asked, then at once', async () => {
    await start({ challenge: 'Basic realm="r"', accepts: (authorization) => authorization === BASIC_HEADER });
    const one = client(BASIC);
    await pull(one);
    await pull(one);
    expect(registry.calls.map(({ headers }) => headers['authorization'])).toEqual([
      undefined,
      BASIC_HEADER,
      BASIC_HEADER,
    ]);
  });

  test('is not asked again when they are wrong', async () => {
    await start({ challenge: 'Basic realm="r"', accepts: () => false });
    const error = await failureOf(pull(client(BASIC)));
    expect(error.code).toBe('LOGIN_FAILED');
    expect(error.hint).toContain('source-registry-password');
    expect(registry.calls).toHaveLength(2);
  });

  test('gets none when there are none', async () => {
    await start({ challenge: 'Basic realm="r"', accepts: () => false });
    const error = await failureOf(pull(client()));
    expect(error).toMatchObject({ code: 'LOGIN_FAILED', where: { status: 401, host: registry.host } });
    expect(error.hint).toContain('source-token');
    expect(registry.calls).toHaveLength(1);
  });

  test('never gets a user name with a colon', async () => {
    await start({ challenge: 'Basic realm="r"', accepts: () => false });
    const error = await failureOf(
      pull(client({ kind: 'basic', username: 'kube:admin', password: 'secret' })),
    );
    expect(error.code).toBe('INPUT_INVALID');
    expect(registry.calls).toHaveLength(1);
  });
});

describe('a registry that does not say how to log in', () => {
  test('is asked for its challenge, and fails as it did when that does not help', async () => {
    await start({ challenge: undefined, accepts: () => false });
    const error = await failureOf(pull(client(BASIC)));
    expect(error.code).toBe('LOGIN_FAILED');
    expect(registry.calls.map(({ path, headers }) => [path, headers['authorization']])).toEqual([
      ['/v2/a/b/manifests/1', undefined],
      ['/v2/', undefined],
    ]);
  });

  test('may say it at its door', async () => {
    await start({ challenge: undefined, accepts: (authorization) => authorization === BASIC_HEADER });
    await registry.close();
    registry = await startScriptedRegistry((call, usual) => {
      if (call.headers['authorization'] === BASIC_HEADER) return usual();
      return { status: 401, headers: call.path === '/v2/' ? { 'www-authenticate': 'Basic realm="r"' } : {} };
    });
    registry.manifests.set('a/b 1', { type: IMAGE.root.mediaType, bytes: IMAGE.root.bytes });
    await expect(pull(client(BASIC))).resolves.toMatchObject({ digest: IMAGE.root.digest });
  });
});

describe('OpenShift', () => {
  const challenge = () => `Bearer realm="${registry.url}/openshift/token"`;
  const denial = 'Basic realm=openshift,error="access denied"';

  test('gets the token of the cluster as it is, at once', async () => {
    await start({ accepts: (authorization) => authorization === 'Bearer sha256~abc' });
    await pull(client({ kind: 'bearer', token: 'sha256~abc' }));
    expect(registry.calls).toHaveLength(1);
  });

  test('gets a password that is a token without the exchange that would only echo it', async () => {
    registry = await startScriptedRegistry((call, usual) =>
      call.headers['authorization'] === 'Bearer sha256~abc'
        ? usual()
        : { status: 401, headers: { 'www-authenticate': challenge() } },
    );
    registry.manifests.set('a/b 1', { type: IMAGE.root.mediaType, bytes: IMAGE.root.bytes });
    await pull(client({ kind: 'basic', username: 'system:serviceaccount:a:b', password: 'sha256~abc' }));
    expect(registry.lines()).toEqual(['GET /v2/a/b/manifests/1', 'GET /v2/a/b/manifests/1']);
  });

  test.each<[string, Credentials]>([
    ['a token', { kind: 'bearer', token: 'sha256~abc' }],
    ['a password', { kind: 'basic', username: 'x', password: 'sha256~abc' }],
  ])('denying %s is the end: no loop, and all three reasons are named', async (_what, credentials) => {
    registry = await startScriptedRegistry((call) => ({
      status: 401,
      headers: { 'www-authenticate': call.headers['authorization'] === undefined ? challenge() : denial },
      body: errorBody('UNAUTHORIZED', 'authentication required'),
    }));
    const one = client(credentials);
    const error = await failureOf(
      one.registries.repository('destination', registry.host, 'prod/app').putManifest(IMAGE.root, '1', NEVER),
    );
    expect(error.code).toBe('ACCESS_DENIED');
    expect(error.message).toMatch(/no right to push, the project does not exist, or the token expired/);
    expect(error.hint).toContain('oc policy add-role-to-user registry-editor USER -n prod');
    expect(registry.calls.length).toBeLessThanOrEqual(2);
  });

  test('demanding a token from who has sent one is the end, too: nothing is asked anonymously instead', async () => {
    registry = await startScriptedRegistry(() => ({
      status: 401,
      headers: { 'www-authenticate': `Bearer realm="${registry.url}/token"` },
    }));
    const error = await failureOf(pull(client({ kind: 'bearer', token: 'sha256~abc' })));
    expect(error.code).toBe('LOGIN_FAILED');
    expect(registry.lines()).toEqual(['GET /v2/a/b/manifests/1']);
  });

  test('denying a pull names the role for it', async () => {
    registry = await startScriptedRegistry(() => ({ status: 401, headers: { 'www-authenticate': denial } }));
    const error = await failureOf(pull(client({ kind: 'bearer', token: 'sha256~abc' })));
    expect(error.hint).toContain('system:image-puller USER -n a');
  });
});

describe('credentials', () => {
  test('go to their own origin only', async () => {
    const storage = await startScriptedRegistry(() => ({ status: 200, body: 'layer' }));
    try {
      registry = await startScriptedRegistry((call, usual) =>
        call.path.includes('/blobs/sha256') && call.method === 'GET'
          ? { status: 307, headers: { location: `${storage.url}/signed?sig=1` } }
          : usual(),
      );
      const { registries, transports } = client({ kind: 'bearer', token: 'sha256~abc' });
      const layer = utf8('layer');
      await registries.copyBlob(
        { mediaType: 'x/y', digest: digestOf(layer), sizeBytes: layer.byteLength },
        {
          source: registries.repository('source', registry.host, 'a/b'),
          destination: registries.repository('destination', registry.host, 'c/d'),
          onBytes: () => undefined,
          shortcuts: true,
        },
        NEVER,
      );
      expect(storage.calls).toHaveLength(1);
      expect(storage.calls[0]?.headers['authorization']).toBeUndefined();
      expect(transports.source.sent.some(({ url }) => url.startsWith(storage.url))).toBe(true);
    } finally {
      await storage.close();
    }
  });

  test('are not given to a storage host that demands them', async () => {
    const storage = await startScriptedRegistry(() => ({
      status: 401,
      headers: { 'www-authenticate': 'Basic realm="s3"' },
    }));
    try {
      registry = await startScriptedRegistry((call, usual) =>
        call.path.includes('/manifests/')
          ? { status: 307, headers: { location: `${storage.url}/x` } }
          : usual(),
      );
      expect((await failureOf(pull(client(BASIC)))).code).toBe('LOGIN_FAILED');
      expect(storage.calls).toHaveLength(1);
    } finally {
      await storage.close();
    }
  });
});
