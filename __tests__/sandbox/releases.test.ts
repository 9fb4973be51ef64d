import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { buildImage, buildIndex, type BuiltIndex } from '../../sandbox/images/image.ts';
import { buildLayer } from '../../sandbox/images/layer.ts';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { seedImage } from '../../sandbox/seed-image.ts';
import { seedProject, seedRole, seedStream } from '../../sandbox/seeds.ts';
import type { ClusterOptions } from '../../sandbox/state/options.ts';
import { ask, type Answered } from './api/ask.ts';

let folder: string;
let index: BuiltIndex;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'releases-'));
  const files = [{ path: 'hello', content: Buffer.from('hi') }];
  const layer = await buildLayer(folder, 'one', files, 'fast', new AbortController().signal);
  const platforms = ['amd64', 'arm64'].map((architecture) => ({ os: 'linux', architecture }));
  const created = '2026-01-01T00:00:00Z';
  index = buildIndex(platforms.map((platform) => buildImage({ platform, layers: [layer], created })));
});
afterAll(() => rm(folder, { recursive: true }));

let sandbox: Sandbox | undefined;
afterEach(async () => {
  expect(sandbox?.destination.unknownRequests).toEqual([]);
  await sandbox?.stop();
});

async function start(destination: ClusterOptions): Promise<Sandbox> {
  sandbox = await startSandbox({ destination });
  seedProject(sandbox.destination, 'prod');
  return sandbox;
}

describe('the release of a cluster', () => {
  it.each([
    [undefined, 'v1.33.5', '33'],
    ['4.20', 'v1.33.5', '33'],
    ['5.0', 'v1.36.3', '36'],
  ] as const)('%s says which Kubernetes it is: %s', async (release, gitVersion, minor) => {
    const { destination } = await start(release === undefined ? {} : { release });

    expect((await ask(destination, { path: '/version' })).body).toMatchObject({ gitVersion, minor });
  });

  const platform = (): string => index.images[0]?.manifest.digest ?? '';
  it.each([
    [{ release: '4.20' }, 'Legacy', platform],
    [{ release: '5.0' }, 'PreserveOriginal', () => index.manifest.digest],
    [{ release: '5.0', importMode: 'Legacy' }, 'Legacy', platform],
  ] as const)('%j decides what an import brings that names no mode: %s', async (options, mode, digest) => {
    const { source, destination } = await start(options);
    seedProject(source, 'dev');
    await seedImage(source, 'dev', 'app', '1', index);
    seedRole(source, 'dev', 'system:image-puller', 'system:anonymous');

    const { status, body } = await ask(destination, {
      method: 'POST',
      path: '/apis/image.openshift.io/v1/namespaces/prod/imagestreamimports',
      body: {
        kind: 'ImageStreamImport',
        apiVersion: 'image.openshift.io/v1',
        metadata: { name: 'app' },
        spec: {
          import: true,
          images: [
            { from: { kind: 'DockerImage', name: `${source.registryHost}/dev/app:1` }, to: { name: '1' } },
          ],
        },
      },
    });

    expect(status).toBe(201);
    expect(body).toMatchObject({
      spec: { images: [{ importPolicy: { importMode: mode } }] },
      status: { images: [{ image: { metadata: { name: digest() } } }] },
    });
  });

  it.each([
    ['4.20', 'Legacy'],
    ['5.0', 'PreserveOriginal'],
  ] as const)('%s gives tags the mode %s', async (release, importMode) => {
    const { destination } = await start({ release });
    seedStream(destination, 'prod', 'app');
    const from = { kind: 'DockerImage', name: '127.0.0.1:1/team/app:1' };
    const tag = { name: '1', reference: true, from };

    const root = '/apis/image.openshift.io/v1/namespaces/prod';
    const kind = 'ImageStreamTag';
    const metadata = { name: 'app:1', namespace: 'prod' };
    await ask(destination, {
      method: 'PUT',
      path: `${root}/imagestreamtags/app:1`,
      body: { kind, apiVersion: 'image.openshift.io/v1', metadata, tag },
    });

    const { body } = await ask(destination, { path: `${root}/imagestreams/app` });
    expect(body).toMatchObject({ spec: { tags: [{ name: '1', importPolicy: { importMode } }] } });
  });

  it.each([
    ['4.20', undefined, undefined],
    ['5.0', 1, 2],
  ] as const)('%s counts changes of Routes: %s, then %s', async (release, first, second) => {
    const { destination } = await start({ release });
    const path = '/apis/route.openshift.io/v1/namespaces/prod/routes';
    const spec = { to: { kind: 'Service', name: 'web' } };
    const route = { kind: 'Route', apiVersion: 'route.openshift.io/v1', metadata: { name: 'web' }, spec };
    const generationOf = ({ body }: { body: Answered }): unknown =>
      (body.metadata as { generation?: number }).generation;
    const change = (patch: object) =>
      ask(destination, {
        method: 'PATCH',
        path: `${path}/web`,
        type: 'application/merge-patch+json',
        body: patch,
      });

    expect(generationOf(await ask(destination, { method: 'POST', path, body: route }))).toBe(first);
    expect(generationOf(await change({ metadata: { labels: { a: 'b' } } }))).toBe(first);
    expect(generationOf(await change({ spec: { path: '/shop' } }))).toBe(second);
  });
});

describe('the TLS profile of a cluster', () => {
  const versionWith = async (url: string, ca: string, maxVersion: 'TLSv1.2' | 'TLSv1.3'): Promise<string> => {
    const { hostname: host, port } = new URL(url);
    const socket = connect({ host, port: Number(port), ca, maxVersion });
    try {
      await once(socket, 'secureConnect');
      return socket.getProtocol() ?? '';
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? '';
    } finally {
      socket.destroy();
    }
  };

  it.each([
    ['Intermediate', 'TLSv1.2'],
    ['Modern', 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION'],
  ] as const)('%s answers a client of TLS 1.2: %s', async (tlsProfile, answer) => {
    const { destination } = await start({ tlsProfile });
    for (const url of [destination.apiUrl, `https://${destination.registryHost}`]) {
      expect(await versionWith(url, destination.ca, 'TLSv1.2')).toBe(answer);
      expect(await versionWith(url, destination.ca, 'TLSv1.3')).toBe('TLSv1.3');
    }
  });
});
