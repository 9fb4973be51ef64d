import { afterEach, describe, expect, it } from 'vitest';
import { createApi } from '../../src/openshift/api/api.ts';
import { findClientDownload, readClusterBuild } from '../../src/openshift/oc-client.ts';
import { failureOf, noAbort } from '../support/http-transport.ts';
import { loopbackTransport } from '../support/loopback-transport.ts';
import { startScriptedApi, type ScriptedApi, type Step } from '../support/scripted-api.ts';

const DOWNLOADS = 'GET /apis/console.openshift.io/v1/consoleclidownloads/oc-cli-downloads';
const HOST = 'https://downloads-openshift-console.apps.example.com';
const links = ['amd64/linux/oc.tar', 'amd64/mac/oc.zip', 'amd64/windows/oc.zip', 'arm64/linux/oc.tar'];
const offered = { body: { spec: { links: links.map((link) => ({ href: `${HOST}/${link}` })) } } };

let api: ScriptedApi | undefined;
afterEach(async () => {
  await api?.close();
  api = undefined;
});

async function find(platform: string, arch: string, downloads: Step): Promise<string> {
  api = await startScriptedApi({ [DOWNLOADS]: downloads });
  const side = 'destination';
  const { url: server } = api;
  const client = createApi({ side, server, token: 'sha256~x', transport: loopbackTransport(side) });
  return findClientDownload(client, { platform, arch }, noAbort);
}

describe('the oc of a cluster', () => {
  it.each([
    ['linux', 'x64', 'amd64/linux/oc.tar'],
    ['linux', 'arm64', 'arm64/linux/oc.tar'],
    ['darwin', 'x64', 'amd64/mac/oc.zip'],
    ['win32', 'x64', 'amd64/windows/oc.zip'],
  ])('is found for %s on %s', async (platform, arch, link) => {
    expect(await find(platform, arch, offered)).toBe(`${HOST}/${link}`);
  });

  it.each([
    ['for a machine nobody builds for', offered, 'offers no oc for riscv64/linux'],
    ['on a cluster without console', { status: 404, body: {} }, 'offers no oc: it has no web console'],
  ])('is missing %s', async (_, downloads, message) => {
    const error = await failureOf(find('linux', 'riscv64', downloads));

    expect(error.code).toBe('CLIENT_NOT_FOUND');
    expect(error.message).toContain(message);
    expect(error.hint).toContain('"oc-url"');
  });
});

describe('the build of a cluster', () => {
  const BUILD = { gitVersion: 'v1.33.5+abc', gitCommit: '0123abcd', buildDate: '2026-11-01T00:00:00Z' };

  it.each([
    [
      'is what its API server says',
      { body: BUILD },
      { version: '1.33.5', commit: '0123abcd 2026-11-01T00:00:00Z' },
    ],
    ['is not known when it does not', { status: 403, body: {} }, undefined],
    ['is not known when it says something else', { body: { gitVersion: 'main' } }, undefined],
  ])('%s', async (_, step, build) => {
    api = await startScriptedApi({ 'GET /version': step });
    const side = 'destination';
    const client = createApi({ side, server: api.url, token: undefined, transport: loopbackTransport(side) });

    expect(await readClusterBuild(client, noAbort)).toEqual(build);
  });
});
