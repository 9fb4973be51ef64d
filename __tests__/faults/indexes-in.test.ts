import { describe, expect, it } from 'vitest';
import { OCI_INDEX, OCI_MANIFEST } from '../../src/core/image/media-types.ts';
import { readManifest } from '../../src/core/image/read-manifest.ts';
import { failureOfOutcome, startLab } from '../support/fault-lab.ts';
import {
  descriptorJson,
  jsonBytes,
  noise,
  sampleImage,
  sampleIndex,
  type SampleImage,
} from '../support/sample-images.ts';

const AMD64 = sampleImage([noise(2_000, 1)]);
const ARM64 = sampleImage([noise(2_000, 2)]);

/** An index as the JSON of its entries says; what it lists is stored with it. */
function indexOf(entries: readonly object[], ...images: readonly SampleImage[]): SampleImage {
  const bytes = jsonBytes({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: entries });
  const root = readManifest(bytes, OCI_INDEX);
  return {
    root,
    manifests: [...images.flatMap(({ manifests }) => manifests), root],
    blobs: new Map(images.flatMap(({ blobs }) => [...blobs])),
  };
}

const entry = ({ root }: SampleImage, more: object = {}): object =>
  descriptorJson(root.bytes, root.mediaType, more);

describe('indexes', () => {
  it('case 48: refuses 100 000 children without asking for one', async () => {
    const bytes = Buffer.concat([
      Buffer.from(`{"schemaVersion":2,"mediaType":"${OCI_INDEX}","manifests":[`),
      Buffer.from(`${'{},'.repeat(99_999)}{}`),
      Buffer.from(']}'),
    ]);
    const lab = await startLab();
    lab.source.manifests.set('src/app 1', { type: OCI_INDEX, bytes });
    expect(failureOfOutcome(await lab.promote()).code).toBe('MANIFEST_UNSUPPORTED');
    expect(lab.source.calls).toHaveLength(1);
  });

  it('case 48: refuses an index nested 50 levels deep', async () => {
    let image = AMD64;
    for (let depth = 0; depth < 50; depth += 1) image = indexOf([entry(image)], image);
    const lab = await startLab();
    lab.addImage(image, '1');
    const error = failureOfOutcome(await lab.promote());
    expect(error.code).toBe('MANIFEST_UNSUPPORTED');
    expect(error.message).toContain('nested');
    expect(lab.source.calls.length).toBeLessThan(10);
  });

  it('case 48: asks for a child that is listed thrice once', async () => {
    const image = indexOf([entry(AMD64), entry(AMD64), entry(AMD64)], AMD64);
    const lab = await startLab();
    lab.addImage(image, '1');
    expect((await lab.promote()).failure).toBeUndefined();
    expect(lab.source.count('GET', new RegExp(`manifests/${AMD64.root.digest}`))).toBe(1);
    expect(lab.destination.count('PUT', new RegExp(`manifests/${AMD64.root.digest}`))).toBe(1);
  });

  it('case 49: copies an index without children', async () => {
    const image = indexOf([]);
    const lab = await startLab();
    lab.addImage(image, '1');
    expect((await lab.promote()).failure).toBeUndefined();
    expect(lab.destination.manifests.get('dst/app 1')?.type).toBe(OCI_INDEX);
  });

  it('case 50: names the child that is missing, and its platform', async () => {
    const image = sampleIndex([
      { image: AMD64, platform: { os: 'linux', architecture: 'amd64' } },
      { image: ARM64, platform: { os: 'linux', architecture: 'arm64' } },
    ]);
    const lab = await startLab();
    lab.addImage(image, '1');
    lab.source.manifests.delete(`src/app ${ARM64.root.digest}`);
    const error = failureOfOutcome(await lab.promote());
    expect(error.code).toBe('IMAGE_NOT_FOUND');
    expect(error.message).toContain(ARM64.root.digest);
    expect(error.message).toContain('linux/arm64');
    expect(lab.destination.count('POST')).toBe(0);
  });

  it.each([
    ['size', { size: 5 }],
    ['type', { mediaType: OCI_INDEX }],
  ])('case 51: refuses a child of another %s than the index says', async (_what, fields) => {
    const image = indexOf([entry(AMD64, fields)], AMD64);
    const lab = await startLab();
    lab.addImage(image, '1');
    expect(failureOfOutcome(await lab.promote()).code).toBe('MANIFEST_INVALID');
    expect(lab.destination.manifests.size).toBe(0);
  });

  it('case 52: copies children for no platform, such as attestations', async () => {
    const image = sampleIndex([
      { image: AMD64, platform: { os: 'linux', architecture: 'amd64' } },
      { image: ARM64, platform: { os: 'unknown', architecture: 'unknown' } },
    ]);
    const lab = await startLab();
    lab.addImage(image, '1');
    expect((await lab.promote()).failure).toBeUndefined();
    expect(lab.destination.manifests.get(`dst/app ${ARM64.root.digest}`)?.type).toBe(OCI_MANIFEST);
  });
});
