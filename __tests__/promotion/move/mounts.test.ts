import { beforeEach, describe, expect, it } from 'vitest';
import { digestOf, type Digest } from '../../../src/core/image/digest.ts';
import type { Manifest } from '../../../src/core/image/manifest.ts';
import { OCI_MANIFEST } from '../../../src/core/image/media-types.ts';
import { readManifest } from '../../../src/core/image/read-manifest.ts';
import type { PromoteOptions } from '../../../src/core/options.ts';
import { PromoteError } from '../../../src/core/text/errors.ts';
import type { Cluster } from '../../../src/core/ports/cluster.ts';
import { promote, type PromotionOutcome } from '../../../src/promotion/promote.ts';
import { fakePorts, type FakePorts } from '../../support/fake-ports.ts';
import { promoteOptions, request } from '../../support/promote-options.ts';
import { CONFIG_TYPE, jsonBytes, LAYER_TYPE, utf8 } from '../../support/sample-images.ts';

const MB = 1024 * 1024;
const never = new AbortController().signal;

const layerOf = (name: string): Digest => digestOf(utf8(name));

/** @param layers sizes in MB by name */
function image(
  layers: Readonly<Record<string, number>>,
  annotations: Readonly<Record<string, string>> = {},
): Manifest {
  const descriptors = Object.entries(layers).map(([name, megabytes]) => ({
    mediaType: LAYER_TYPE,
    digest: layerOf(name),
    size: megabytes * MB,
  }));
  const config = {
    mediaType: CONFIG_TYPE,
    digest: layerOf(`config of ${Object.keys(layers).join()}`),
    size: 100,
  };
  const fields = { schemaVersion: 2, mediaType: OCI_MANIFEST, config, layers: descriptors, annotations };
  return readManifest(jsonBytes(fields), OCI_MANIFEST);
}

const APP = image({ system: 120, runtime: 40, app: 40 });
const BASE = image({ system: 120, runtime: 40 });

describe('what the cluster of the destination holds elsewhere', () => {
  let ports: FakePorts;
  let streams: { -readonly [Name in keyof Cluster['streams']]: Cluster['streams'][Name] };
  /** `streams prod`, `blobs base/ubi`, `projects` */
  let asked: string[];

  beforeEach(() => {
    ports = fakePorts({ source: true, destination: true });
    ports.registry.source.hold('dev/app', { manifests: [APP], tag: '1.0' });
    asked = [];
    const cluster = ports.clusters.destination;
    if (cluster === undefined) throw new TypeError('there is a cluster');
    ({ streams } = cluster);
    const { listStreams, listBlobs } = streams;
    streams.listStreams = async (project, limit, signal) => {
      asked.push(`streams ${project}`);
      return listStreams(project, limit, signal);
    };
    streams.listBlobs = async (name, signal) => {
      asked.push(`blobs ${name.project}/${name.stream}`);
      return listBlobs(name, signal);
    };
    const { projects } = cluster;
    Object.assign(projects, {
      list: async () => {
        asked.push('projects');
        return Object.keys(ports.projects);
      },
    });
  });

  const run = (changes: Partial<PromoteOptions> = {}): Promise<PromotionOutcome> =>
    promote(promoteOptions({ dryRun: true, signatures: 'never', ...changes }), ports, never);
  const forecastOf = (outcome: PromotionOutcome, index = 0) => {
    expect(outcome.failure).toBeUndefined();
    return outcome.plan?.images[index]?.forecast;
  };

  it('is told by the plan, and to the transfer', async () => {
    ports.registry.destination.hold('prod/other', { manifests: [BASE] });
    const outcome = await run();

    expect(forecastOf(outcome)).toEqual({ sendBytes: 40 * MB + 100, mountBytes: 160 * MB, presentBytes: 0 });
    expect(ports.registry.destination.suggested).toEqual([
      { repository: 'prod/other', digests: [layerOf('system'), layerOf('runtime')] },
    ]);
    expect(ports.lines.find((line) => line.startsWith('copy '))).toContain(
      'about 41.9 MB of 210 MB to send (168 MB from other repositories)',
    );
  });

  it('is not searched for what is in place, or small', async () => {
    ports.registry.destination.hold('prod/app', { manifests: [APP], tag: '1.0' });
    await run();
    ports.registry.source.hold('dev/small', { manifests: [image({ little: 3 })], tag: '1.0' });
    const outcome = await run({ promotions: [request('dev/small:1.0', 'prod/small:1.0')] });

    expect(forecastOf(outcome)).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it('is asked in the stream that the image goes to, and then no further than half of the image', async () => {
    ports.registry.destination.hold('prod/app', { manifests: [BASE], tag: '0.9' });
    ports.registry.destination.hold('prod/other', { manifests: [BASE] });
    const outcome = await run();

    expect(forecastOf(outcome)).toEqual({ sendBytes: 40 * MB + 100, mountBytes: 0, presentBytes: 160 * MB });
    expect(asked.toSorted()).toEqual(['blobs prod/app', 'projects', 'streams openshift', 'streams prod']);
  });

  it('is asked first of the streams that the base image is named after', async () => {
    const annotations = { 'org.opencontainers.image.base.name': 'quay.io/company/runtime:9' };
    const based = image({ system: 120, runtime: 40, app: 41 }, annotations);
    ports.registry.source.hold('dev/app', { manifests: [based], tag: '1.0' });
    for (let index = 0; index < 40; index += 1)
      ports.registry.destination.hold(`prod/a-${index}`, { manifests: [image({ [`other-${index}`]: 1 })] });
    ports.registry.destination.hold('openshift/runtime', { manifests: [BASE] });
    const outcome = await run();

    expect(forecastOf(outcome)?.mountBytes).toBe(160 * MB);
    expect(asked.filter((line) => line.startsWith('blobs'))).toEqual(['blobs openshift/runtime']);
  });

  it('is asked first of the streams that import the image of a label', async () => {
    ports.registry.source.baseNames = ['registry.example.com/rhel9/runtime-22:1-1234'];
    ports.registry.destination.hold('openshift/js', { manifests: [BASE] });
    streams.listStreams = async (project) => {
      const origins = ['registry.example.com/rhel9/runtime-22:latest'];
      const others = Array.from({ length: 60 }, (_, index) => ({
        project,
        stream: `a-${index}`,
        origins: [],
      }));
      return project === 'openshift' ? [...others, { project, stream: 'js', origins }] : others;
    };
    const outcome = await run();

    expect(forecastOf(outcome)?.mountBytes).toBe(160 * MB);
    expect(asked.filter((line) => line.startsWith('blobs'))).toEqual(['blobs openshift/js']);
  });

  it('is asked with a bounded number of requests in a cluster of thousands of streams', async () => {
    for (const project of ['prod', 'openshift', 'prod-a', 'prod-b', 'shop', 'x', 'y', 'z']) {
      ports.projects[project] = 'active';
      for (let index = 0; index < 500; index += 1)
        ports.registry.destination.addBlob(`${project}/app-${index}`, layerOf(`${project} ${index}`));
    }
    expect(forecastOf(await run())).toBeUndefined();

    const lists = asked.filter((line) => line.startsWith('streams'));
    expect(lists.slice(0, 2)).toEqual(['streams prod', 'streams openshift']);
    expect(lists.slice(2, 4)).toEqual(['streams prod-a', 'streams prod-b']);
    expect(lists).toHaveLength(6);
    expect(asked.filter((line) => line.startsWith('blobs'))).toHaveLength(24);
  });

  it.each([
    ['lists', 'listStreams'],
    ['blobs', 'listBlobs'],
  ] as const)(
    'is not known when the API denies or cuts off its %s, and everything is sent',
    async (_what, name) => {
      ports.registry.destination.hold('prod/other', { manifests: [BASE] });
      Object.assign(streams, {
        [name]: () => Promise.reject(new PromoteError({ code: 'ACCESS_DENIED', message: 'no' })),
      });
      const outcome = await run({ dryRun: false });

      expect(outcome.failure).toBeUndefined();
      expect(outcome.report.images[0]).toMatchObject({ bytesCopied: 200 * MB + 100 });
      expect(ports.registry.destination.suggested).toEqual([]);
    },
  );

  it('is not asked in a project that denied a first pull', async () => {
    for (let index = 0; index < 60; index += 1)
      ports.registry.destination.addBlob(`prod/app-${index}`, layerOf('system'));
    streams.listBlobs = async ({ project, stream }) => {
      asked.push(`blobs ${project}/${stream}`);
      return Promise.reject(new PromoteError({ code: 'ACCESS_DENIED', message: 'no' }));
    };
    await run();

    // those that were under way already
    expect(asked.filter((line) => line.startsWith('blobs')).length).toBeLessThanOrEqual(8);
  });

  it('is counted once for a set: what one image sends, the others mount', async () => {
    const names = ['one', 'two', 'three'];
    for (const name of names) {
      const manifests = [image({ system: 120, [name]: 10 })];
      ports.registry.source.hold(`dev/${name}`, { manifests, tag: '1.0' });
    }
    const outcome = await run({
      promotions: names.map((name) => request(`dev/${name}:1.0`, `prod/${name}:1.0`)),
    });

    expect(forecastOf(outcome, 0)).toBeUndefined();
    for (const index of [1, 2])
      expect(forecastOf(outcome, index)).toEqual({
        sendBytes: 10 * MB + 100,
        mountBytes: 120 * MB,
        presentBytes: 0,
      });
  });

  it('is read from the streams of mount-from, and one that does not exist is a warning', async () => {
    ports.registry.destination.hold('far/base', { manifests: [BASE] });
    const mountFrom = ['far/base', 'far/gone'].map((repository) => ({ repository, reference: undefined }));
    const outcome = await run({ mountFrom });

    expect(forecastOf(outcome)?.mountBytes).toBe(160 * MB);
    expect(ports.lines).toContain('mount-from: far/gone does not exist at registry.destination.example.com');
  });
});

describe('what another registry holds elsewhere', () => {
  let ports: FakePorts;
  const promotions = [request('from.example.com/app:1.0', 'to.example.com/app:1.0')];
  beforeEach(() => {
    ports = fakePorts({ source: false, destination: false });
    ports.registry.source.hold('app', { manifests: [APP], tag: '1.0' });
  });
  const run = (changes: Partial<PromoteOptions> = {}): Promise<PromotionOutcome> =>
    promote(promoteOptions({ dryRun: true, signatures: 'never', promotions, ...changes }), ports, never);

  it('is not asked for without a hint', async () => {
    const outcome = await run();

    expect(outcome.plan?.images[0]?.forecast).toBeUndefined();
    expect(ports.registry.destination.suggested).toEqual([]);
  });

  it.each([
    ['to.example.com/base/ubi:9', 160 * MB],
    ['quay.io/base/ubi:9', undefined],
    ['not a reference', undefined],
    ['to.example.com/gone:1', undefined],
  ])('is read from the base image that an annotation names: %s', async (base, mountBytes) => {
    const annotations = { 'org.opencontainers.image.base.name': base };
    ports.registry.source.hold('app', {
      manifests: [image({ system: 120, runtime: 40, app: 1 }, annotations)],
      tag: '1.0',
    });
    ports.registry.destination.hold('base/ubi', { manifests: [BASE], tag: '9' });
    const { plan, failure } = await run();

    expect(failure).toBeUndefined();
    expect(plan?.images[0]?.forecast?.mountBytes).toBe(mountBytes);
  });

  it('is read from the image that mount-from names, and looked for in a repository without tag', async () => {
    ports.registry.destination.hold('base/ubi', { manifests: [BASE], tag: '9' });
    const { plan } = await run({
      mountFrom: [
        { repository: 'base/ubi', reference: '9' },
        { repository: 'base/other', reference: undefined },
        { repository: 'base/gone', reference: '1' },
      ],
    });

    expect(plan?.images[0]?.forecast?.mountBytes).toBe(160 * MB);
    expect(ports.registry.destination.suggested).toEqual([
      { repository: 'base/other', digests: undefined },
      { repository: 'base/ubi', digests: [layerOf('system'), layerOf('runtime')] },
    ]);
    expect(ports.lines.filter((line) => line.startsWith('mount-from'))).toEqual([
      expect.stringContaining('mount-from: base/gone cannot be read at to.example.com'),
    ]);
  });
});
