import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TLSSocket } from 'node:tls';
import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { TransportOptions } from '../../../src/http/connect/transport-options.ts';
import type { Transport } from '../../../src/http/exchange/exchange.ts';
import { certificateFolders } from '../../../src/http/connect/host-certificates.ts';
import { failureOf, noAbort, testTransport } from '../../support/http-transport.ts';
import { missingProgram, startDockerRegistry } from '../../support/docker-registry.ts';
import { testAuthority, type TestAuthority, type TestCertificate } from '../../support/test-certificates.ts';
import { describeUnless } from '../../support/conditional-suite.ts';

let servers: TestAuthority;
let clients: TestAuthority;
let strangers: TestAuthority;
let me: TestCertificate;
let other: TestCertificate;
beforeAll(async () => {
  servers = await testAuthority('Server Root');
  clients = await testAuthority('Client Root');
  strangers = await testAuthority('Strange Root');
  me = await clients.issue({ names: ['promoter'], client: true });
  other = await strangers.issue({ names: ['stranger'], client: true });
});

let home: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'certs-'));
  onTestFinished(() => {
    rmSync(home, { recursive: true, force: true });
  });
});

const identity = ({ cert, key }: TestCertificate) => ({ certificate: cert, key });

/** Files as an administrator puts them for a host. */
function writeFolder(host: string, files: Readonly<Record<string, string>>): string {
  const folder = path.join(home, '.config/containers/certs.d', host);
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  return folder;
}

const transport = (options: Partial<TransportOptions> = {}): Transport =>
  testTransport({ ca: servers.cert, environment: { HOME: home }, retries: 0, ...options });

/** A server that asks for a certificate and answers with the name in it; with `redirect` it sends GETs elsewhere. */
async function asking(redirect?: string): Promise<string> {
  const { cert, key } = await servers.issue();
  const server: Server = createServer(
    { cert, key, ca: [clients.cert, strangers.cert], requestCert: true, rejectUnauthorized: false },
    (request, response) => {
      const name = (request.socket as TLSSocket).getPeerCertificate().subject?.CN ?? 'nobody';
      const to = redirect === undefined ? {} : { location: redirect };
      response.writeHead(redirect === undefined ? 200 : 307, to).end(name);
    },
  ).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `localhost:${(server.address() as AddressInfo).port}`;
}

async function shownTo(host: string, by: Transport): Promise<readonly string[]> {
  const sent = await by.send({ method: 'GET', url: `https://${host}/` }, noAbort);
  const opened = await by.open({ method: 'GET', url: `https://${host}/` }, noAbort);
  return [Buffer.from(sent.body).toString(), Buffer.from(await opened.read(100)).toString()];
}

describe('a client certificate', () => {
  it('is shown to the hosts of its side, by every kind of request', async () => {
    const host = await asking();

    expect(await shownTo(host, transport())).toEqual(['nobody', 'nobody']);
    expect(await shownTo(host, transport({ clientIdentity: identity(me) }))).toEqual([
      'promoter',
      'promoter',
    ]);
  });

  it('is not shown where a redirect leads to', async () => {
    const storage = await asking();
    const host = await asking(`https://${storage}/`);
    const by = transport({ clientIdentity: identity(me) });
    const reply = await by.open({ method: 'GET', url: `https://${host}/` }, noAbort);

    expect(Buffer.from(await reply.read(100)).toString()).toBe('nobody');
  });

  it('comes from the folder of its host, with authorities to trust, and for no other host', async () => {
    const [one, two] = [await asking(), await asking()];
    writeFolder(one, { 'client.cert': me.cert, 'client.key': me.key, 'ca.crt': servers.cert });
    const by = transport({ ca: undefined });

    expect(await shownTo(one, by)).toEqual(['promoter', 'promoter']);
    expect((await failureOf(by.send({ method: 'GET', url: `https://${two}/` }, noAbort))).code).toBe(
      'TLS_FAILED',
    );
  });

  it('of the input counts before that of the folder, whose authorities count all the same', async () => {
    const host = await asking();
    writeFolder(host, { 'x.cert': other.cert, 'x.key': other.key, 'ca.crt': servers.cert });

    expect(await shownTo(host, transport({ ca: undefined, clientIdentity: identity(me) }))).toEqual([
      'promoter',
      'promoter',
    ]);
  });

  it.each([
    ['without its key', { 'client.cert': 'x' }, 'client.cert has no client.key beside it'],
    ['without its certificate', { 'client.key': 'x' }, 'client.key has no client.cert beside it'],
    ['that is no PEM text', { 'a.cert': 'x', 'a.key': 'y' }, 'cannot be used: ERR_OSSL'],
  ])('in a folder %s is an error', async (_what, files, says) => {
    const host = await asking();
    const folder = writeFolder(host, files);
    const error = await failureOf(transport().send({ method: 'GET', url: `https://${host}/` }, noAbort));

    expect(error.code).toBe('INPUT_INVALID');
    expect(error.message).toContain(folder);
    expect(error.message).toContain(says);
  });

  it('with the key of another one is an error', async () => {
    const host = await asking();
    const wrong = { certificate: me.cert, key: other.key };
    const error = await failureOf(
      transport({ clientIdentity: wrong }).send({ method: 'GET', url: `https://${host}/` }, noAbort),
    );

    expect(error.message).toContain(
      '"source-client-certificate" cannot be used: ERR_OSSL_X509_KEY_VALUES_MISMATCH',
    );
  });
});

it('is looked for where podman and docker look', () => {
  expect(certificateFolders({ HOME: '/me' }, 'linux')).toEqual([
    '/me/.config/containers/certs.d',
    '/etc/containers/certs.d',
    '/etc/docker/certs.d',
    '/me/.docker/certs.d',
  ]);
});

const missing = missingProgram('docker-registry', 'docker-registry');

describeUnless(missing, 'a registry that demands a certificate', () => {
  it.each(['send', 'open'] as const)(
    'gets it (%s); without one, or with one of a strange issuer, the error says what to set',
    async (how) => {
      const registry = await startDockerRegistry({ tls: true, clientAuthority: clients.cert });
      onTestFinished(() => registry.stop());
      const url = `https://${registry.host}/v2/`;
      const ask = (options: Partial<TransportOptions>) =>
        transport({ ca: registry.ca, ...options })[how]({ method: 'GET', url }, noAbort);

      expect((await ask({ clientIdentity: identity(me) })).status).toBe(200);
      const none = await failureOf(ask({}));
      expect(none.code).toBe('TLS_FAILED');
      expect(none.message).toBe(
        `the source ${registry.host} requires a client certificate, and none is configured for it`,
      );
      expect(none.hint).toContain('`source-client-certificate`');
      expect(none.hint).toContain(`/etc/containers/certs.d/${registry.host}`);
      const strange = await failureOf(ask({ clientIdentity: identity(other) }));
      expect(strange.code).toBe('TLS_FAILED');
      expect(strange.message).toMatch(
        /does not accept the client certificate of the input "source-client-certificate" \(issued by CN=Strange Root, valid until .+\): /,
      );
    },
  );
});
