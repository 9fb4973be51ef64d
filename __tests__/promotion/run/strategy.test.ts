import { describe, expect, it } from 'vitest';
import { promote } from '../../../src/promotion/promote.ts';
import { anImage, anIndex, fakePorts, type FakePorts } from '../../support/fake-ports.ts';
import { promoteOptions, request } from '../../support/promote-options.ts';

const never = new AbortController().signal;

/** One registry and one API for both sides. */
function oneCluster(): FakePorts {
  const ports = fakePorts({ source: true, destination: true });
  const { source, destination } = ports.clusters;
  if (source === undefined || destination === undefined) throw new TypeError('there must be clusters');
  Object.assign(source, { server: destination.server });
  Object.assign(ports.clusters, { source: { ...destination, side: 'source' } });
  Object.assign(ports.registry, { source: ports.registry.destination });
  return ports;
}

const withoutRegistryHost = (ports: FakePorts): void => {
  for (const cluster of Object.values(ports.clusters)) {
    if (cluster) cluster.streams.findRegistryHost = () => Promise.reject(new Error('not asked for'));
  }
};

describe('a promotion inside one cluster', () => {
  it('writes a tag, moves nothing and asks for no registry', async () => {
    const ports = oneCluster();
    withoutRegistryHost(ports);
    const image = anImage('one');
    ports.registry.destination.hold('dev/app', { manifests: [image], tag: '1.0' });
    const promotions = [request('dev/app:1.0', 'prod/app:1.0', ['live'])];

    const { report, plan, failure } = await promote(promoteOptions({ promotions }), ports, never);

    expect(failure).toBeUndefined();
    expect(ports.changes).toEqual(['tag prod/app:1.0', 'tag prod/app:live']);
    expect(plan?.images[0]).toMatchObject({ strategy: 'tag', action: 'create', blobs: 0 });
    expect(report.images[0]).toMatchObject({
      strategy: 'tag',
      digest: image.digest,
      image: `internal/prod/app@${image.digest}`,
      changed: true,
      bytesCopied: 0,
    });
  });

  it('knows the platforms of an index from the API', async () => {
    const ports = oneCluster();
    const [one, other] = [anImage('amd64'), anImage('arm64')];
    ports.registry.destination.hold('dev/app', {
      manifests: [one, other, anIndex([one, other])],
      tag: '1.0',
    });

    const { report } = await promote(promoteOptions(), ports, never);

    expect(report.images[0]?.platforms).toEqual(['linux/amd64', 'linux/arm64']);
  });

  it.each([
    ['"copy" is asked for', { strategy: 'copy' } as const],
    ['signatures must travel', { signatures: 'always' } as const],
  ])('copies when %s', async (_, options) => {
    const ports = oneCluster();
    ports.registry.destination.hold('dev/app', { manifests: [anImage('one')], tag: '1.0' });

    const { report, failure } = await promote(promoteOptions(options), ports, never);

    expect(failure).toBeUndefined();
    expect(report.images[0]?.strategy).toBe('copy');
    expect(ports.changes.at(-1)).toBe('manifest prod/app:1.0');
  });

  it('copies when a signature lies beside the image, and warns when a tag was asked for', async () => {
    const ports = oneCluster();
    const image = anImage('one');
    ports.registry.destination.hold('dev/app', { manifests: [image], tag: '1.0' });
    const signature = `sha256-${image.digest.slice('sha256:'.length)}.sig`;
    ports.registry.destination.hold('dev/app', { manifests: [anImage('signature')], tag: signature });

    const copied = await promote(promoteOptions({ dryRun: true }), ports, never);
    const tagged = await promote(promoteOptions({ dryRun: true, strategy: 'tag' }), ports, never);

    expect(copied.report.images[0]?.strategy).toBe('copy');
    expect(tagged.report.images[0]?.strategy).toBe('tag');
    expect(ports.lines.filter((line) => line.includes(signature) && line.includes('keeps'))).toHaveLength(1);
  });

  it('copies what was only imported', async () => {
    const ports = oneCluster();
    ports.registry.destination.hold('dev/app', { manifests: [anImage('one')], tag: '1.0' });
    const { source } = ports.clusters;
    if (source === undefined) throw new TypeError('there must be a source');
    const getImage = source.streams.getImage.bind(source.streams);
    source.streams.getImage = async (...args) => {
      const image = await getImage(...args);
      return image && { ...image, isLocal: false };
    };

    const { report } = await promote(promoteOptions(), ports, never);

    expect(report.images[0]?.strategy).toBe('copy');
  });
});

describe('strategy tag between two clusters', () => {
  it('is refused before anything is asked', async () => {
    const ports = fakePorts({ source: true, destination: true });

    const { failure } = await promote(promoteOptions({ strategy: 'tag' }), ports, never);

    expect(failure?.error).toMatchObject({ code: 'INPUT_INVALID' });
    expect(ports.changes).toEqual([]);
  });
});
