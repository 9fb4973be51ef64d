import { request } from 'node:https';
import { connect, rootCertificates } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import type { SandboxCluster } from '../../sandbox/cluster.ts';
import type { SandboxOptions } from '../../sandbox/state/options.ts';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { seedProject } from '../../sandbox/seeds.ts';
import { ask } from './api/ask.ts';

const running: Sandbox[] = [];

async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  running.push(sandbox);
  return sandbox;
}

afterEach(async () => {
  for (const sandbox of running.splice(0)) await sandbox.stop();
});

/** The authority that a server's certificate names, or why the handshake failed. */
function issuerOf(host: string, ca: string | readonly string[]): Promise<string> {
  const { hostname, port } = new URL(`https://${host}`);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port), ca: [...[ca].flat()] }, () => {
      resolve(String(socket.getPeerCertificate().issuer['CN']));
      socket.destroy();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code ?? error.message);
    });
  });
}

const hostOf = (url: string): string => new URL(url).host;
const authorities = (cluster: SandboxCluster): number => cluster.ca.match(/BEGIN CERTIFICATE/g)?.length ?? 0;

describe('the certificates of a cluster', () => {
  it('come from one authority by default, which is in `ca`', async () => {
    const { source } = await start();
    expect(authorities(source)).toBe(1);
    expect(await issuerOf(hostOf(source.apiUrl), source.ca)).toBe('sandbox source CA');
    expect(await issuerOf(source.registryHost, source.ca)).toBe('sandbox source CA');
  });

  it('are trusted by nobody else', async () => {
    const { source, destination } = await start();
    expect(await issuerOf(source.registryHost, rootCertificates)).toMatch(/UNABLE_TO|SELF_SIGNED/);
    expect(await issuerOf(hostOf(source.apiUrl), destination.ca)).toMatch(/UNABLE_TO|SIGNATURE|SELF_SIGNED/);
  });

  it('come from two authorities when asked for', async () => {
    const { source } = await start({ source: { separateRegistryCa: true } });
    expect(authorities(source)).toBe(2);
    expect(await issuerOf(source.registryHost, source.ca)).toBe('sandbox source registry CA');
    expect(await issuerOf(source.registryHost, source.state.apiCa)).toMatch(
      /UNABLE_TO|SIGNATURE|SELF_SIGNED/,
    );
  });

  it('are valid for localhost too', async () => {
    const { source } = await start();
    expect(await issuerOf(`localhost:${new URL(source.apiUrl).port}`, source.ca)).toBe('sandbox source CA');
  });
});

describe('a sandbox', () => {
  it('is two clusters that know nothing of each other', async () => {
    const { source, destination } = await start();
    seedProject(source, 'only-there');
    const path = '/apis/project.openshift.io/v1/projects/only-there';
    expect((await ask(source, { path })).status).toBe(200);
    expect((await ask(destination, { path })).status).toBe(403);
    expect((await ask(destination, { path, token: source.token('alice') })).status).toBe(401);
  });

  it('uses the ports it is given', async () => {
    const first = await start();
    const port = Number(new URL(first.source.apiUrl).port);
    await first.stop();
    const { source } = await start({ source: { apiPort: port } });
    expect(source.apiUrl).toBe(`https://127.0.0.1:${port}`);
  });

  it('can be stopped twice, and by a signal', async () => {
    const controller = new AbortController();
    const sandbox = await start({ signal: controller.signal });
    controller.abort();
    await sandbox.stop();
    await sandbox.stop();
    await expect(ask(sandbox.source, { path: '/version' })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('ends open watches when it stops', async () => {
    const sandbox = await start();
    seedProject(sandbox.source, 'seen');
    const watching = ask(sandbox.source, {
      path: '/apis/image.openshift.io/v1/namespaces/seen/imagestreams?watch=true',
    });
    await expect.poll(() => sandbox.source.state.listeners.size).toBe(2);
    await sandbox.stop();
    await expect(watching).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('forgets a watch whose client goes away', async () => {
    const { source } = await start();
    seedProject(source, 'seen');
    const url = `${source.apiUrl}/apis/image.openshift.io/v1/namespaces/seen/imagestreams?watch=true`;
    const headers = { authorization: `Bearer ${source.token('alice')}` };
    const message = request(url, { ca: source.ca, headers, agent: false });
    message.on('error', () => undefined);
    message.end();
    await expect.poll(() => source.state.listeners.size).toBe(2);
    message.destroy();
    await expect.poll(() => source.state.listeners.size).toBe(1);
  });

  it('hides the public host of a registry that is not exposed', async () => {
    const { source } = await start({ source: { exposeRegistry: false } });
    seedProject(source, 'inside');
    const path = '/apis/image.openshift.io/v1/namespaces/inside/imagestreams';
    const made = await ask(source, { method: 'POST', path, body: { metadata: { name: 'app' } } });
    expect(made.body['status']).toEqual({
      dockerImageRepository: 'image-registry.openshift-image-registry.svc:5000/inside/app',
    });
  });
});

describe('what a cluster remembers of requests', () => {
  it('is each of them with its status', async () => {
    const lines: string[] = [];
    const { source } = await start({ log: (line) => lines.push(line) });
    await ask(source, { path: '/version' });
    await ask(source, { path: '/apis/user.openshift.io/v1/users/~', token: 'sha256~nobody' });
    expect(source.history()).toMatchObject([
      { method: 'GET', url: '/version', status: 200 },
      { method: 'GET', url: '/apis/user.openshift.io/v1/users/~', status: 401 },
    ]);
    expect(lines).toEqual(['source: GET /version 200', 'source: GET /apis/user.openshift.io/v1/users/~ 401']);
  });

  it('is apart what it could not answer: 501', async () => {
    const { source } = await start();
    seedProject(source, 'unknown');
    const instances = '/apis/template.openshift.io/v1/namespaces/unknown/templateinstances';
    const answer = await ask(source, { path: instances });
    expect(answer).toMatchObject({ status: 501, body: { kind: 'Status', code: 501 } });
    expect(source.unknownRequests).toEqual([`GET ${instances}`]);
  });

  it('is not what a real cluster does not know either: 404', async () => {
    const { source } = await start();
    const answer = await ask(source, { path: '/apis/nothing.example.com/v1/things', as: 'clusteradmin' });
    expect(answer.status).toBe(404);
    expect(source.unknownRequests).toEqual([]);
  });
});
