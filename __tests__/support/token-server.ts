// A token server as registries use them (distribution, auth/token.md), for one account and anonymous pulls of nothing.
import { createSign, randomUUID, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selfSigned } from './test-certificates.ts';

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
  const certificateFile = join(folder, 'cert.pem');
  const { cert, key } = await selfSigned();
  writeFileSync(certificateFile, cert);
  const chain = [new X509Certificate(cert).raw.toString('base64')];
  const granted: string[][] = [];
  const login = `Basic ${Buffer.from(`${account.username}:${account.password}`).toString('base64')}`;

  const sign = (scopes: readonly string[]): string => {
    const access = scopes.map((scope) => {
      const [, type, name, actions] = /^([^:]+):(.+):([^:]+)$/.exec(scope) ?? [];
      return { type, name, actions: actions?.split(',') };
    });
    const claims = { iss: ISSUER, sub: account.username, aud: SERVICE, jti: randomUUID(), access };
    // valid on any day: the registry's clock may be another one than ours (scripts/test-days.ts)
    const times = { nbf: 0, iat: 0, exp: 0xffff_ffff };
    const parts = [
      { typ: 'JWT', alg: 'ES256', x5c: chain },
      { ...claims, ...times },
    ];
    const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    return `${text}.${createSign('SHA256').update(text).sign({ key, dsaEncoding: 'ieee-p1363' }, 'base64url')}`;
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
