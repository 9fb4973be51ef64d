import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RegistryBackend } from '../../sandbox/state/registry-backend.ts';
import {
  createIntegratedRegistry,
  type IntegratedRegistry,
} from '../../sandbox/registry/integrated-registry.ts';

export interface RegistryReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface RegistryServer {
  readonly registry: IntegratedRegistry;
  readonly log: readonly string[];
  readonly port: number;
  /** @param target path and query, or a whole Location of the registry */
  send(
    method: string,
    target: string,
    headers?: Readonly<Record<string, string>>,
    body?: string | Uint8Array,
  ): Promise<RegistryReply>;
  close(): Promise<void>;
}

/** The integrated registry behind plain HTTP on a loopback port; its own idea of its address is `host`. */
export async function startRegistry(
  backend: RegistryBackend,
  host = 'registry.test',
): Promise<RegistryServer> {
  const log: string[] = [];
  const registry = createIntegratedRegistry(backend, { host: () => host, log: (line) => log.push(line) });
  const server = createServer(registry.listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    registry,
    log,
    port,
    send: (method, target, headers = {}, body = undefined) =>
      send(port, method, target.replace(`https://${host}`, ''), headers, body),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      await registry.close();
    },
  };
}

async function send(
  port: number,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array | undefined,
): Promise<RegistryReply> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port, method, path, headers, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          });
        });
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}
