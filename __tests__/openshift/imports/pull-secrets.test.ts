import { afterEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/core/text/strict-json.ts';
import { createApi, type Api } from '../../../src/openshift/api/api.ts';
import {
  bodyOf,
  isPulledFrom,
  listPullHosts,
  lookAtPullSecret,
  writePullSecret,
} from '../../../src/openshift/imports/pull-secrets.ts';
import { loopbackTransport } from '../../support/loopback-transport.ts';
import { startScriptedApi, type ScriptedApi, type Step } from '../../support/scripted-api.ts';

const SECRET = { project: 'prod', name: 'pull', host: 'quay.io', username: 'me', password: 'pw' };
const LIST = '/api/v1/namespaces/prod/secrets';
const ONE = `${LIST}/pull`;
const STREAMS = 'GET /apis/image.openshift.io/v1/namespaces/prod/imagestreams';
const MISSING = { status: 404, body: { kind: 'Status', code: 404, message: 'not found' } };
const signal = (): AbortSignal => AbortSignal.timeout(60_000);

let server: ScriptedApi | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function apiWith(script: Readonly<Record<string, Step | readonly Step[]>>): Promise<Api> {
  server = await startScriptedApi(script);
  const options = { side: 'destination' as const, server: server.url, token: 't' };
  return createApi({ ...options, transport: loopbackTransport('destination') });
}

const stored = (changes: Partial<typeof SECRET> = {}, labels?: object): { readonly body: JsonObject } => {
  const body = bodyOf({ ...SECRET, ...changes });
  const metadata = { ...(body['metadata'] as JsonObject), ...(labels && { labels }), resourceVersion: '7' };
  return { body: { ...body, metadata } };
};

describe('a pull secret', () => {
  it('says who made it and holds what nodes and imports read', () => {
    const data = bodyOf(SECRET)['data'] as Record<string, string>;
    expect(bodyOf(SECRET)).toMatchObject({
      type: 'kubernetes.io/dockerconfigjson',
      metadata: { labels: { 'app.kubernetes.io/managed-by': 'openshift-promote' } },
    });
    expect(JSON.parse(Buffer.from(data['.dockerconfigjson'] ?? '', 'base64').toString())).toEqual({
      auths: { 'quay.io': { username: 'me', password: 'pw', auth: 'bWU6cHc=' } },
    });
  });

  it.each([
    ['absent', MISSING],
    ['current', stored()],
    ['outdated', stored({ password: 'old' })],
    ['foreign', stored({}, {})],
    ['unknown', '45zn-secret-forbidden-promoter'],
  ])('is %s', async (state, step) => {
    const api = await apiWith({ [`GET ${ONE}`]: step });
    await expect(lookAtPullSecret(api, SECRET, signal())).resolves.toBe(state);
  });

  it('is made, and removed again when it is taken back', async () => {
    const api = await apiWith({
      [`GET ${ONE}`]: MISSING,
      [`POST ${LIST}`]: { status: 201, body: {} },
      [`DELETE ${ONE}`]: { body: {} },
    });
    const { undo } = await writePullSecret(api, SECRET, signal());
    await undo(signal());
    expect(server?.keys()).toEqual([`GET ${ONE}`, `POST ${LIST}`, `DELETE ${ONE}`]);
  });

  it('is brought up to date, and put back when it is taken back', async () => {
    const old = stored({ password: 'old' });
    const api = await apiWith({ [`GET ${ONE}`]: old, [`PUT ${ONE}`]: { body: {} } });
    const { undo } = await writePullSecret(api, SECRET, signal());
    await undo(signal());
    const [updated, back] = server?.bodies(`PUT ${ONE}`) as { data: unknown; metadata: object }[];
    expect(updated?.data).toEqual(bodyOf(SECRET)['data']);
    expect(updated?.metadata).toMatchObject({ resourceVersion: '7' });
    expect(back?.data).toEqual(old.body['data']);
    expect(back?.metadata).toMatchObject({ resourceVersion: '' });
  });

  it('is not written when there is nothing to change', async () => {
    const api = await apiWith({ [`GET ${ONE}`]: stored() });
    await writePullSecret(api, SECRET, signal());
    expect(server?.keys()).toEqual([`GET ${ONE}`]);
  });

  it("stays when it is somebody else's", async () => {
    const api = await apiWith({ [`GET ${ONE}`]: stored({}, {}) });
    await expect(writePullSecret(api, SECRET, signal())).rejects.toMatchObject({ code: 'TAG_CONFLICT' });
  });

  it('is needed as long as a tag was imported from its registry', async () => {
    const imported = { spec: { tags: [{ from: { kind: 'DockerImage', name: 'quay.io/x/y:1' } }] } };
    const api = await apiWith({ [STREAMS]: [{ body: { items: [imported] } }, { body: { items: [{}] } }] });
    await expect(isPulledFrom(api, 'prod', 'quay.io', signal())).resolves.toBe(true);
    await expect(isPulledFrom(api, 'prod', 'quay.io', signal())).resolves.toBe(false);
  });

  it('shows its registries, unless it may not be read', async () => {
    const denied = { status: 403, body: { kind: 'Status', code: 403, message: 'no' } };
    const items = [
      stored().body,
      stored({ host: 'docker.io' }).body,
      { data: { '.dockerconfigjson': 'e30=' } },
    ];
    const api = await apiWith({ [`GET ${LIST}`]: [{ body: { items } }, denied] });
    await expect(listPullHosts(api, 'prod', signal())).resolves.toEqual(['docker.io', 'quay.io']);
    await expect(listPullHosts(api, 'prod', signal())).resolves.toBeUndefined();
  });
});
