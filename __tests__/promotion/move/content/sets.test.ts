import { deferred } from '../../../support/deferred.ts';
import { describe, expect, it } from 'vitest';
import { promote } from '../../../../src/promotion/promote.ts';
import type { Manifest } from '../../../../src/core/image/manifest.ts';
import { OCI_MANIFEST } from '../../../../src/core/image/media-types.ts';
import { PromoteError } from '../../../../src/core/text/errors.ts';
import { readManifest } from '../../../../src/core/image/read-manifest.ts';
import { digestOf } from '../../../../src/core/image/digest.ts';
import { fakePorts, type FakePorts } from '../../../support/fake-ports.ts';
import { promoteOptions, request } from '../../../support/promote-options.ts';
import { CONFIG_TYPE, jsonBytes, LAYER_TYPE, utf8 } from '../../../support/sample-images.ts';

const MB = 1024 * 1024;
const never = new AbortController().signal;
const layer = (name: string, megabytes: number) => ({
  mediaType: LAYER_TYPE,
  digest: digestOf(utf8(name)),
  size: megabytes * MB,
});

function appOf(name: string): Manifest {
  const config = { mediaType: CONFIG_TYPE, digest: digestOf(utf8(`config of ${name}`)), size: 10 };
  const layers = [layer('base', 160), layer(`own ${name}`, 10)];
  return readManifest(jsonBytes({ schemaVersion: 2, mediaType: OCI_MANIFEST, config, layers }), OCI_MANIFEST);
}

/** A set of images that share a large layer. */
function setOf(names: readonly string[]): FakePorts {
  const ports = fakePorts({ source: true, destination: true });
  for (const name of names) ports.registry.source.hold(`dev/${name}`, { manifests: [appOf(name)], tag: '1' });
  return ports;
}

describe('a set of images', () => {
  const names = Array.from({ length: 20 }, (_, index) => `app-${index}`);
  const promotions = names.map((name) => request(`dev/${name}:1`, `prod/${name}:1`));

  it('sends the layers of all images while others get the shared layer one after the other', async () => {
    const ports = setOf(names);
    const { registries } = ports;
    const copyBlob = registries.copyBlob.bind(registries);
    const base = digestOf(utf8('base'));
    const isSent = deferred();
    let own = 0;
    let sending = 0;
    registries.copyBlob = async (blob, route, signal) => {
      if (blob.digest === base) {
        sending += 1;
        // with two slots, all layers of their own arrive while the shared one is on its way
        if (sending === 1) await isSent.promise;
      } else if (blob.sizeBytes === 10 * MB) {
        own += 1;
        if (own === names.length) {
          expect(sending).toBe(1);
          isSent.resolve();
        }
      }
      return copyBlob(blob, route, signal);
    };
    const { failure } = await promote(promoteOptions({ promotions, concurrency: 2 }), ports, never);

    expect(failure).toBeUndefined();
    expect(sending).toBe(names.length);
  });

  it('fails as a whole, before any tag moves, when one of them cannot mount', async () => {
    const ports = setOf(names);
    ports.beforeChange = (change) => {
      if (change.startsWith('blob') && ports.changes.length === 30) throw new Error('out of order');
    };
    const { failure, report } = await promote(promoteOptions({ promotions }), ports, never);

    expect(failure?.error).toMatchObject({ message: 'out of order' });
    expect(report.images.every(({ changed }) => !changed)).toBe(true);
    expect(ports.changes.filter((change) => change.startsWith('manifest'))).toEqual([]);
  });

  it('moves its tags side by side, those of one repository one after the other', async () => {
    const ports = setOf(names);
    const twice = names.flatMap((name) =>
      ['1', '2'].map((tag) => request(`dev/${name}:1`, `prod/${name}:${tag}`)),
    );
    const find = ports.registries.repository.bind(ports.registries);
    const writing: string[] = [];
    let most = 0;
    ports.registries.repository = (side, host, name) => {
      const repository = find(side, host, name);
      return {
        ...repository,
        putManifest: async (manifest, reference, signal) => {
          expect(writing).not.toContain(name);
          writing.push(name);
          most = Math.max(most, writing.length);
          await new Promise((resolve) => setImmediate(resolve));
          await repository.putManifest(manifest, reference, signal);
          writing.splice(writing.indexOf(name), 1);
        },
      };
    };
    const { failure } = await promote(promoteOptions({ promotions: twice }), ports, never);

    expect(failure).toBeUndefined();
    expect(ports.changes.filter((change) => change.startsWith('manifest'))).toHaveLength(40);
    expect(most).toBe(16);
  });

  it('starts no further tag after one that failed', async () => {
    const ports = setOf(names);
    ports.beforeChange = (change) => {
      if (change === 'manifest prod/app-3:1') throw new Error('refused');
    };
    const { failure } = await promote(promoteOptions({ promotions }), ports, never);

    expect(failure?.error).toMatchObject({ message: 'refused' });
    const moved = ports.changes.filter((change) => change.startsWith('manifest'));
    expect(moved.length).toBeLessThan(16);
  });

  it('looks at no blob of an image that the destination holds under its digest, and only at digests in a set', async () => {
    const ports = setOf(names);
    for (const name of names) {
      ports.registry.destination.hold(`prod/${name}`, { manifests: [appOf('old')], tag: '1' });
      ports.registry.destination.hold(`prod/${name}`, { manifests: [appOf(name)] });
    }
    const registries = ports.registries;
    const copyBlob = registries.copyBlob.bind(registries);
    let looks = 0;
    registries.copyBlob = (...copy) => {
      looks += 1;
      return copyBlob(...copy);
    };
    const { failure, report } = await promote(promoteOptions({ promotions }), ports, never);

    expect(failure).toBeUndefined();
    expect(looks).toBe(0);
    expect(report.images[7]).toMatchObject({ changed: true, blobsCopied: 0, blobsSkipped: 3 });
    const alone = await promote(
      promoteOptions({ promotions: [request('dev/app-0:1', 'prod/app-1:1')] }),
      ports,
      never,
    );
    expect(alone.failure).toBeUndefined();
    expect(looks).toBe(3);
  });

  it('sends everything when a registry that held the image lacks its content after all', async () => {
    const ports = setOf(names);
    for (const name of names) {
      ports.registry.destination.hold(`prod/${name}`, { manifests: [appOf('old')], tag: '1' });
      ports.registry.destination.hold(`prod/${name}`, { manifests: [appOf(name)] });
    }
    let refusals = 0;
    ports.beforeChange = (change) => {
      if (change !== 'manifest prod/app-3:1' || refusals > 0) return;
      refusals += 1;
      const cause = { kind: 'missing-content', digests: [] };
      throw new PromoteError({ code: 'MANIFEST_INVALID', message: 'blob unknown', cause });
    };
    const { failure } = await promote(promoteOptions({ promotions }), ports, never);

    expect(failure).toBeUndefined();
    expect(ports.changes.filter((change) => change.startsWith('blob'))).toHaveLength(3);
  });
});
