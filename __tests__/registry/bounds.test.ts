import { afterEach, describe, expect, test } from 'vitest';
import { digestOf } from '../../src/core/image/digest.ts';
import type { Credentials } from '../../src/registry/auth/credentials.ts';
import { LARGE, startBlobCopies, times, type BlobCopies } from '../support/blob-copies.ts';
import { failureOf, NEVER, registriesFor } from '../support/registry-under-test.ts';
import { sampleImage, utf8 } from '../support/sample-images.ts';
import {
  errorBody,
  startScriptedRegistry,
  type Intercept,
  type RegistryAnswer,
  type ScriptedRegistry,
} from '../support/scripted-registry.ts';

const SESSION = /\/uploads\/\d/;
const IMAGE = sampleImage([utf8('layer')]).root;

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function copies(script: Parameters<typeof startBlobCopies>[0]): Promise<BlobCopies> {
  const started = await startBlobCopies(script);
  closers.push(() => started.close());
  return started;
}

async function registryWith(intercept: Intercept): Promise<ScriptedRegistry> {
  const registry = await startScriptedRegistry(intercept);
  closers.push(() => registry.close());
  registry.manifests.set(`a/b ${IMAGE.digest}`, { type: IMAGE.mediaType, bytes: IMAGE.bytes });
  return registry;
}

const getManifest = (registry: ScriptedRegistry, credentials?: Credentials) =>
  registriesFor(
    [registry.host],
    credentials === undefined ? {} : { credentials: { [registry.host]: credentials } },
  )
    .registries.repository('source', registry.host, 'a/b')
    .getManifest(IMAGE.digest, NEVER);

describe('what never ends', () => {
  test('a source that always breaks off a little later is resumed eight times, then the blob starts over', async () => {
    const started = await copies({
      from: ({ headers }) => {
        const from = Number(/^bytes=(\d+)-/.exec(headers['range'] ?? '')?.[1] ?? 0);
        return {
          status: from === 0 ? 200 : 206,
          headers: { 'content-range': `bytes ${from}-${LARGE.byteLength - 1}/${LARGE.byteLength}` },
          body: LARGE.subarray(from),
          breakAfterBytes: 1_000,
        };
      },
    });
    expect((await failureOf(started.copy(LARGE))).code).toBe('CONNECTION_FAILED');
    const starts = started.source.calls.filter(({ headers }) => headers['range'] === undefined).length;
    // the first start and four new ones
    expect(starts).toBe(5);
    expect(started.source.calls).toHaveLength(starts * 9);
    expect(started.destination.openSessions()).toBe(0);
  });

  test('a commit whose answer is always lost is asked for three times in each start', async () => {
    const started = await copies({
      to: ({ method, path }) => (method === 'PUT' && SESSION.test(path) ? 'break' : undefined),
    });
    expect((await failureOf(started.copy(LARGE))).code).toBe('CONNECTION_FAILED');
    const commits = started.destination.lines().filter((line) => line.startsWith('PUT'));
    expect(commits).toHaveLength(5 * 3);
    expect(started.destination.blobs.size).toBe(0);
  });

  test('a manifest that always breaks off is read three times', async () => {
    const registry = await registryWith(({ path }) =>
      path.includes('/manifests/')
        ? {
            status: 200,
            headers: { 'content-type': IMAGE.mediaType },
            body: IMAGE.bytes,
            breakAfterBytes: 10,
          }
        : undefined,
    );
    expect((await failureOf(getManifest(registry))).code).toBe('CONNECTION_FAILED');
    expect(registry.calls).toHaveLength(3);
  });

  test('a source that goes on after the blob is left, also where chunks are sent', async () => {
    const longer: RegistryAnswer = {
      status: 200,
      headers: { 'transfer-encoding': 'chunked' },
      body: chunked(Buffer.concat([LARGE, Buffer.alloc(8_000_000)])),
    };
    let received = 0;
    let downloads = 0;
    const started = await copies({
      // the first time as it should be: what is refused then is the size of the body
      from: (_call, usual) => (downloads++ === 0 ? usual() : longer),
      to: ({ method, body }) => {
        if (method !== 'PATCH') return undefined;
        if (body.byteLength > 1_500_000) return { status: 413 };
        received += body.byteLength;
        return undefined;
      },
    });
    expect((await failureOf(started.copy(LARGE))).code).toBe('DIGEST_MISMATCH');
    // two tries of a blob that is left within a chunk of its end
    expect(received).toBeGreaterThan(0);
    expect(received).toBeLessThanOrEqual(2 * LARGE.byteLength);
    expect(started.destination.blobs.size).toBe(0);
  });
});

function chunked(bytes: Uint8Array): Buffer {
  const end = Buffer.from('\r\n');
  return Buffer.concat([
    Buffer.from(`${bytes.byteLength.toString(16)}\r\n`),
    bytes,
    end,
    Buffer.from('0\r\n\r\n'),
  ]);
}

describe('questions that nobody has to ask', () => {
  test('after 503 to a digest it is not asked whether there is such a repository', async () => {
    const registry = await registryWith(times('GET', /manifests/, [{ status: 503 }]));
    expect((await failureOf(getManifest(registry))).code).toBe('SERVER_UNAVAILABLE');
    expect(registry.lines().filter((line) => line.includes('tags/list'))).toEqual([]);
  });

  test('after a refused token the door is not asked again how to log in', async () => {
    const registry = await registryWith(() => ({ status: 401, body: errorBody('UNAUTHORIZED') }));
    const error = await failureOf(getManifest(registry, { kind: 'bearer', token: 'sha256~x' }));
    expect(error.code).toBe('LOGIN_FAILED');
    expect(registry.lines()).toEqual([`GET /v2/a/b/manifests/${IMAGE.digest}`]);
  });
});

test('a password is exchanged where the token server of OpenShift is only looked like', async () => {
  const registry = await registryWith(({ path, headers }) => {
    if (path.startsWith('/openshift/token')) return { status: 200, body: '{"token":"T"}' };
    if (headers['authorization'] === 'Bearer T') return undefined;
    const realm = `Bearer realm="http://${headers['host'] ?? ''}/openshift/token",service="registry"`;
    return { status: 401, headers: { 'www-authenticate': realm } };
  });
  await getManifest(registry, { kind: 'basic', username: 'me', password: 'sha256~x' });
  expect(registry.calls.map(({ headers }) => headers['authorization'])).toEqual([
    undefined,
    `Basic ${btoa('me:sha256~x')}`,
    'Bearer T',
  ]);
});

test('an empty 400 of OpenShift is about the name only where the name is odd', async () => {
  const headers = { 'x-registry-supports-signatures': '1' };
  const registry = await registryWith(() => ({ status: 400, headers }));
  expect((await failureOf(getManifest(registry))).code).toBe('PROTOCOL_VIOLATION');
  const { registries } = registriesFor([registry.host]);
  const odd = registries.repository('source', registry.host, 'a/b/c').getManifest(digestOf(utf8('x')), NEVER);
  expect((await failureOf(odd)).code).toBe('INPUT_INVALID');
});
