import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { dump } from 'js-yaml';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readKubeconfig, type KubeCluster } from '../../../src/openshift/login/kubeconfig.ts';
import { createCredentialPrograms } from '../../../src/tools/credential-program.ts';
import { failureOf, noAbort } from '../../support/http-transport.ts';
import { testAuthority } from '../../support/test-certificates.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kubeconfig-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const file = (name: string): string => path.join(folder, name);

async function write(name: string, content: object | string): Promise<string> {
  await mkdir(path.dirname(file(name)), { recursive: true });
  await writeFile(file(name), typeof content === 'string' ? content : dump(content));
  return file(name);
}

const PEM = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
const server = 'https://api.dev.example.com:6443';
const config = (cluster: object, user: object): object => ({
  clusters: [{ name: 'dev', cluster: { server, ...cluster } }],
  users: [{ name: 'me', user }],
  contexts: [{ name: 'a', context: { cluster: 'dev', user: 'me' } }],
  'current-context': 'a',
});

const readFrom = (
  paths: string | undefined,
  context?: string,
  environment: Record<string, string | undefined> = {},
): Promise<KubeCluster> =>
  readKubeconfig({ side: 'source', paths, context, environment, run: createCredentialPrograms(environment) });

describe('the file', () => {
  it.each([
    ['a kubeconfig', JSON.stringify(config({}, { token: 'Tr0ub4dor' }))],
    ['a kubeconfig in YAML', dump(config({}, { token: 'Tr0ub4dor' }))],
    ['a token', `sha256~Tr0ub4dor${'a'.repeat(34)}`],
    ['a password', 'Tr0ub4dor'],
  ])('is not shown when %s is given in place of its path', async (_what, text) => {
    for (const failure of [readFrom(text), readFrom(undefined, undefined, { KUBECONFIG: text })]) {
      const error = await failureOf(failure);
      expect(error.code).toBe('INPUT_INVALID');
      expect(error.message).toMatch(/looks like the content of a file|not shown/);
      expect(`${error.message} ${error.hint ?? ''}`).not.toContain('Tr0ub4dor');
    }
  });
});

describe('the cluster', () => {
  it('has its authority as data, its proxy and its leniency', async () => {
    const fields = {
      'certificate-authority-data': Buffer.from(PEM).toString('base64'),
      'insecure-skip-tls-verify': true,
      'proxy-url': 'http://proxy:3128',
    };
    const cluster = await readFrom(await write('config', config(fields, {})));

    expect(cluster).toMatchObject({
      context: 'a',
      server,
      ca: PEM,
      insecureSkipTlsVerify: true,
      proxy: 'http://proxy:3128',
    });
  });

  it('has files beside the kubeconfig, wherever the job runs', async () => {
    await write('sub/ca.pem', PEM);
    await write('sub/token', ' from-file\n');
    const paths = await write(
      'sub/config',
      config({ 'certificate-authority': 'ca.pem' }, { tokenFile: 'token', token: 'older' }),
    );
    const cluster = await readFrom(paths);

    expect(cluster.ca).toBe(PEM);
    expect(await cluster.readToken(noAbort)).toEqual({ token: 'from-file', expiresAt: undefined });
  });

  it('is put together from several files, the first of which wins', async () => {
    const first = await write('first', { users: [{ name: 'me', user: { token: 'first' } }] });
    const second = await write('second', config({}, { token: 'second' }));
    const cluster = await readFrom(undefined, 'a', { KUBECONFIG: [first, second].join(path.delimiter) });

    expect(await cluster.readToken(noAbort)).toMatchObject({ token: 'first' });
  });

  it.each([
    ['no YAML', 'a: [secret-token', 'is not YAML', ''],
    ['no object', '- a', 'is not a kubeconfig', ''],
    ['no current context', { contexts: [] }, 'has no current context', '"source-context"'],
    ['no cluster', { ...config({}, {}), clusters: [] }, 'has no cluster "dev"', 'no clusters'],
    ['a server without TLS', config({ server: 'http://api' }, {}), 'is not https://host:port', 'oc login'],
    [
      'another proxy',
      config({ 'proxy-url': 'socks5://u:secret-token@p' }, {}),
      'HTTP proxy',
      '"source-proxy"',
    ],
    ['no certificate', config({ 'certificate-authority-data': 'eA==' }, {}), 'no PEM text', '"source-ca"'],
    ['another TLS name', config({ 'tls-server-name': 'x' }, {}), 'tls-server-name', '"source-server"'],
  ])('is explained when the file has %s', async (_, content, says, advises) => {
    const error = await failureOf(readFrom(await write('config', content)));

    expect(error.code).toBe('INPUT_INVALID');
    expect(error.message).toContain(says);
    expect(error.hint).toContain(advises);
    expect(error.message).not.toContain('secret-token');
  });

  it('is explained when the file is missing', async () => {
    expect((await failureOf(readFrom(file('nothing')))).message).toContain('cannot be read (ENOENT)');
  });
});

describe('the token', () => {
  const tokenOf = async (user: object): Promise<unknown> => {
    const cluster = await readFrom(await write('config', config({}, user)), undefined, {
      PATH: process.env['PATH'],
      PROMOTE_SOURCE_PASSWORD: 'secret',
    });
    return cluster.readToken(noAbort);
  };
  const node = (script: string, more: object = {}): object => ({
    exec: {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: process.execPath,
      args: ['-e', script],
      ...more,
    },
  });

  it('comes from a plugin with its end, and with the server if the plugin wants it', async () => {
    const script = `
      const { spec } = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
      const token = [spec.cluster.server, spec.interactive, process.env.PROMOTE_SOURCE_PASSWORD].join(' ');
      console.log(JSON.stringify({ status: { token, expirationTimestamp: '2030-01-01T00:00:00Z' } }));`;

    expect(await tokenOf(node(script, { provideClusterInfo: true }))).toEqual({
      token: `${server} false `,
      expiresAt: new Date('2030-01-01T00:00:00Z'),
    });
  });

  it('comes from a plugin beside the file, and no shell reads its arguments', async () => {
    await write('bin/plugin', '#!/bin/sh\necho "{\\"status\\":{\\"token\\":\\"$1\\"}}"\n');
    const { chmod } = await import('node:fs/promises');
    await chmod(file('bin/plugin'), 0o755);
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1beta1',
      command: 'bin/plugin',
      args: ['$(id);x'],
    };

    expect(await tokenOf({ exec })).toMatchObject({ token: '$(id);x' });
  });

  it.each([
    [
      'fails',
      node('console.error("log in first"); process.exit(3)'),
      'LOGIN_FAILED',
      'gave no token: it ended with 3',
    ],
    ['prints nothing', node(''), 'LOGIN_FAILED', 'no ExecCredential with a token'],
    ['prints too much', node('console.log("x".repeat(1e6))'), 'LOGIN_FAILED', 'its output is too large'],
    [
      'is not installed',
      node('', { command: 'no-such-plugin' }),
      'LOGIN_FAILED',
      'the program was not found',
    ],
    [
      'gives a certificate',
      node('console.log(JSON.stringify({status:{clientCertificateData:"x"}}))'),
      'LOGIN_FAILED',
      'client certificate',
    ],
    [
      'is of an old version',
      node('', { apiVersion: 'client.authentication.k8s.io/v1alpha1' }),
      'INPUT_INVALID',
      'apiVersion',
    ],
    ['asks a person', node('', { interactiveMode: 'Always' }), 'INPUT_INVALID', 'needs a terminal'],
  ])('is explained when the plugin %s', async (_, user, code, says) => {
    const error = await failureOf(tokenOf(user));

    expect(error.code).toBe(code);
    expect(error.message).toContain(says);
    expect(error.hint).toContain('"source-token"');
  });

  it('is not needed to show what a plugin wrote', async () => {
    const user = node('console.log("Tr0ub4dor"); console.error("Tr0ub4dor"); process.exit(3)');
    const error = await failureOf(tokenOf(user));

    expect(`${error.message} ${error.hint ?? ''} ${String(error.cause)}`).not.toContain('Tr0ub4dor');
  });

  it('is explained when there is none', async () => {
    expect((await failureOf(tokenOf({}))).message).toContain('has no token');
  });

  it('is not needed by a user with a certificate, from data or from files', async () => {
    const { cert, key } = await (await testAuthority()).issue({ client: true });
    await write('me.pem', cert);
    await write('me.key', key);
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    for (const user of [
      { 'client-certificate': 'me.pem', 'client-key': 'me.key' },
      { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) },
    ]) {
      const cluster = await readFrom(await write('config', config({}, user)));
      expect(cluster.clientIdentity).toEqual({ certificate: cert, key });
      expect(await cluster.readToken(noAbort)).toBeUndefined();
    }
    for (const user of [{ 'client-certificate': 'me.pem' }, { 'client-key': 'me.key' }]) {
      const error = await failureOf(readFrom(await write('config', config({}, user))));
      expect(error.message).toContain('no client certificate with its key');
    }
  });
});
