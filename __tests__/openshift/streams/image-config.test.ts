import { afterEach, describe, expect, it } from 'vitest';
import { createApi } from '../../../src/openshift/api/api.ts';
import { loopbackTransport } from '../../support/loopback-transport.ts';
import { startScriptedApi, type ScriptedApi, type Step } from '../../support/scripted-api.ts';
import { readImageConfig } from '../../../src/openshift/streams/streams.ts';

const signal = (): AbortSignal => AbortSignal.timeout(60_000);
const BASE = 'GET /apis/image.openshift.io/v1/namespaces/dev';
const DIGEST = `sha256:${'a'.repeat(64)}`;
const CHILD = `sha256:${'b'.repeat(64)}`;

let server: ScriptedApi;
afterEach(() => server.close());

async function read(script: Readonly<Record<string, Step>>, reference: string) {
  server = await startScriptedApi(script);
  const transport = loopbackTransport('source');
  const api = createApi({ side: 'source', server: server.url, token: 't', transport });
  return readImageConfig(api, { project: 'dev', stream: 'app', reference }, signal());
}

const image = (config: object): Step => ({ body: { image: { dockerImageMetadata: { Config: config } } } });

describe('how an image is run', () => {
  it('is what the cluster keeps of its config', async () => {
    const config = {
      ExposedPorts: { '9090/udp': {}, '8080/tcp': {}, nonsense: {}, '99999/tcp': {} },
      User: '1001',
      Labels: { a: 'b' },
    };
    await expect(read({ [`${BASE}/imagestreamtags/app:1`]: image(config) }, '1')).resolves.toMatchObject({
      ports: [
        { port: 8080, protocol: 'TCP' },
        { port: 9090, protocol: 'UDP' },
      ],
      user: '1001',
      labels: { a: 'b' },
    });
  });

  it('is of an index that of its usual platform', async () => {
    const manifests = [
      { os: 'unknown', architecture: 'unknown', digest: DIGEST },
      { os: 'linux', architecture: 'arm64', digest: DIGEST },
      { os: 'linux', architecture: 'amd64', digest: CHILD },
    ];
    const script = {
      [`${BASE}/imagestreamimages/app@${DIGEST}`]: { body: { image: { dockerImageManifests: manifests } } },
      [`${BASE}/imagestreamimages/app@${CHILD}`]: image({ ExposedPorts: { '80/tcp': {} } }),
    };
    await expect(read(script, DIGEST)).resolves.toMatchObject({ ports: [{ port: 80 }], user: undefined });
  });

  it('is not known when the image is not there', async () => {
    await expect(
      read({ [`${BASE}/imagestreamtags/app:1`]: '04b-istag-get-404-tag-missing' }, '1'),
    ).resolves.toBeUndefined();
  });
});
