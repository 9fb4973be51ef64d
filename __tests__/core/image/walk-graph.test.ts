import { describe, expect, test } from 'vitest';
import { digestOf, type Digest } from '../../../src/core/image/digest.ts';
import { PromoteError } from '../../../src/core/text/errors.ts';
import type { Manifest } from '../../../src/core/image/manifest.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../../../src/core/image/media-types.ts';
import { readManifest } from '../../../src/core/image/read-manifest.ts';
import { walkGraph, type FetchManifest } from '../../../src/core/image/walk-graph.ts';
import {
  descriptorJson,
  jsonBytes,
  LAYER_TYPE,
  noise,
  sampleImage,
  sampleIndex,
  utf8,
  type SampleImage,
} from '../../support/sample-images.ts';

const NEVER = new AbortController().signal;
const AMD64 = { os: 'linux', architecture: 'amd64' };
const ARM64 = { os: 'linux', architecture: 'arm64' };

function fetcher(...images: readonly SampleImage[]): { fetch: FetchManifest; fetched: Digest[] } {
  const known = new Map(
    images.flatMap((image) => image.manifests).map((manifest) => [manifest.digest, manifest]),
  );
  const fetched: Digest[] = [];
  return {
    fetched,
    fetch: async (digest) => {
      fetched.push(digest);
      const manifest = known.get(digest);
      if (manifest === undefined) throw new PromoteError({ code: 'IMAGE_NOT_FOUND', message: 'gone' });
      return manifest;
    },
  };
}

const failure = async (promise: Promise<unknown>): Promise<PromoteError> => {
  const error: unknown = await promise.then(
    () => new Error('nothing was thrown'),
    (reason: unknown) => reason,
  );
  if (error instanceof PromoteError) return error;
  throw error;
};

function indexOf(entries: readonly object[]): Manifest {
  return readManifest(jsonBytes({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: entries }), OCI_INDEX);
}

describe('walking an image', () => {
  test('finds config and layers, each once, and fetches nothing', async () => {
    const image = sampleImage([noise(10, 1), noise(10, 2), noise(10, 1)]);
    const { fetch, fetched } = fetcher();
    const graph = await walkGraph(image.root, fetch, NEVER);
    expect(graph.manifests).toEqual([image.root]);
    expect(new Set(graph.blobs.map((blob) => blob.digest))).toEqual(new Set(image.blobs.keys()));
    expect(graph.blobs).toHaveLength(3);
    expect(fetched).toEqual([]);
  });

  test('sets non-distributable layers aside, unless another manifest distributes them', async () => {
    const foreign = (bytes: Uint8Array) =>
      descriptorJson(bytes, 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip', {
        urls: ['http://169.254.169.254/'],
      });
    const [kept, skipped] = [noise(8, 1), noise(8, 2)];
    const one = sampleImage([kept]);
    const two = sampleImage([], { fields: { layers: [foreign(skipped), foreign(kept)] } });
    const index = sampleIndex([{ image: one }, { image: two }]);
    const graph = await walkGraph(index.root, fetcher(index).fetch, NEVER);
    expect(graph.skippedLayers.map((layer) => layer.digest)).toEqual([digestOf(skipped)]);
    expect(graph.blobs.map((blob) => blob.digest)).toContain(digestOf(kept));
  });
});

describe('walking an index', () => {
  test('pushes children before parents, nested ones too, and fetches each once', async () => {
    const amd = sampleImage([noise(10, 1)]);
    const arm = sampleImage([noise(10, 1), noise(10, 2)]);
    const inner = sampleIndex([
      { image: arm, platform: ARM64 },
      { image: amd, platform: AMD64 },
    ]);
    const outer = sampleIndex([
      { image: inner },
      { image: amd, platform: AMD64 },
      { image: amd, platform: AMD64 },
    ]);
    const { fetch, fetched } = fetcher(outer);
    const graph = await walkGraph(outer.root, fetch, NEVER);
    const order = graph.manifests.map((manifest) => manifest.digest);
    expect(order.at(-1)).toBe(outer.root.digest);
    expect(order.indexOf(inner.root.digest)).toBeGreaterThan(order.indexOf(arm.root.digest));
    expect(new Set(order).size).toBe(4);
    expect(fetched).toHaveLength(3);
    expect(graph.blobs).toHaveLength(4);
  });

  test('asks for several children at once, within a bound', async () => {
    const children = Array.from({ length: 30 }, (_, seed) => ({ image: sampleImage([noise(4, seed)]) }));
    const index = sampleIndex(children);
    let inFlight = 0;
    let most = 0;
    const { fetch } = fetcher(index);
    await walkGraph(
      index.root,
      async (digest, signal) => {
        inFlight += 1;
        most = Math.max(most, inFlight);
        await new Promise((resolve) => setTimeout(resolve, 1));
        inFlight -= 1;
        return fetch(digest, signal);
      },
      NEVER,
    );
    expect(most).toBe(8);
  });

  test('takes an empty index as it is', async () => {
    const graph = await walkGraph(sampleIndex([]).root, fetcher().fetch, NEVER);
    expect(graph).toMatchObject({ blobs: [], skippedLayers: [] });
    expect(graph.manifests).toHaveLength(1);
  });

  test('takes entries that are not manifests for blobs', async () => {
    const cache = noise(20, 9);
    const root = indexOf([descriptorJson(cache, LAYER_TYPE)]);
    const graph = await walkGraph(root, fetcher().fetch, NEVER);
    expect(graph.blobs.map((blob) => blob.digest)).toEqual([digestOf(cache)]);
  });

  test('names digest and platform of a missing child', async () => {
    const arm = sampleImage([noise(10, 2)]);
    const index = sampleIndex([{ image: arm, platform: { ...ARM64, variant: 'v8' } }]);
    const error = await failure(walkGraph(index.root, fetcher().fetch, NEVER));
    expect(error.code).toBe('IMAGE_NOT_FOUND');
    expect(error.message).toContain(arm.root.digest);
    expect(error.message).toContain('linux/arm64/v8');
    expect(error.where.digest).toBe(arm.root.digest);
  });

  test.each([
    ['size', { size: 17 }],
    ['mediaType', { mediaType: 'application/vnd.docker.distribution.manifest.v2+json' }],
  ])('refuses a child whose %s differs from its descriptor', async (_what, wrong) => {
    const image = sampleImage([noise(10, 1)]);
    const root = indexOf([descriptorJson(image.root.bytes, OCI_MANIFEST, wrong)]);
    expect((await failure(walkGraph(root, fetcher(image).fetch, NEVER))).code).toBe('MANIFEST_INVALID');
  });

  test('takes embedded data from whichever manifest has it', async () => {
    const bytes = utf8('{"config":1}');
    const plain = descriptorJson(bytes, LAYER_TYPE);
    const embedded = { ...plain, data: Buffer.from(bytes).toString('base64') };
    for (const layers of [
      [plain, embedded],
      [embedded, plain],
    ]) {
      const image = sampleImage([], { fields: { layers } });
      const { blobs } = await walkGraph(image.root, fetcher().fetch, NEVER);
      expect(blobs.find(({ digest }) => digest === digestOf(bytes))?.data).toEqual(Buffer.from(bytes));
    }
  });

  test('refuses a layer that is not to be distributed with another size than elsewhere', async () => {
    const bytes = utf8('layer');
    const foreign = descriptorJson(bytes, 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip');
    const layers = [foreign, { ...descriptorJson(bytes, LAYER_TYPE), size: 3 }];
    const image = sampleImage([], { fields: { layers } });
    expect((await failure(walkGraph(image.root, fetcher().fetch, NEVER))).code).toBe('MANIFEST_INVALID');
  });

  test('refuses a blob that is listed with two sizes', async () => {
    const layer = noise(10, 1);
    const one = sampleImage([layer]);
    const two = sampleImage([], { fields: { layers: [descriptorJson(layer, LAYER_TYPE, { size: 11 })] } });
    const index = sampleIndex([{ image: one }, { image: two }]);
    expect((await failure(walkGraph(index.root, fetcher(index).fetch, NEVER))).code).toBe('MANIFEST_INVALID');
  });

  test('refuses schema1 children and children larger than a manifest may be', async () => {
    const schema1 = indexOf([
      descriptorJson(utf8('x'), 'application/vnd.docker.distribution.manifest.v1+json'),
    ]);
    expect((await failure(walkGraph(schema1, fetcher().fetch, NEVER))).code).toBe('MANIFEST_UNSUPPORTED');
    const large = indexOf([descriptorJson(utf8('x'), OCI_MANIFEST, { size: 5_000_000 })]);
    const { fetch, fetched } = fetcher();
    expect((await failure(walkGraph(large, fetch, NEVER))).code).toBe('MANIFEST_UNSUPPORTED');
    expect(fetched).toEqual([]);
  });
});

describe('caps', () => {
  const nested = (depth: number): SampleImage => {
    let image = sampleImage([noise(4, 1)]);
    for (let level = 0; level < depth; level += 1) image = sampleIndex([{ image }]);
    return image;
  };

  test('4 levels are walked, 5 are not', async () => {
    const four = nested(4);
    expect((await walkGraph(four.root, fetcher(four).fetch, NEVER)).manifests).toHaveLength(5);
    const five = nested(5);
    const { fetch, fetched } = fetcher(five);
    expect((await failure(walkGraph(five.root, fetch, NEVER))).code).toBe('MANIFEST_UNSUPPORTED');
    // the fifth is not even asked for
    expect(fetched).toHaveLength(4);
  });

  test('depth is the longest way down, also when every level is listed at the top', async () => {
    const five = nested(4);
    const levels = [...five.manifests].map((root) => ({
      image: { root, manifests: five.manifests, blobs: five.blobs },
    }));
    const flat = sampleIndex(levels);
    expect((await failure(walkGraph(flat.root, fetcher(flat).fetch, NEVER))).code).toBe(
      'MANIFEST_UNSUPPORTED',
    );
  });

  test('5000 parts are the most', async () => {
    const layers = (seed: number) => Array.from({ length: 900 }, (_, at) => utf8(`${seed}-${at}`));
    const index = sampleIndex([1, 2, 3, 4, 5, 6].map((seed) => ({ image: sampleImage(layers(seed)) })));
    expect((await failure(walkGraph(index.root, fetcher(index).fetch, NEVER))).code).toBe(
      'MANIFEST_UNSUPPORTED',
    );
  });
});

test('more than 5000 manifests are refused before they are fetched', async () => {
  const entries = (seed: number) =>
    Array.from({ length: 1_000 }, (_, at) => descriptorJson(utf8(`${seed}-${at}`), OCI_MANIFEST));
  const indexes = Array.from({ length: 6 }, (_, seed) => indexOf(entries(seed)));
  const root = indexOf(indexes.map(({ bytes }) => descriptorJson(bytes, OCI_INDEX)));
  const { fetch, fetched } = fetcher({ root, manifests: indexes, blobs: new Map() });
  expect((await failure(walkGraph(root, fetch, NEVER))).code).toBe('MANIFEST_UNSUPPORTED');
  expect(fetched).toHaveLength(6);
});

describe('failing and stopping', () => {
  test('the first failure stops the other fetches, and is thrown when they have ended', async () => {
    const index = sampleIndex([1, 2].map((seed) => ({ image: sampleImage([noise(4, seed)]) })));
    let ended = false;
    const error = await failure(
      walkGraph(
        index.root,
        async (digest, signal) => {
          if (digest === index.manifests[0]?.digest)
            throw new PromoteError({ code: 'LOGIN_FAILED', message: 'no' });
          await new Promise<void>((resolve) => {
            signal.addEventListener('abort', () => setTimeout(resolve, 5));
          });
          ended = true;
          throw new Error('stopped');
        },
        NEVER,
      ),
    );
    expect(error.code).toBe('LOGIN_FAILED');
    expect(ended).toBe(true);
  });

  test('an aborted signal ends the walk before it fetches', async () => {
    const index = sampleIndex([{ image: sampleImage([]) }]);
    const { fetch, fetched } = fetcher(index);
    expect((await failure(walkGraph(index.root, fetch, AbortSignal.abort()))).code).toBe('CANCELLED');
    expect(fetched).toEqual([]);
  });
});
