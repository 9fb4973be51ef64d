import { afterEach, beforeEach, expect, it } from 'vitest';
import { createMemoryBackend, type MemoryBackend } from '../../support/memory-backend.ts';
import { codesOf, content, manifestOf, visit } from '../../support/registry-content.ts';
import { startRegistry, type RegistryServer } from '../../support/registry-server.ts';

const imported = content('a layer of an imported image');
const lost = content('the upstream lost this one');
const altered = content('the upstream changed this one');
const upstreamAsked: string[] = [];

let server: RegistryServer;
let backend: MemoryBackend;

beforeEach(async () => {
  upstreamAsked.length = 0;
  backend = createMemoryBackend(
    (username, { namespace }) => username === 'alice' || namespace === 'open',
    async (_namespace, _name, digest) => {
      upstreamAsked.push(digest);
      if (digest === lost.digest) return undefined;
      return chunksOf(digest === imported.digest ? imported.bytes : Buffer.from('something else'));
    },
  );
  backend.tokens.set('t', 'alice');
  server = await startRegistry(backend);
});

afterEach(() => server.close());

it('serves a blob only in repositories that have it: pushed, mounted, or of an image of the stream', async () => {
  const layer = content('layer');
  const config = content('{}');
  const app = visit(server, 'prod/app', 't');
  const other = visit(server, 'prod/other', 't');
  await app.pushBlob(layer);
  await app.pushBlob(config);
  const image = manifestOf(config, [layer]);
  await app.put(image, '1');
  expect((await other.send('HEAD', `/blobs/${layer.digest}`)).status).toBe(404);
  backend.addStream('prod/other', { copied: image.digest });
  expect((await other.send('HEAD', `/blobs/${layer.digest}`)).status).toBe(200);
  const mounted = await visit(server, 'prod/third', 't').start(`?mount=${layer.digest}&from=prod/other`);
  expect(mounted.status).toBe(201);
});

it('fetches what an import left upstream, once, and checks it', async () => {
  const image = manifestOf(content('{}'), [imported, lost, altered]);
  backend.addImage({ ...image, config: undefined });
  backend.addStream('prod/imported', { '1': image.digest });
  const repository = visit(server, 'prod/imported', 't');
  const reply = await repository.send('GET', `/blobs/${imported.digest}`);
  expect([reply.status, reply.body.toString()]).toEqual([200, imported.bytes.toString()]);
  await repository.send('GET', `/blobs/${imported.digest}`);
  expect(upstreamAsked).toEqual([imported.digest]);
  expect((await repository.send('GET', `/blobs/${lost.digest}`)).status).toBe(404);
  expect((await repository.send('GET', `/blobs/${altered.digest}`)).status).toBe(404);
  expect(server.log.some((line) => line.includes(`pull-through of ${altered.digest}`))).toBe(true);
});

it('gives ranges from the end, empty blobs whole, and knows no several ranges', async () => {
  const app = visit(server, 'prod/app', 't');
  const blob = content('0123456789');
  const empty = content('');
  await app.pushBlob(blob);
  await app.pushBlob(empty);
  const last = await app.send('GET', `/blobs/${blob.digest}`, { range: 'bytes=-3' });
  expect([last.status, last.headers['content-range'], last.body.toString()]).toEqual([
    206,
    'bytes 7-9/10',
    '789',
  ]);
  const other = await app.send('GET', `/blobs/${blob.digest}`, { range: 'bytes=2-3', 'if-range': '"other"' });
  expect([other.status, other.body.toString()]).toEqual([200, '0123456789']);
  const none = await app.send('GET', `/blobs/${empty.digest}`);
  expect([none.status, none.headers['content-length']]).toEqual([200, '0']);
  expect((await app.send('GET', `/blobs/${blob.digest}`, { range: 'bytes=0-1,3-4' })).status).toBe(501);
});

it('lets everybody read where the cluster allows it, with the token for nobody', async () => {
  const app = visit(server, 'open/app', 't');
  const blob = content('public');
  await app.pushBlob(blob);
  const without = await server.send('GET', `/v2/open/app/blobs/${blob.digest}`);
  expect([without.status, without.headers['www-authenticate']]).toEqual([
    401,
    'Bearer realm="https://registry.test/openshift/token"',
  ]);
  const { token } = JSON.parse((await server.send('GET', '/openshift/token')).body.toString()) as {
    token: string;
  };
  const anonymous = visit(server, 'open/app', token);
  expect((await anonymous.send('GET', `/blobs/${blob.digest}`)).body.toString()).toBe('public');
  const closed = await visit(server, 'prod/app', token).send('GET', `/blobs/${blob.digest}`);
  expect([closed.status, closed.headers['www-authenticate']]).toEqual([
    401,
    'Basic realm=openshift,error="access denied"',
  ]);
});

it('serves large blobs in pieces and many at once', async () => {
  const app = visit(server, 'prod/app', 't');
  const blob = content('0123456789abcdef'.repeat(400_000));
  await app.pushBlob(blob);
  const replies = await Promise.all(
    Array.from({ length: 8 }, () => app.send('GET', `/blobs/${blob.digest}`)),
  );
  expect(replies.every(({ body }) => body.equals(blob.bytes))).toBe(true);
});

it('answers a failing cluster with 500 and goes on', async () => {
  const broken = {
    ...backend,
    isBlobOfStream: () => {
      throw new TypeError('etcd is gone');
    },
  };
  const other = await startRegistry(broken);
  try {
    const reply = await visit(other, 'prod/app', 't').send('GET', `/blobs/${imported.digest}`);
    expect([reply.status, codesOf(reply)]).toEqual([500, ['UNKNOWN']]);
    expect(other.log.some((line) => line.includes('etcd is gone'))).toBe(true);
    expect((await other.send('GET', '/healthz')).status).toBe(200);
  } finally {
    await other.close();
  }
});

async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes.subarray(0, 3);
  yield bytes.subarray(3);
}
