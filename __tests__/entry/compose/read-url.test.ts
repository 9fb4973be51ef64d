import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { loopbackTransport } from '../../support/loopback-transport.ts';
import { readTextFrom } from '../../../src/entry/compose/compose.ts';

const signal = (): AbortSignal => AbortSignal.timeout(60_000);

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function read(status: number, body: string | Buffer): Promise<string> {
  server = createServer((request, response) => {
    response.writeHead(request.headers.authorization === undefined ? status : 500).end(body);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const transport = loopbackTransport('destination');
  try {
    return await readTextFrom(`http://127.0.0.1:${port}/deploy/app.yaml`, transport, signal());
  } finally {
    await transport.close();
  }
}

describe('a manifest behind a URL', () => {
  it('is read without credentials', async () => {
    await expect(read(200, 'kind: List\n')).resolves.toBe('kind: List\n');
  });

  it('that is not there is reported with its status', async () => {
    await expect(read(404, 'not found')).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringMatching(/\/deploy\/app\.yaml cannot be read: status 404$/) as string,
    });
  });

  it('is not read for ever', async () => {
    await expect(read(200, Buffer.alloc(3 * 1024 * 1024, 'a'))).rejects.toMatchObject({
      code: 'PROTOCOL_VIOLATION',
    });
  });
});
