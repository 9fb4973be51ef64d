// What looking for signatures costs, counted in requests to registries on the loopback interface.
import { afterEach, describe, expect, it } from 'vitest';
import type { Manifest } from '../../../src/core/image/manifest.ts';
import type { PromoteOptions } from '../../../src/core/options.ts';
import { promote } from '../../../src/promotion/promote.ts';
import { fakePorts } from '../../support/fake-ports.ts';
import { promoteOptions, request, sideOptions } from '../../support/promote-options.ts';
import { NEVER, registriesFor } from '../../support/registry-under-test.ts';
import { startReferrersRegistry, tagsOf } from '../../support/referrers-api.ts';
import { aReferrer, aSignature, signatureTag } from '../../support/sample-artifacts.ts';
import { noise, sampleImage, sampleIndex, type SampleImage } from '../../support/sample-images.ts';
import {
  startScriptedRegistry,
  type Intercept,
  type RegistryAnswer,
  type RegistryCall,
  type ScriptedRegistry,
} from '../../support/scripted-registry.ts';

const registries: ScriptedRegistry[] = [];
afterEach(async () => {
  await Promise.all(registries.splice(0).map((registry) => registry.close()));
});

interface Habits {
  readonly tags?: (registry: ScriptedRegistry, call: RegistryCall) => RegistryAnswer;
  readonly referrers?: (call: RegistryCall) => RegistryAnswer;
}

/** Lists its tags; has no referrers API. */
async function start(habits: Habits = {}): Promise<ScriptedRegistry> {
  const tags =
    habits.tags ?? ((registry) => ({ status: 200, body: JSON.stringify({ tags: tagsOf(registry) }) }));
  const referrers = habits.referrers ?? (() => ({ status: 404, body: '404 page not found' }));
  const intercept: Intercept = (call) => {
    if (call.path.includes('/tags/list')) return tags(registry, call);
    return call.path.includes('/referrers/') ? referrers(call) : undefined;
  };
  const registry: ScriptedRegistry = await startScriptedRegistry(intercept);
  registries.push(registry);
  return registry;
}

function hold(
  { manifests, blobs }: ScriptedRegistry,
  repository: string,
  image: SampleImage,
  tag: string,
): void {
  for (const [digest, bytes] of image.blobs) blobs.set(`${repository} ${digest}`, bytes);
  for (const manifest of image.manifests) store(manifests, repository, manifest, manifest.digest);
  store(manifests, repository, image.root, tag);
}

function store(
  manifests: ScriptedRegistry['manifests'],
  repository: string,
  manifest: Manifest,
  name: string,
): void {
  manifests.set(`${repository} ${name}`, { type: manifest.mediaType, bytes: manifest.bytes });
}

/** The requests of one promotion, by side. */
async function run(
  source: ScriptedRegistry,
  destination: ScriptedRegistry,
  names: readonly [string, string] = ['dev/app:1', 'prod/app:1'],
  changes: Partial<PromoteOptions> = {},
) {
  const before = { source: source.calls.length, destination: destination.calls.length };
  const ports = {
    ...fakePorts({ source: false, destination: false }),
    registries: registriesFor([source.host, destination.host]).registries,
  };
  const options = promoteOptions({
    source: sideOptions('source', { server: undefined, token: undefined }),
    destination: sideOptions('destination', { server: undefined, token: undefined }),
    promotions: [request(`${source.host}/${names[0]}`, `${destination.host}/${names[1]}`)],
    ...changes,
  });
  const { report, failure } = await promote(options, ports, NEVER);
  expect(failure).toBeUndefined();
  const linesOf = (registry: ScriptedRegistry, start: number): string[] =>
    registry
      .lines()
      .slice(start)
      .filter((line) => !/\/blobs\/| session$/.test(line))
      .sort();
  return {
    source: linesOf(source, before.source),
    destination: linesOf(destination, before.destination),
    attachments: report.images[0]?.attachments ?? [],
  };
}

const image = sampleImage([noise(50, 1)]);

describe('an image without signatures', () => {
  it('costs two requests more, to the source', async () => {
    const [source, destination] = [await start(), await start()];
    hold(source, 'dev/app', image, '1');

    const requests = await run(source, destination);

    expect(requests.source).toEqual([
      'GET /v2/dev/app/manifests/1',
      `GET /v2/dev/app/referrers/${image.root.digest}`,
      'GET /v2/dev/app/tags/list',
    ]);
    // what the tag is: planned, read again right before it is written, and confirmed
    expect(requests.destination).toEqual([
      'HEAD /v2/prod/app/manifests/1',
      'HEAD /v2/prod/app/manifests/1',
      'HEAD /v2/prod/app/manifests/1',
      'PUT /v2/prod/app/manifests/1',
    ]);
  });

  it('costs four in all when it is there already, and two when nobody wants to know', async () => {
    const [source, destination] = [await start(), await start()];
    hold(source, 'dev/app', image, '1');
    hold(destination, 'prod/app', image, '1');

    const asked = await run(source, destination);
    const silent = await run(source, destination, undefined, { signatures: 'never' });

    expect([asked.source.length, asked.destination.length]).toEqual([3, 1]);
    expect([silent.source.length, silent.destination.length]).toEqual([1, 1]);
  });

  it('costs no more for an index of several platforms, where there is no referrers API', async () => {
    const [source, destination] = [await start(), await start()];
    const index = sampleIndex([{ image }, { image: sampleImage([noise(50, 2)]) }]);
    hold(source, 'dev/app', index, '1');
    hold(destination, 'prod/app', index, '1');

    expect((await run(source, destination)).source).toHaveLength(3);
  });

  it('costs one more for each platform where there is one', async () => {
    const listsNothing = { referrers: () => ({ status: 200, body: '{"manifests":[]}' }) };
    const [source, destination] = [await start(listsNothing), await start()];
    const index = sampleIndex([{ image }, { image: sampleImage([noise(50, 2)]) }]);
    hold(source, 'dev/app', index, '1');
    hold(destination, 'prod/app', index, '1');

    expect((await run(source, destination)).source).toHaveLength(5);
  });

  it('is asked for by four tags where the tags have more than four pages', async () => {
    const endless = {
      tags: (_: ScriptedRegistry, { path }: RegistryCall) => ({
        status: 200,
        headers: { link: `<${path}?x>; rel="next"` },
        body: JSON.stringify({ tags: [`t${path.length}`] }),
      }),
    };
    const [source, destination] = [await start(endless), await start()];
    hold(source, 'dev/app', image, '1');
    store(source.manifests, 'dev/app', image.root, signatureTag(image.root.digest));

    const { source: lines, attachments } = await run(source, destination);

    expect(lines.filter((line) => line.endsWith('/tags/list'))).toHaveLength(4);
    expect(lines.filter((line) => line.includes('/manifests/sha256-'))).toHaveLength(4);
    expect(attachments).toMatchObject([{ outcome: 'copied' }]);
  });
});

describe('a new tag in the same repository', () => {
  it('asks for nothing: what is attached is there', async () => {
    const registry = await start();
    hold(registry, 'dev/app', image, '1');
    store(registry.manifests, 'dev/app', aSignature(['ours']), signatureTag(image.root.digest));

    const { source } = await run(registry, registry, ['dev/app:1', 'dev/app:2']);

    expect(source.filter((line) => /referrers|tags\/list|\.sig/.test(line))).toEqual([]);
  });
});

describe('a destination with a referrers API', () => {
  it('is asked before and after, and gets no index', async () => {
    const bundle = aReferrer(image.root, 'bundle');
    const [source, destination] = [await startReferrersRegistry(), await startReferrersRegistry()];
    registries.push(source, destination);
    hold(source, 'dev/app', image, '1');
    store(source.manifests, 'dev/app', bundle, bundle.digest);
    source.blobs.set(`dev/app ${layerOf(bundle)}`, new TextEncoder().encode('bundle bundle'));

    const { destination: lines, attachments } = await run(source, destination);

    expect(attachments).toMatchObject([{ outcome: 'copied' }]);
    expect(lines.filter((line) => line.startsWith('PUT'))).toEqual(
      [
        'PUT /v2/prod/app/manifests/1',
        `PUT /v2/prod/app/manifests/${bundle.digest}`,
        `PUT /v2/prod/app/manifests/${image.root.digest}`,
      ].sort(),
    );
    expect(lines.filter((line) => line.includes('/referrers/'))).toHaveLength(2);
  });
});

function layerOf({ content }: Manifest): string {
  return content.kind === 'image' ? (content.layers[0]?.digest ?? '') : '';
}
