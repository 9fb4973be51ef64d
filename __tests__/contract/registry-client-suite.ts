import { afterAll, beforeAll, expect, test } from 'vitest';
import { digestOf, parseDigest } from '../../src/core/image/digest.ts';
import { PromoteError, type Side } from '../../src/core/text/errors.ts';
import type { Manifest } from '../../src/core/image/manifest.ts';
import { OCI_INDEX } from '../../src/core/image/media-types.ts';
import { missingContentOf } from '../../src/core/image/missing-content.ts';
import type { BlobOutcome, Registries, Repository } from '../../src/core/ports/registry.ts';
import { readManifest } from '../../src/core/image/read-manifest.ts';
import { walkGraph } from '../../src/core/image/walk-graph.ts';
import { createRegistries, type RegistrySide } from '../../src/registry/registries.ts';
import { describeUnless } from '../support/conditional-suite.ts';
import { realClock } from '../support/clocks.ts';
import {
  CONFIG_TYPE,
  descriptorJson,
  jsonBytes,
  LAYER_TYPE,
  noise,
  sampleImage,
  sampleIndex,
  utf8,
  type SampleImage,
} from '../support/sample-images.ts';

/** A running registry with an account that may do everything the suite does. */
export interface RunningRegistry {
  readonly host: string;
  /** how a side reaches it with that account */
  readonly side: (side: Side) => RegistrySide;
  /** with an account it refuses */
  readonly refusedSide?: ((side: Side) => RegistrySide) | undefined;
  /** a repository of its own for a test, by the way this registry names them */
  readonly repositoryName: (name: string) => string;
  /** an independent program's view of a manifest; undefined: there is none */
  readonly inspectRaw?: ((repository: string, reference: string) => Promise<Buffer>) | undefined;
  stop(): Promise<void>;
}

/** What a subject does differently, with the reason; printed, so that it is not forgotten. */
export type Gap = 'refuses-accounts';

export interface RegistrySubject {
  readonly name: string;
  /** why it cannot run here */
  readonly missing: string | undefined;
  readonly gaps: Readonly<Partial<Record<Gap, string>>>;
  start(): Promise<RunningRegistry>;
}

const NEVER = new AbortController().signal;

/** Pushes everything of a sample, children before parents, the root under `tag`. */
export async function pushSample(
  registries: Registries,
  repository: Repository,
  image: SampleImage,
  tag: string,
): Promise<void> {
  for (const [digest, data] of image.blobs) {
    const blob = { mediaType: LAYER_TYPE, digest, sizeBytes: data.byteLength, data };
    const route = { source: repository, destination: repository, onBytes: () => undefined, shortcuts: true };
    await registries.copyBlob(blob, route, NEVER);
  }
  for (const manifest of image.manifests) {
    const reference = manifest === image.root ? tag : manifest.digest;
    await repository.putManifest(manifest, reference, NEVER);
  }
}

async function copyImage(
  registries: Registries,
  source: Repository,
  destination: Repository,
  tag: string,
  shortcuts = true,
): Promise<{ readonly root: Manifest; readonly outcomes: readonly BlobOutcome[]; readonly bytes: number }> {
  const root = await source.getManifest(tag, NEVER);
  const graph = await walkGraph(root, (digest, signal) => source.getManifest(digest, signal), NEVER);
  let bytes = 0;
  const onBytes = (countBytes: number): void => {
    bytes += countBytes;
  };
  const outcomes = await Promise.all(
    graph.blobs.map((blob) => registries.copyBlob(blob, { source, destination, onBytes, shortcuts }, NEVER)),
  );
  for (const manifest of graph.manifests) {
    await destination.putManifest(manifest, manifest === root ? tag : manifest.digest, NEVER);
  }
  return { root, outcomes, bytes };
}

async function failure(promise: Promise<unknown>): Promise<PromoteError> {
  const error: unknown = await promise.then(
    () => new Error('nothing was thrown'),
    (reason: unknown) => reason,
  );
  if (error instanceof PromoteError) return error;
  throw error;
}

const ARM64 = { os: 'linux', architecture: 'arm64', variant: 'v8' };
const AMD64 = { os: 'linux', architecture: 'amd64' };
const TYPICAL = sampleImage([noise(100_000, 1), noise(5_000_000, 2), utf8('small'), new Uint8Array()]);
const MULTI = sampleIndex([
  { image: sampleImage([noise(3_000, 3), noise(2_000, 4)]), platform: AMD64 },
  { image: sampleImage([noise(3_000, 3), noise(2_000, 5)]), platform: ARM64 },
]);

/** What the client does at one registry, told the same way for every registry. */
export function describeRegistryClient(subject: RegistrySubject): void {
  describeUnless(subject.missing, subject.name, () => {
    // two of a kind: images go from one to the other
    let from: RunningRegistry;
    let to: RunningRegistry;
    let registries: Registries;
    const fresh = (side?: (side: Side) => RegistrySide): Registries =>
      createRegistries({
        sides: {
          source: side?.('source') ?? from.side('source'),
          destination: side?.('destination') ?? to.side('destination'),
        },
        clock: realClock,
        log: () => undefined,
      });
    const at = (side: Side, name: string): Repository => {
      const { host, repositoryName } = side === 'source' ? from : to;
      return registries.repository(side, host, repositoryName(name));
    };

    beforeAll(async () => {
      [from, to] = await Promise.all([subject.start(), subject.start()]);
      registries = fresh();
      await pushSample(registries, at('source', 'typical'), TYPICAL, '1.0');
      await pushSample(registries, at('source', 'multi'), MULTI, '1.0');
    });
    afterAll(() => Promise.all([from.stop(), to.stop()]));

    test('gives a manifest back by tag and by digest, byte for byte', async () => {
      const repository = at('source', 'multi');
      for (const reference of ['1.0', MULTI.root.digest]) {
        const manifest = await repository.getManifest(reference, NEVER);
        expect(Buffer.compare(manifest.bytes, MULTI.root.bytes)).toBe(0);
        expect(manifest.mediaType).toBe(OCI_INDEX);
      }
      expect(await repository.resolveTag('1.0', NEVER)).toBe(MULTI.root.digest);
    });

    test('says what does not exist', async () => {
      const typical = at('source', 'typical');
      const nowhere = at('source', 'nowhere');
      const unknown = parseDigest(digestOf(utf8('unknown')));
      expect(await typical.resolveTag('2.0', NEVER)).toBeUndefined();
      expect(await nowhere.resolveTag('1.0', NEVER)).toBeUndefined();
      for (const ask of [
        () => typical.getManifest('2.0', NEVER),
        () => typical.getManifest(unknown, NEVER),
        () => nowhere.getManifest('1.0', NEVER),
        () => nowhere.getManifest(unknown, NEVER),
      ]) {
        const error = await failure(ask());
        expect(error.code).toBe('IMAGE_NOT_FOUND');
        expect(error.where).toMatchObject({ side: 'source', host: from.host, status: 404 });
      }
    });

    test.each([
      ['an image', 'typical', TYPICAL],
      ['an index', 'multi', MULTI],
    ])('copies %s: nothing is missing, nothing is changed', async (_what, name, sample) => {
      const destination = at('destination', `copy-of-${name}`);
      const first = await copyImage(fresh(), at('source', name), destination, '1.0');
      expect(first.root.digest).toBe(sample.root.digest);
      const again = await walkGraph(
        await destination.getManifest('1.0', NEVER),
        (digest, signal) => destination.getManifest(digest, signal),
        NEVER,
      );
      expect(again.manifests).toHaveLength(sample.manifests.length);
      const raw = await to.inspectRaw?.(destination.name, '1.0');
      expect(raw ?? Buffer.from(sample.root.bytes)).toEqual(Buffer.from(sample.root.bytes));
      const second = await copyImage(fresh(), at('source', name), destination, '1.0');
      expect(new Set(second.outcomes)).toEqual(new Set(['present']));
      expect(second.bytes).toBe(0);
    });

    test('mounts between repositories of one registry, and sends no bytes', async () => {
      await copyImage(registries, at('source', 'typical'), at('destination', 'mountable'), '1.0');
      const one = fresh(to.side);
      const here = (side: Side, name: string): Repository =>
        one.repository(side, to.host, to.repositoryName(name));
      const { outcomes, bytes } = await copyImage(
        one,
        here('source', 'mountable'),
        here('destination', 'mounted'),
        '1.0',
      );
      expect(new Set(outcomes)).toEqual(new Set(['mounted']));
      expect(bytes).toBe(0);
    });

    test('mounts what the run itself has brought to another repository', async () => {
      const one = fresh();
      await copyImage(one, at('source', 'multi'), at('destination', 'first'), '1.0', false);
      const { outcomes } = await copyImage(one, at('source', 'multi'), at('destination', 'second'), '1.0');
      expect(new Set(outcomes)).toEqual(new Set(['mounted']));
    });

    test('sends the bytes again when shortcuts are not to be trusted', async () => {
      const destination = at('destination', 'again');
      const { outcomes, bytes } = await copyImage(
        fresh(),
        at('source', 'typical'),
        destination,
        '1.0',
        false,
      );
      expect(new Set(outcomes)).toEqual(new Set(['copied']));
      expect(bytes).toBe([...TYPICAL.blobs.values()].reduce((sum, blob) => sum + blob.byteLength, 0));
    });

    test('uploads a shared blob once, however many images want it at the same time', async () => {
      const blob = noise(200_000, 77);
      await pushSample(registries, at('source', 'shared'), sampleImage([blob]), '1.0');
      const one = fresh();
      const descriptor = { mediaType: LAYER_TYPE, digest: digestOf(blob), sizeBytes: blob.byteLength };
      const outcomes = await Promise.all(
        Array.from({ length: 5 }, () =>
          one.copyBlob(
            descriptor,
            {
              source: at('source', 'shared'),
              destination: at('destination', 'sharing'),
              onBytes: () => undefined,
              shortcuts: true,
            },
            NEVER,
          ),
        ),
      );
      expect(outcomes.filter((outcome) => outcome === 'copied')).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === 'present')).toHaveLength(4);
    });

    test('takes artifacts, unknown media types and manifests without mediaType', async () => {
      const repository = at('destination', 'artifact');
      const [empty, payload] = [utf8('{}'), utf8('payload')];
      const artifact = sampleImage([payload], {
        config: empty,
        fields: {
          artifactType: 'application/vnd.example.thing',
          config: descriptorJson(empty, 'application/vnd.oci.empty.v1+json'),
          layers: [descriptorJson(payload, 'application/vnd.example.layer+zstd')],
          annotations: { 'org.example': 'ü' },
        },
      });
      await pushSample(registries, repository, artifact, 'thing');
      expect(await repository.resolveTag('thing', NEVER)).toBe(artifact.root.digest);
      const body = {
        ...(JSON.parse(Buffer.from(artifact.root.bytes).toString()) as object),
        mediaType: undefined,
      };
      const untyped = readManifest(jsonBytes(body), artifact.root.mediaType);
      await repository.putManifest(untyped, 'untyped', NEVER);
      expect((await repository.getManifest('untyped', NEVER)).digest).toBe(untyped.digest);
    });

    test('moves a tag, and the same push once more changes nothing', async () => {
      const repository = at('destination', 'moving');
      const [one, two] = [sampleImage([utf8('one')]), sampleImage([utf8('two')])];
      await pushSample(registries, repository, one, 'latest');
      await pushSample(registries, repository, two, 'latest');
      await repository.putManifest(two.root, 'latest', NEVER);
      expect(await repository.resolveTag('latest', NEVER)).toBe(two.root.digest);
    });

    test('recognises that the registry lacks what a manifest refers to', async () => {
      const absent = utf8('never pushed');
      const config = jsonBytes({ os: 'linux' });
      const image = sampleImage([], {
        config,
        fields: { config: descriptorJson(config, CONFIG_TYPE), layers: [descriptorJson(absent, LAYER_TYPE)] },
      });
      await pushSample(registries, at('destination', 'lacking'), sampleImage([], { config }), 'base');
      const error = await failure(at('destination', 'lacking').putManifest(image.root, 'x', NEVER));
      expect(missingContentOf(error)?.digests).toEqual([digestOf(absent)]);
    });

    test('refuses a blob the source does not have, and leaves the destination without it', async () => {
      const absent = noise(9_000, 99);
      const blob = { mediaType: LAYER_TYPE, digest: digestOf(absent), sizeBytes: absent.byteLength };
      const route = {
        source: at('source', 'typical'),
        destination: at('destination', 'without'),
        onBytes: () => undefined,
        shortcuts: true,
      };
      const error = await failure(fresh().copyBlob(blob, route, NEVER));
      expect(error.code).toBe('IMAGE_NOT_FOUND');
      expect(error.message).toContain(blob.digest);
    });

    test('refuses a blob whose descriptor lies about its size', async () => {
      const layer = noise(100_000, 1);
      const blob = { mediaType: LAYER_TYPE, digest: digestOf(layer), sizeBytes: layer.byteLength - 1 };
      const route = {
        source: at('source', 'typical'),
        destination: at('destination', 'lied-to'),
        onBytes: () => undefined,
        shortcuts: false,
      };
      expect((await failure(fresh().copyBlob(blob, route, NEVER))).code).toBe('DIGEST_MISMATCH');
    });

    test('is told when the account is not let in', async (context) => {
      const gap = subject.gaps['refuses-accounts'];
      if (gap !== undefined) context.skip(gap);
      const repository = fresh(to.refusedSide).repository(
        'destination',
        to.host,
        to.repositoryName('typical'),
      );
      for (const ask of [
        () => repository.resolveTag('1.0', NEVER),
        () => repository.getManifest('1.0', NEVER),
        () => repository.putManifest(TYPICAL.root, '1.0', NEVER),
      ]) {
        const error = await failure(ask());
        expect(['LOGIN_FAILED', 'ACCESS_DENIED']).toContain(error.code);
        expect(error.where).toMatchObject({ side: 'destination', status: 401 });
        expect(error.hint).toBeDefined();
      }
    });
  });
}
