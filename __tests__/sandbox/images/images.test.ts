import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { digestOf } from '../../../src/core/image/digest.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../../../src/core/image/media-types.ts';
import { readManifest } from '../../../src/core/image/read-manifest.ts';
import { demoImages } from '../../../sandbox/images/demo-images.ts';
import { buildImage, buildIndex, type BuiltIndex } from '../../../sandbox/images/image.ts';
import { buildLayer, type BuiltLayer } from '../../../sandbox/images/layer.ts';
import { seedImage, storeImageIn } from '../../../sandbox/seed-image.ts';
import { startSandbox } from '../../../sandbox/sandbox.ts';
import { seedProject } from '../../../sandbox/seeds.ts';
import { createMemoryBackend } from '../../support/memory-backend.ts';
import { visit } from '../../support/registry-content.ts';
import { startRegistry } from '../../support/registry-server.ts';

const NEVER = new AbortController().signal;
const CREATED = '2026-01-01T00:00:00Z';
let folder: string;
let layer: BuiltLayer;
let index: BuiltIndex;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'images-'));
  layer = await buildLayer(folder, 'one', [{ path: 'hello', content: Buffer.from('hi') }], 'fast', NEVER);
  const platforms = ['amd64', 'arm64'].map((architecture) => ({ os: 'linux', architecture }));
  const images = platforms.map((platform) =>
    buildImage({ platform, layers: [layer], created: CREATED, labels: { version: '1' } }),
  );
  index = buildIndex(images, { attested: true });
});

afterAll(() => rm(folder, { recursive: true }));

it.each(['fast', 'none'] as const)(
  'builds a layer with right digests and size, compression %s',
  async (compression) => {
    const files = [{ path: 'data', content: Buffer.alloc(300_000, 'data') }];
    const built = await buildLayer(folder, compression, files, compression, NEVER);
    const bytes = await readFile(built.file);
    expect([built.digest, built.sizeBytes]).toEqual([digestOf(bytes), bytes.byteLength]);
    expect(built.diffId).toBe(digestOf(gunzipSync(bytes)));
    expect(bytes.byteLength < 100_000).toBe(compression === 'fast');
    const again = await buildLayer(folder, `${compression}-again`, files, compression, NEVER);
    expect(again.digest).toBe(built.digest);
  },
);

it('stops packing when it is cancelled', async () => {
  const files = [{ path: 'data', content: Buffer.alloc(1_000_000) }];
  await expect(buildLayer(folder, 'never', files, 'fast', AbortSignal.abort())).rejects.toThrow();
});

it('builds an index that strict readers accept, with an attestation per image', () => {
  const read = readManifest(index.manifest.bytes, OCI_INDEX, index.manifest.digest);
  if (read.content.kind !== 'index') throw new Error('not an index');
  const entries = read.content.manifests;
  expect(entries.map(({ platform }) => `${platform?.os}/${platform?.architecture}`)).toEqual([
    'linux/amd64',
    'linux/arm64',
    'unknown/unknown',
    'unknown/unknown',
  ]);
  expect(entries[2]?.annotations).toEqual({
    'vnd.docker.reference.digest': entries[0]?.digest,
    'vnd.docker.reference.type': 'attestation-manifest',
  });
  for (const image of index.images) {
    const { bytes, digest } = image.manifest;
    const content = readManifest(bytes, OCI_MANIFEST, digest).content;
    if (content.kind !== 'image') throw new Error('not an image');
    expect(content.config.digest).toBe(digestOf(image.config.bytes));
    const config = JSON.parse(Buffer.from(image.config.bytes).toString()) as Record<string, unknown>;
    expect(config).toMatchObject({ os: image.platform.os, architecture: image.platform.architecture });
  }
});

it('is served by a registry as if it had been pushed', async () => {
  const backend = createMemoryBackend(() => true);
  backend.tokens.set('t', 'alice');
  const server = await startRegistry(backend);
  try {
    await storeImageIn(server.registry.blobs, backend, { namespace: 'dev', name: 'app', tag: '1' }, index);
    const app = visit(server, 'dev/app', 't');
    expect((await app.get('1', OCI_INDEX)).headers['docker-content-digest']).toBe(index.manifest.digest);
    for (const image of index.images) {
      expect((await app.get(image.manifest.digest, OCI_MANIFEST)).status).toBe(200);
      for (const { digest } of [image.config, ...image.layers]) {
        expect(digestOf((await app.send('GET', `/blobs/${digest}`)).body)).toBe(digest);
      }
    }
    // what the registry has does not go away with the folder it was made in
    await rm(layer.file);
    expect((await app.send('GET', `/blobs/${layer.digest}`)).status).toBe(200);
  } finally {
    await server.close();
  }
});

it('makes two releases of real files for a cluster: the newer one brings node, all else but the application is shared', async () => {
  const work = await mkdtemp(path.join(folder, 'work-'));
  await writeFile(path.join(work, 'cli.js'), 'console.log("hello")');
  const { previous, next } = await demoImages({ folder: work, program: work }, NEVER);
  const digests = (image: BuiltIndex) => image.images[0]?.layers.map(({ digest }) => digest) ?? [];
  expect(digests(next).slice(0, -2)).toEqual(digests(previous).slice(0, -1));
  expect(digests(next).at(-1)).not.toBe(digests(previous).at(-1));
  const configs = [...previous.images.slice(0, 2), ...next.images.slice(0, 2)].map(({ config }) =>
    String(Buffer.from(config.bytes)),
  );
  for (const config of configs) {
    expect(JSON.parse(config)).toMatchObject({ config: { ExposedPorts: { '8080/tcp': {} } } });
  }
  const largest = next.images[0]?.layers.find((blob) => 'file' in blob && blob.sizeBytes > 50_000_000);
  if (largest === undefined || !('file' in largest)) throw new Error('node itself is missing');
  const bytes = await readFile(largest.file);
  expect(`sha256:${createHash('sha256').update(bytes).digest('hex')}`).toBe(largest.digest);

  const sandbox = await startSandbox();
  try {
    seedProject(sandbox.source, 'dev');
    await seedImage(sandbox.source, 'dev', 'app', '1.4.1', previous);
    await seedImage(sandbox.source, 'dev', 'app', '1.4.2', next);
    const { state } = sandbox.source;
    expect([...state.manifests.keys()]).toContain(next.manifest.digest);
    expect(sandbox.source.registry.blobs.isLinked('dev/app', largest.digest)).toBe(true);
  } finally {
    await sandbox.stop();
  }
});
