import { afterEach, describe, expect, it } from 'vitest';
import { parseDigest } from '../../src/core/digest.ts';
import type { ImageConfig } from '../../src/core/image-config.ts';
import { createApi } from '../../src/openshift/api.ts';
import { readImageConfig } from '../../src/openshift/image-config.ts';
import { loopbackTransport } from '../support/loopback-transport.ts';
import { startScriptedApi, type ScriptedApi, type Step } from '../support/scripted-api.ts';

const IMAGES = '/apis/image.openshift.io/v1/namespaces/promo-src';
const OLDER = parseDigest('sha256:0083874168b725e901bc3db92c8ccc0ad3b8180476a75850e6c61f7238c80b0b');

let server: ScriptedApi;
afterEach(async () => {
  await server.close();
});

async function readerOf(
  script: Readonly<Record<string, Step | readonly Step[]>>,
): Promise<(reference: string) => Promise<ImageConfig | undefined>> {
  server = await startScriptedApi(script);
  const options = { side: 'source' as const, server: server.url, token: 't' };
  const api = createApi({ ...options, transport: loopbackTransport('source') });
  const place = { project: 'promo-src', stream: 'app' };
  return (reference) => readImageConfig(api, { ...place, reference }, AbortSignal.timeout(5000));
}

describe('what an image says of itself', () => {
  it('is how it is run, its labels and when it was built', async () => {
    const read = await readerOf({
      [`GET ${IMAGES}/imagestreamimages/app@${OLDER}`]: '05c-imagestreamimage-get',
    });

    await expect(read(OLDER)).resolves.toEqual({
      created: '2026-01-01T00:00:00Z',
      environmentNames: ['PATH'],
      labels: { lab: 'app-1.0' },
      ports: [],
      user: undefined,
    });
  });

  it('is said for an index by its first image', async () => {
    const child = 'sha256:d23c80e98b95e4aa47cc002fb0fd37e2275eaff2c381d12790a1f1c7b868ca16';
    const read = await readerOf({
      [`GET ${IMAGES}/imagestreamimages/app@${OLDER}`]: '14a-istag-pushed-docker-list',
      [`GET ${IMAGES}/imagestreamimages/app@${child}`]: '14g-isimage-child-of-list',
    });

    const config = await read(OLDER);

    expect(config?.labels).toEqual({ lab: 'mdocker' });
  });

  it('is nothing when it was pruned, and an error when it may not be read', async () => {
    const read = await readerOf({
      [`GET ${IMAGES}/imagestreamimages/app@${OLDER}`]: [
        '05d-imagestreamimage-get-404',
        '03e-imagestream-get-forbidden',
      ],
    });

    await expect(read(OLDER)).resolves.toBeUndefined();
    await expect(read(OLDER)).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
  });

  it('is asked for by tag too, and names the variables of its environment without their values', async () => {
    const Config = {
      Env: ['PATH=/bin', 'API_KEY=secret'],
      ExposedPorts: { '8443/tcp': {}, '53/udp': {}, nonsense: {} },
      User: '1001',
    };
    const read = await readerOf({
      [`GET ${IMAGES}/imagestreamtags/app:1.0`]: { body: { image: { dockerImageMetadata: { Config } } } },
    });

    await expect(read('1.0')).resolves.toEqual({
      created: undefined,
      environmentNames: ['API_KEY', 'PATH'],
      labels: {},
      ports: [
        { port: 53, protocol: 'UDP' },
        { port: 8443, protocol: 'TCP' },
      ],
      user: '1001',
    });
  });
});
