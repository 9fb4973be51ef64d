import { afterEach, describe, expect, it } from 'vitest';
import { parseDigest } from '../../../src/core/image/digest.ts';
import type { ImportRequest } from '../../../src/core/ports/imports.ts';
import { createApi, type Api } from '../../../src/openshift/api/api.ts';
import { probeImport, runImport } from '../../../src/openshift/imports/imports.ts';
import { loopbackTransport } from '../../support/loopback-transport.ts';
import { startScriptedApi, type ScriptedApi, type Step } from '../../support/scripted-api.ts';
import { internalRepository } from '../../../src/openshift/streams/streams.ts';

const ROOT = '/apis/image.openshift.io/v1/namespaces/prod';
const IMPORTS = `POST ${ROOT}/imagestreamimports`;
const STREAM = `GET ${ROOT}/imagestreams/app`;
const TAG = `${ROOT}/imagestreamtags/app:live`;
const TEAM_APP = parseDigest('sha256:4651cda41b628d39ea563b161868c668ca8f25eb0bfc7dff829bdea7f7ef771a');
const OTHER = `sha256:${'b'.repeat(64)}`;
const REQUEST: ImportRequest = {
  project: 'prod',
  stream: 'app',
  tags: ['live'],
  from: `127.0.0.1:26449/team/app@${TEAM_APP}`,
  referencePolicy: 'local',
  scheduled: false,
  insecure: true,
};
/** What the tag `live` may be before. */
const ANY = [[undefined, parseDigest(OTHER)]];
const signal = (): AbortSignal => AbortSignal.timeout(60_000);

let server: ScriptedApi;
afterEach(async () => {
  await server.close();
});

async function apiWith(script: Readonly<Record<string, Step | readonly Step[]>>): Promise<Api> {
  server = await startScriptedApi(script);
  const options = { side: 'destination' as const, server: server.url, token: 't' };
  return createApi({ ...options, transport: loopbackTransport('destination') });
}

describe('a probe', () => {
  it('stores nothing and tells the digest', async () => {
    const api = await apiWith({ [IMPORTS]: '06b-import-dryrun-import-false' });

    const result = await probeImport(api, { ...REQUEST, tags: ['live', 'stable'] }, signal());

    expect(result).toEqual({ kind: 'found', digest: TEAM_APP });
    expect(server.bodies(IMPORTS)).toMatchObject([
      {
        metadata: { name: 'app', namespace: 'prod' },
        spec: {
          import: false,
          images: [
            {
              from: { kind: 'DockerImage', name: REQUEST.from },
              to: { name: 'live' },
              importPolicy: { insecure: true, importMode: 'PreserveOriginal' },
              referencePolicy: { type: 'Local' },
            },
          ],
        },
      },
    ]);
  });

  it('tells a refusal from all other failures: credentials may help', async () => {
    const api = await apiWith({ [IMPORTS]: '23a-import-xcluster-no-secret' });

    const result = await probeImport(api, REQUEST, signal());

    expect(result).toMatchObject({ kind: 'refused', error: { code: 'ACCESS_DENIED' } });
    expect(result.kind === 'refused' && result.error.hint).toContain(
      'oc create secret docker-registry NAME --docker-server=127.0.0.1:26449',
    );
  });

  it.each([
    ['06c-import-secure-against-http-registry-fails', 'TLS_FAILED', 'import-insecure'],
    ['06e-import-missing-repo', 'IMAGE_NOT_FOUND', 'oc image info'],
    ['06f-import-unreachable-registry', 'CONNECTION_FAILED', 'not the runner, must reach'],
    ['06s-import-forbidden', 'ACCESS_DENIED', 'registry-editor bob'],
    ['06v-import-invalid-ref', 'INPUT_INVALID', ''],
    ['06w-import-from-other-cluster-registry-anonymous', 'TLS_FAILED', 'additionalTrustedCA'],
    ['56h-import-exceeds-image-tags', 'QUOTA_EXCEEDED', 'oc describe limitrange'],
    ['56x-import-new-stream-quota-exhausted', 'QUOTA_EXCEEDED', 'oc describe quota'],
  ])('%s is %s', async (capture, code, hint) => {
    const api = await apiWith({ [IMPORTS]: capture });
    const failure = await probeImport(api, REQUEST, signal()).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code });
    expect((failure as { hint?: string }).hint ?? '').toContain(hint);
  });

  it.each([
    [
      { reason: 'Forbidden', code: 403, message: 'registry quay.io blocked' },
      'ACCESS_DENIED',
      'registrySources',
    ],
    [{ reason: 'InternalError', code: 500, message: 'toomanyrequests: slow down' }, 'RATE_LIMITED', 'later'],
  ])('%j is %s', async (status, code, hint) => {
    const images = [{ status: { status: 'Failure', ...status } }];
    const api = await apiWith({ [IMPORTS]: { status: 201, body: { status: { images } } } });
    await expect(probeImport(api, REQUEST, signal())).rejects.toMatchObject({
      code,
      hint: expect.stringContaining(hint) as string,
    });
  });

  it('explains a registry that the cluster does not allow', async () => {
    const message =
      'ImageStreamImport "app" is invalid: spec.images[0].from.name: Forbidden: registry "quay.io" not allowed by whitelist: "docker.io"';
    const body = { kind: 'Status', status: 'Failure', reason: 'Invalid', message, code: 422 };
    const api = await apiWith({ [IMPORTS]: { status: 422, body } });
    await expect(probeImport(api, REQUEST, signal())).rejects.toMatchObject({
      code: 'ACCESS_DENIED',
      hint: expect.stringContaining('allowedRegistriesForImport') as string,
    });
  });
});

describe('an import', () => {
  it('tells the digest of each tag, in the order of the request', async () => {
    const api = await apiWith({
      [STREAM]: '04c-istag-get-404-stream-missing',
      [IMPORTS]: '06t-import-by-digest',
    });
    await expect(runImport(api, REQUEST, ANY, signal())).resolves.toEqual([
      { tag: 'live', isWritten: true, digest: TEAM_APP },
    ]);
  });

  it('leaves all tags alone when one is another image than expected', async () => {
    const stream = (image: string, resourceVersion: string) => ({
      body: {
        metadata: { resourceVersion },
        spec: {},
        status: { tags: [{ tag: 'live', items: [{ image }] }] },
      },
    });
    const theirs = parseDigest(`sha256:${'c'.repeat(64)}`);
    const api = await apiWith({
      // it moves between the read and the import
      [STREAM]: [stream(OTHER, '1'), stream(theirs, '2')],
      [IMPORTS]: '04u-istag-put-stale-rv-409',
    });
    await expect(runImport(api, REQUEST, ANY, signal())).resolves.toEqual([
      { tag: 'live', isWritten: false, digest: theirs },
    ]);
    expect(server.bodies(IMPORTS)).toMatchObject([{ metadata: { resourceVersion: '1' } }]);
  });

  it('asks for a scheduled one', async () => {
    const api = await apiWith({
      [STREAM]: '04c-istag-get-404-stream-missing',
      [IMPORTS]: '06g-import-scheduled-local',
    });
    await runImport(api, { ...REQUEST, scheduled: true }, ANY, signal());
    expect(server.bodies(IMPORTS)).toMatchObject([
      { spec: { import: true, images: [{ importPolicy: { scheduled: true } }] } },
    ]);
  });

  it('removes the tag that a failed import leaves behind', async () => {
    const api = await apiWith({
      [STREAM]: '04c-istag-get-404-stream-missing',
      [IMPORTS]: '06e-import-missing-repo',
      [`DELETE ${TAG}`]: '05a-istag-delete',
    });
    await expect(runImport(api, REQUEST, ANY, signal())).rejects.toMatchObject({ code: 'IMAGE_NOT_FOUND' });
    expect(server.keys().at(-1)).toBe(`DELETE ${TAG}`);
  });

  it.each([
    ['pins a tag that was only pushed to', undefined, { kind: 'ImageStreamImage', name: `app@${OTHER}` }],
    [
      'pins a tag whose source is not where it points to any more',
      { name: 'live', from: { kind: 'ImageStreamTag', name: 'dev:1' }, annotations: { a: 'b' } },
      { kind: 'ImageStreamImage', name: `app@${OTHER}` },
    ],
    [
      'lets a tag follow what it followed',
      {
        name: 'live',
        from: { kind: 'DockerImage', name: 'quay.io/x:1' },
        importPolicy: { scheduled: true },
        annotations: { a: 'b' },
      },
      { kind: 'DockerImage', name: 'quay.io/x:1' },
    ],
  ])('%s when it fails', async (_, spec, from) => {
    const stream = {
      kind: 'ImageStream',
      spec: { tags: spec === undefined ? [] : [spec] },
      status: { tags: [{ tag: 'live', items: [{ image: OTHER }] }] },
    };
    const api = await apiWith({
      [STREAM]: { body: stream },
      [IMPORTS]: '06f-import-unreachable-registry',
      [`PUT ${TAG}`]: { body: {} },
    });
    await expect(runImport(api, REQUEST, ANY, signal())).rejects.toMatchObject({ code: 'CONNECTION_FAILED' });
    const annotations = spec === undefined ? {} : { a: 'b' };
    expect(server.bodies(`PUT ${TAG}`)).toMatchObject([{ metadata: { annotations }, tag: { from } }]);
  });

  it('writes the reference policy to a tag that has another one, which an import leaves as it is', async () => {
    const spec = { name: 'live', referencePolicy: { type: 'Source' } };
    const now = { ...spec, from: { kind: 'DockerImage', name: REQUEST.from } };
    const api = await apiWith({
      [STREAM]: { body: { spec: { tags: [spec] }, status: {} } },
      [IMPORTS]: '06t-import-by-digest',
      [`GET ${TAG}`]: { body: { tag: now } },
      [`PUT ${TAG}`]: { body: {} },
    });
    await runImport(api, REQUEST, ANY, signal());
    expect(server.bodies(`PUT ${TAG}`)).toMatchObject([
      { tag: { from: { kind: 'DockerImage', name: REQUEST.from }, referencePolicy: { type: 'Local' } } },
    ]);
  });
});

describe('the repository that pods pull', () => {
  it('is in the host any stream names', async () => {
    const item = {
      metadata: { name: 'web' },
      status: { dockerImageRepository: 'registry.inside:5000/prod/web' },
    };
    const api = await apiWith({ [`GET ${ROOT}/imagestreams`]: { body: { items: [item] } } });
    await expect(internalRepository(api, 'prod', 'app', signal())).resolves.toBe(
      'registry.inside:5000/prod/app',
    );
  });

  it('is in the usual host when none can be seen', async () => {
    const denied = { status: 403, body: { kind: 'Status', code: 403, message: 'no' } };
    const api = await apiWith({
      [`GET ${ROOT}/imagestreams`]: denied,
      'GET /apis/image.openshift.io/v1/namespaces/openshift/imagestreams': denied,
    });
    await expect(internalRepository(api, 'prod', 'app', signal())).resolves.toBe(
      'image-registry.openshift-image-registry.svc:5000/prod/app',
    );
  });
});
