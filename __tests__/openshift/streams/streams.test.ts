import { afterEach, describe, expect, it } from 'vitest';
import { parseDigest } from '../../../src/core/image/digest.ts';
import type { Streams } from '../../../src/core/ports/streams.ts';
import { createApi, type Api } from '../../../src/openshift/api/api.ts';
import { listPinned } from '../../../src/openshift/inspection/followers.ts';
import { createStreams } from '../../../src/openshift/streams/streams.ts';
import { loopbackTransport } from '../../support/loopback-transport.ts';
import { startScriptedApi, type ScriptedApi, type Step } from '../../support/scripted-api.ts';

const IMAGES = '/apis/image.openshift.io/v1/namespaces/promo-src';
const STREAM = { project: 'promo-src', stream: 'app' };
const OLDER = parseDigest('sha256:0083874168b725e901bc3db92c8ccc0ad3b8180476a75850e6c61f7238c80b0b');
const NEWER = parseDigest('sha256:6016f73122488d7b23783610857635d6fcf5426537732a86775b6896de2e1c5e');
const signal = (): AbortSignal => AbortSignal.timeout(60_000);

let server: ScriptedApi;
afterEach(async () => {
  await server.close();
});

async function apiWith(script: Readonly<Record<string, Step | readonly Step[]>>): Promise<Api> {
  server = await startScriptedApi(script);
  const options = { side: 'source' as const, server: server.url, token: 't' };
  return createApi({ ...options, transport: loopbackTransport('source') });
}

async function streamsWith(script: Parameters<typeof apiWith>[0]): Promise<Streams> {
  return createStreams(await apiWith(script));
}

describe('the history of a stream', () => {
  it('is one request: each tag with what it was, newest first; tags without image are left out', async () => {
    const streams = await streamsWith({ [`GET ${IMAGES}/imagestreams/app`]: '05g-imagestream-full' });

    const histories = await streams.readHistory(STREAM, signal());

    expect(histories?.map(({ tag, events }) => [tag, events.map(({ digest }) => digest)])).toEqual([
      ['1.0', [OLDER]],
      ['1.1', [NEWER]],
      ['prod', [OLDER, NEWER, OLDER]],
    ]);
    expect(histories?.[2]?.events[0]?.since).toBe('2026-11-21T08:14:07Z');
    expect(server.keys()).toHaveLength(1);
  });

  it('is none when there is no such stream, and an error when it may not be read', async () => {
    const streams = await streamsWith({
      [`GET ${IMAGES}/imagestreams/app`]: ['03d-imagestream-get-404', '03e-imagestream-get-forbidden'],
    });

    await expect(streams.readHistory(STREAM, signal())).resolves.toBeUndefined();
    await expect(streams.readHistory(STREAM, signal())).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
  });
});

describe('the tags of a stream', () => {
  it('are those with an image, and the reason of those whose import failed', async () => {
    const streams = await streamsWith({
      [`GET ${IMAGES}/imagestreams/fresh`]: '04l6-imagestream-failing-import',
    });

    expect(await streams.readTags({ project: 'promo-src', stream: 'fresh' }, signal())).toEqual({
      names: ['ext'],
      failedImports: { bad: 'dockerimage.image.openshift.io "127.0.0.1:26449/team/none:1" not found' },
    });
  });
});

describe('what is pinned', () => {
  const deployments = 'GET /apis/apps/v1/namespaces/promo-src/deployments';
  const configs = 'GET /apis/apps.openshift.io/v1/namespaces/promo-src/deploymentconfigs';
  const others = ['apps/v1/namespaces/promo-src/statefulsets', 'apps/v1/namespaces/promo-src/daemonsets'];
  const refused = Object.fromEntries(
    [...others, 'batch/v1/namespaces/promo-src/cronjobs'].map((path) => [
      `GET /apis/${path}`,
      '03e-imagestream-get-forbidden',
    ]),
  );

  it('is every workload whose containers name a digest', async () => {
    const api = await apiWith({
      ...refused,
      [deployments]: '43a-list-for-watch-dep',
      [configs]: '43a-list-for-watch-dc',
    });

    const pinned = await listPinned(api, 'promo-src', signal());

    expect(pinned.length).toBeGreaterThan(0);
    for (const { digests } of pinned) for (const digest of digests) parseDigest(digest);
  });

  it('is what may be listed, on clusters without DeploymentConfigs too', async () => {
    const api = await apiWith({
      ...refused,
      [deployments]: '03e-imagestream-get-forbidden',
      [configs]: '48g-apis-missing-group',
    });

    await expect(listPinned(api, 'promo-src', signal())).resolves.toEqual([]);
  });
});
