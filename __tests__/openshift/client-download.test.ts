import { afterEach, describe, expect, it } from 'vitest';
import { createApi } from '../../src/openshift/api/api.ts';
import { findClientDownload, type ClientDownload } from '../../src/openshift/client-download.ts';
import { failureOf, noAbort } from '../support/http-transport.ts';
import { loopbackTransport } from '../support/loopback-transport.ts';
import { startScriptedApi, type ScriptedApi, type Step } from '../support/scripted-api.ts';

const DOWNLOADS = 'GET /apis/console.openshift.io/v1/consoleclidownloads/oc-cli-downloads';
const HOST = 'https://downloads-openshift-console.apps.example.com';
const links = ['amd64/linux/oc.tar', 'amd64/mac/oc.zip', 'amd64/windows/oc.zip', 'arm64/linux/oc.tar'];
const offered = { body: { spec: { links: links.map((link) => ({ href: `${HOST}/${link}` })) } } };
const version = { body: { gitVersion: 'v1.33.5' } };

let api: ScriptedApi | undefined;
afterEach(async () => {
  await api?.close();
  api = undefined;
});

async function find(platform: string, arch: string, downloads: Step): Promise<ClientDownload> {
  api = await startScriptedApi({ [DOWNLOADS]: downloads, 'GET /version': version });
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
    expect(await find(platform, arch, offered)).toEqual({ url: `${HOST}/${link}`, version: '1.33.5' });
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
