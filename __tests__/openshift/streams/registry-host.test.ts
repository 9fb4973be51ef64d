import { afterEach, describe, expect, it } from 'vitest';
import { createApi } from '../../../src/openshift/api/api.ts';
import { findRegistryHost } from '../../../src/openshift/streams/registry-host.ts';
import { loopbackTransport } from '../../support/loopback-transport.ts';
import { startScriptedApi, type ScriptedApi, type Step } from '../../support/scripted-api.ts';

const streamsOf = (project: string): string =>
  `GET /apis/image.openshift.io/v1/namespaces/${project}/imagestreams`;
const EMPTY = { body: { kind: 'ImageStreamList', items: [] } };
const INTERNAL = 'image-registry.openshift-image-registry.svc:5000';

let server: ScriptedApi;
afterEach(async () => {
  await server.close();
});

async function findWith(script: Readonly<Record<string, Step>>, project = 'more-watch') {
  server = await startScriptedApi(script);
  const options = { side: 'destination' as const, server: server.url, token: 't' };
  const api = createApi({ ...options, transport: loopbackTransport('destination') });
  return findRegistryHost(api, project, AbortSignal.timeout(60_000));
}

function streamList(project: string, name: string, status: Readonly<Record<string, string>>): Step {
  return { body: { kind: 'ImageStreamList', items: [{ metadata: { name, namespace: project }, status }] } };
}

describe('the public host of the registry', () => {
  it('is read from a stream of the project', async () => {
    await expect(findWith({ [streamsOf('more-watch')]: '43a-list-for-watch-is' })).resolves.toBe(
      '127.0.0.1:27444',
    );
    expect(server.asked[0]?.query.get('limit')).toBe('1');
  });

  it.each([
    ['is empty', EMPTY],
    ['may not be listed', '03e-imagestream-get-forbidden'],
  ])('comes from the project openshift when the project %s', async (_what, step) => {
    const shared = streamList('openshift', 'cli', {
      dockerImageRepository: `${INTERNAL}/openshift/cli`,
      publicDockerImageRepository: 'default-route.apps.example.com/openshift/cli',
    });
    await expect(
      findWith({ [streamsOf('prod')]: step, [streamsOf('openshift')]: shared }, 'prod'),
    ).resolves.toBe('default-route.apps.example.com');
  });

  it('is missed with the command that exposes it', async () => {
    const hidden = streamList('prod', 'app', { dockerImageRepository: `${INTERNAL}/prod/app` });
    await expect(findWith({ [streamsOf('prod')]: hidden }, 'prod')).rejects.toMatchObject({
      code: 'REGISTRY_NOT_EXPOSED',
      hint: expect.stringMatching(
        /oc patch configs\.imageregistry\.operator\.openshift\.io\/cluster .*"defaultRoute":true.*"destination-registry"/,
      ) as string,
    });
  });

  it('is not taken from an image stream that points to another registry', async () => {
    const elsewhere = streamList('prod', 'app', {
      dockerImageRepository: 'quay.io/team/thing',
      publicDockerImageRepository: 'quay.io/team/thing',
    });
    await expect(findWith({ [streamsOf('prod')]: elsewhere }, 'prod')).rejects.toMatchObject({
      code: 'REGISTRY_NOT_EXPOSED',
      message: expect.stringContaining('no integrated registry') as string,
    });
  });

  it('is not a host when it is no host name', async () => {
    const strange = streamList('prod', 'app', { publicDockerImageRepository: 'evil host@x/prod/app' });
    await expect(findWith({ [streamsOf('prod')]: strange }, 'prod')).rejects.toMatchObject({
      code: 'REGISTRY_NOT_EXPOSED',
    });
  });

  it('cannot be known when no stream can be read', async () => {
    const script = {
      [streamsOf('prod')]: EMPTY,
      [streamsOf('openshift')]: EMPTY,
      'GET /apis/project.openshift.io/v1/projects/prod': '02i-project-get-ok',
    };
    await expect(findWith(script, 'prod')).rejects.toMatchObject({
      code: 'REGISTRY_NOT_EXPOSED',
      hint: expect.stringContaining('oc registry info --public') as string,
    });
  });

  it('is not looked for in a project that does not exist or may not be read', async () => {
    const script = {
      [streamsOf('nope')]: '03e-imagestream-get-forbidden',
      [streamsOf('openshift')]: EMPTY,
      'GET /apis/project.openshift.io/v1/projects/nope': '02j-project-get-forbidden',
    };
    await expect(findWith(script, 'nope')).rejects.toMatchObject({
      code: 'PROJECT_NOT_FOUND',
      message: expect.stringContaining('the project nope does not exist on') as string,
    });
  });

  it('stays unknown for a token that is refused', async () => {
    await expect(findWith({ [streamsOf('prod')]: '01b-whoami-bad-token' }, 'prod')).rejects.toMatchObject({
      code: 'TOKEN_EXPIRED',
    });
  });
});
