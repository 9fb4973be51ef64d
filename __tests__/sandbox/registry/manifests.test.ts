import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  DOCKER_LIST,
  DOCKER_MANIFEST,
  OCI_INDEX,
  OCI_MANIFEST,
} from '../../../src/core/image/media-types.ts';
import { createMemoryBackend, type MemoryBackend } from '../../support/memory-backend.ts';
import { codesOf, content, indexOf, manifestOf, visit } from '../../support/registry-content.ts';
import { startRegistry, type RegistryServer } from '../../support/registry-server.ts';

let server: RegistryServer;
let backend: MemoryBackend;

const config = content('{"os":"linux"}');
const layer = content('layer');
const image = manifestOf(config, [layer]);
const dockerImage = manifestOf(config, [layer], { docker: true });

beforeEach(async () => {
  backend = createMemoryBackend((username, { verb, resource }) => {
    if (username === 'pusher') return verb !== 'create' && resource !== 'images';
    return username === 'pruner' || resource !== 'images';
  });
  backend.tokens.set('u', 'pusher');
  backend.tokens.set('t', 'alice');
  backend.tokens.set('p', 'pruner');
  server = await startRegistry(backend);
  const app = visit(server, 'prod/app', 't');
  await app.pushBlob(config);
  await app.pushBlob(layer);
});

afterEach(() => server.close());

it('hides an image pushed by digest until an index of the stream refers to it', async () => {
  const app = visit(server, 'prod/app', 't');
  expect((await app.put(image, image.digest)).status).toBe(201);
  const before = await app.get(image.digest, OCI_MANIFEST);
  expect([before.status, codesOf(before)]).toEqual([500, ['UNKNOWN']]);
  const index = indexOf([{ ...image, platform: 'linux/amd64' }]);
  expect((await app.put(index, '1')).status).toBe(201);
  const after = await app.get(image.digest, OCI_MANIFEST);
  expect([after.status, after.headers['docker-content-digest']]).toEqual([200, image.digest]);
  expect(after.body.equals(image.bytes)).toBe(true);
});

it('hands the configuration of an image to the cluster', async () => {
  await visit(server, 'prod/app', 't').put(image, '1');
  expect(backend.manifest(image.digest)?.config).toEqual(config.bytes);
  expect(backend.manifest(image.digest)?.mediaType).toBe(OCI_MANIFEST);
});

it('denies a tag to those who may push but not make the stream it needs', async () => {
  const pusher = visit(server, 'prod/app', 'u');
  const denied = await pusher.put(image, '1');
  expect([denied.status, codesOf(denied)]).toEqual([403, ['DENIED']]);
  backend.addStream('prod/app');
  expect((await pusher.put(image, '1')).status).toBe(201);
});

it('says in the log why the cluster did not take an image', async () => {
  const index = indexOf([], { change: { manifests: [{ digest: image.digest, size: 1 }] } });
  const reply = await visit(server, 'prod/app', 't').put(index, '1');
  expect([reply.status, codesOf(reply)]).toEqual([500, ['UNKNOWN']]);
  expect(server.log.some((line) => line.includes('architecture: Required value'))).toBe(true);
});

it('names every missing blob, the configuration first', async () => {
  const missing = manifestOf(content('other config'), [layer, content('other layer')]);
  const reply = await visit(server, 'prod/app', 't').put(missing, '1');
  expect([reply.status, codesOf(reply)]).toEqual([400, ['MANIFEST_BLOB_UNKNOWN', 'MANIFEST_BLOB_UNKNOWN']]);
  const { errors } = JSON.parse(reply.body.toString()) as { errors: { detail: string }[] };
  expect(errors[0]?.detail).toBe(content('other config').digest);
});

it('refuses a layer whose size is not the one in the manifest', async () => {
  const wrong = { ...layer, bytes: Buffer.from('layer and more') };
  const reply = await visit(server, 'prod/app', 't').put(manifestOf(config, [wrong]), '1');
  expect(reply.status).toBe(500);
  expect(JSON.parse(reply.body.toString())).toEqual({
    errors: [
      { code: 'UNKNOWN', message: 'unknown error' },
      {
        code: 'UNKNOWN',
        message: 'unknown error',
        detail: { Digest: layer.digest, ActualSize: 5, SizeInManifest: 14 },
      },
    ],
  });
});

it('wants layers with addresses to be foreign ones, and takes those unseen', async () => {
  const app = visit(server, 'prod/app', 't');
  const foreign = {
    mediaType: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
    digest: content('on another server').digest,
    size: 7,
  };
  const withUrls = { ...foreign, urls: ['https://example.com/layer'] };
  const taken = manifestOf(config, [], { docker: true, change: { layers: [withUrls] } });
  expect((await app.put(taken, '1')).status).toBe(201);
  const without = manifestOf(config, [], { docker: true, change: { layers: [foreign] } });
  expect((await app.put(without, '2')).status).toBe(500);
});

it.each([
  ['a body that is not JSON', OCI_MANIFEST, '{'],
  ['an array', OCI_MANIFEST, '[]'],
  ['an index sent as a manifest', OCI_MANIFEST, '{"schemaVersion":2,"manifests":[]}'],
  ['a manifest sent as an index', OCI_INDEX, image.bytes.toString()],
  ['another media type inside', DOCKER_MANIFEST, image.bytes.toString()],
  ['a docker list that does not say so', DOCKER_LIST, '{"schemaVersion":2,"manifests":[]}'],
  ['no media type at all', '', image.bytes.toString()],
])('refuses %s', async (_what, mediaType, body) => {
  const bytes = Buffer.from(body);
  const reply = await visit(server, 'prod/app', 't').put({ mediaType, ...content(body), bytes }, '1');
  expect([reply.status, codesOf(reply)]).toEqual([400, ['MANIFEST_INVALID']]);
});

it('refuses schema versions other than 2', async () => {
  const reply = await visit(server, 'prod/app', 't').put(
    manifestOf(config, [], { change: { schemaVersion: 3 } }),
    '1',
  );
  expect([reply.status, codesOf(reply)]).toEqual([500, ['UNKNOWN']]);
});

it('shows an index without a media type inside to everybody', async () => {
  const app = visit(server, 'prod/app', 't');
  const index = indexOf([{ ...image, platform: 'linux/amd64' }], { change: { mediaType: undefined } });
  expect((await app.put(index, '1')).status).toBe(201);
  const reply = await app.get('1', DOCKER_MANIFEST);
  expect([reply.status, reply.headers['content-type']]).toEqual([200, OCI_INDEX]);
});

it('gives the amd64 image for a docker list by tag only, and only to those who do not know lists', async () => {
  const app = visit(server, 'prod/app', 't');
  const arm = manifestOf(config, [layer, layer], { docker: true });
  await app.put(dockerImage, dockerImage.digest);
  await app.put(arm, arm.digest);
  const entries = [
    { ...arm, platform: 'linux/arm64' },
    { ...dockerImage, platform: 'linux/amd64' },
  ];
  const list = indexOf(entries, { docker: true });
  await app.put(list, '1');
  const digestFor = async (reference: string, ...accept: string[]) =>
    (await app.get(reference, ...accept)).headers['docker-content-digest'];
  expect(await digestFor('1', DOCKER_MANIFEST)).toBe(dockerImage.digest);
  expect(await digestFor('1', DOCKER_MANIFEST, DOCKER_LIST)).toBe(list.digest);
  expect(await digestFor('1', `${DOCKER_LIST};q=0.5`)).toBe(list.digest);
  expect(await digestFor(list.digest, DOCKER_MANIFEST)).toBe(list.digest);
  const withoutAmd64 = indexOf(entries.slice(0, 1), { docker: true });
  await app.put(withoutAmd64, '2');
  expect(codesOf(await app.get('2', DOCKER_MANIFEST))).toEqual(['MANIFEST_UNKNOWN']);
});

it('says so in the log when it does not know something', async () => {
  const app = visit(server, 'prod/app', 't');
  await app.put(dockerImage, '1');
  expect((await app.get('1')).status).toBe(501);
  expect(server.log.some((line) => line.includes('schema 1'))).toBe(true);
});

it('answers 304 when the caller has the manifest', async () => {
  const app = visit(server, 'prod/app', 't');
  await app.put(image, '1');
  const headers = { 'if-none-match': `"${image.digest}"`, accept: OCI_MANIFEST };
  const reply = await app.send('GET', '/manifests/1', headers);
  expect([reply.status, reply.body.byteLength]).toEqual([304, 0]);
});

it('lets pruners delete only what no stream needs, and tags not at all', async () => {
  const app = visit(server, 'prod/app', 't');
  const pruner = visit(server, 'prod/app', 'p');
  await app.put(image, '1');
  const loose = manifestOf(config, []);
  await app.put(loose, loose.digest);
  expect((await app.send('DELETE', `/manifests/${image.digest}`)).status).toBe(401);
  const needed = await pruner.send('DELETE', `/manifests/${image.digest}`);
  expect([needed.status, codesOf(needed)]).toEqual([405, ['UNSUPPORTED']]);
  expect((await pruner.send('DELETE', `/manifests/${loose.digest}`)).status).toBe(202);
  expect((await pruner.send('DELETE', '/manifests/1')).status).toBe(202);
  expect((await app.get('1', OCI_MANIFEST)).status).toBe(200);
  expect((await pruner.send('DELETE', `/blobs/${layer.digest}`)).status).toBe(202);
  expect((await pruner.send('DELETE', `/blobs/${layer.digest}`)).status).toBe(404);
});
