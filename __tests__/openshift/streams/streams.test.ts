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

describe('the blobs of a stream', () => {
  const LAYERS = '/apis/image.openshift.io/v1/namespaces/more-is/imagestreams/app/layers';
  const NAME = { project: 'more-is', stream: 'app' };

  it('are layers, configurations and manifests of all its images, in one request', async () => {
    const streams = await streamsWith({ [`GET ${LAYERS}`]: '49a-imagestream-layers' });
    const blobs = await streams.listBlobs(NAME, signal());

    expect(blobs).toHaveLength(12);
    expect(blobs).toContain('sha256:0a669381a37ce34b1f0430cb1586c34455767d736a3c54e02046410dcfaf11fa');
  });

  it('are none when there is no such stream, and an error when it may not be pulled', async () => {
    const streams = await streamsWith({
      [`GET ${LAYERS}`]: ['49a2-imagestream-layers-404', '49a3-imagestream-layers-forbidden'],
    });

    await expect(streams.listBlobs(NAME, signal())).resolves.toBeUndefined();
    await expect(streams.listBlobs(NAME, signal())).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
  });

  it.each([
    ['no blobs', { kind: 'ImageStreamLayers' }, []],
    ['blobs that are no object', { blobs: 'all of them' }, []],
    ['names that are no digests', { blobs: { '../secrets': {}, [OLDER]: null } }, [OLDER]],
  ])('are read from an answer with %s', async (_what, body, expected) => {
    const streams = await streamsWith({ [`GET ${LAYERS}`]: { body } });

    await expect(streams.listBlobs(NAME, signal())).resolves.toEqual(expected);
  });

  it('are not read from an answer without end', async () => {
    const body = `{"blobs": {"${'x'.repeat(5 * 1024 * 1024)}`;
    const streams = await streamsWith({ [`GET ${LAYERS}`]: { body, then: 'hold' } });

    await expect(streams.listBlobs(NAME, signal())).rejects.toMatchObject({ code: 'PROTOCOL_VIOLATION' });
  });
});

describe('the streams of a project', () => {
  const LIST = '/apis/image.openshift.io/v1/namespaces/prod/imagestreams';

  it('are at most as many as asked for, with the images that they come from', async () => {
    const streamOf = (name: string) => ({
      metadata: {
        name,
        labels: { team: 'base' },
        annotations: { base: 'quay.io/base/ubi:9', applied: `{"a/b": "${'x'.repeat(400)}"}` },
      },
      spec: { tags: [{ name: 'latest', from: { kind: 'DockerImage', name: 'quay.io/company/app:1' } }] },
    });
    const items = Array.from({ length: 500 }, (_, index) => streamOf(`app-${index}`));
    const streams = await streamsWith({ [`GET ${LIST}`]: { body: { items: [{}, 'what', ...items] } } });
    const found = await streams.listStreams('prod', 20, signal());

    expect(found).toHaveLength(19);
    expect(found[0]).toEqual({
      project: 'prod',
      stream: 'app-0',
      origins: ['quay.io/company/app:1', 'quay.io/base/ubi:9'],
    });
    expect(server.asked[0]?.query.get('limit')).toBe('20');
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
