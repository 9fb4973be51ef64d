// A token server as registries use them (distribution, auth/token.md), for one account and anonymous pulls of nothing.
import { execFileSync } from 'node:child_process';
import { createPrivateKey, createSign, randomUUID, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ISSUER = 'token server of the tests';
const SERVICE = 'registry of the tests';

export interface TokenServer {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  /** configuration of the docker-registry that believes this server */
  readonly registryConfiguration: string;
  /** scopes of every token given out */
  readonly granted: readonly (readonly string[])[];
  stop(): Promise<void>;
}

export async function startTokenServer(account: {
  readonly username: string;
  readonly password: string;
}): Promise<TokenServer> {
  const folder = mkdtempSync(join(tmpdir(), 'token-server-'));
  const [keyFile, certificateFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=token server'],
      ...['-keyout', keyFile, '-out', certificateFile],
    ],
    { stdio: 'ignore' },
  );
  const key = createPrivateKey(readFileSync(keyFile));
  const chain = [new X509Certificate(readFileSync(certificateFile)).raw.toString('base64')];
  const granted: string[][] = [];
  const login = `Basic ${Buffer.from(`${account.username}:${account.password}`).toString('base64')}`;

  const sign = (scopes: readonly string[]): string => {
    const seconds = Math.floor(Date.now() / 1000);
    const access = scopes.map((scope) => {
      const [, type, name, actions] = /^([^:]+):(.+):([^:]+)$/.exec(scope) ?? [];
      return { type, name, actions: actions?.split(',') };
    });
    const claims = { iss: ISSUER, sub: account.username, aud: SERVICE, jti: randomUUID(), access };
    const times = { nbf: seconds - 10, iat: seconds, exp: seconds + 300 };
    const parts = [
      { typ: 'JWT', alg: 'RS256', x5c: chain },
      { ...claims, ...times },
    ];
    const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    return `${text}.${createSign('RSA-SHA256').update(text).sign(key, 'base64url')}`;
  };

  const server = createServer((request, response) => {
    const query = new URL(request.url ?? '/', 'http://token').searchParams;
    if (request.headers.authorization !== login || query.get('service') !== SERVICE) {
      response.writeHead(401).end();
      return;
    }
    const scopes = query.getAll('scope');
    granted.push(scopes);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ token: sign(scopes), expires_in: 300 }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    granted,
    registryConfiguration: `auth: { token: { realm: "http://${host}/token", service: "${SERVICE}", issuer: "${ISSUER}", rootcertbundle: "${certificateFile}" } }`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
