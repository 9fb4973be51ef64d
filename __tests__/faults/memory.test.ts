import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { expect, it, onTestFinished } from 'vitest';
import { parseDigest } from '../../src/core/image/digest.ts';
import { createRegistries } from '../../src/registry/registries.ts';
import { accountsByHost } from '../support/accounts.ts';
import { realClock } from '../support/clocks.ts';
import { loopbackTransport } from '../support/loopback-transport.ts';
import { NEVER } from '../support/registry-under-test.ts';

const PIECE = Buffer.alloc(1024 * 1024, 7);
const PIECES = 512;
const MAX_GROWTH_BYTES = 160 * 1024 * 1024;

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Nothing but what a large blob needs, so that what grows is the client. */
const takeEverything: RequestListener = (request, response) => {
  request.resume().on('end', () => {
    const isCommit = request.method === 'PUT';
    response.writeHead(
      isCommit ? 201 : 202,
      isCommit ? {} : { location: '/v2/dst/app/blobs/uploads/1?_state=x' },
    );
    response.end();
  });
};

it('case 116: needs no more memory for a blob of 512 MiB than for its buffers', async () => {
  const hash = createHash('sha256');
  for (let piece = 0; piece < PIECES; piece += 1) hash.update(PIECE);
  const sizeBytes = PIECES * PIECE.byteLength;
  const blob = {
    mediaType: 'application/octet-stream',
    digest: parseDigest(`sha256:${hash.digest('hex')}`),
    sizeBytes,
  };
  const from = await listen((_request, response) => {
    response.writeHead(200, { 'content-length': sizeBytes });
    Readable.from(Array.from({ length: PIECES }, () => PIECE)).pipe(response);
  });
  const to = await listen(takeEverything);
  const sideOf = (side: 'source' | 'destination') => {
    const transport = loopbackTransport(side);
    onTestFinished(() => transport.close());
    return { transport, accountAt: accountsByHost(), plainHttpHosts: new Set([from, to]) };
  };
  const sides = { source: sideOf('source'), destination: sideOf('destination') };
  const registries = createRegistries({ sides, clock: realClock, log: () => undefined });
  const before = process.memoryUsage.rss();
  let most = before;
  const route = {
    source: registries.repository('source', from, 'src/app'),
    destination: registries.repository('destination', to, 'dst/app'),
    shortcuts: true,
    onBytes: () => {
      most = Math.max(most, process.memoryUsage.rss());
    },
  };
  expect(await registries.copyBlob(blob, route, NEVER)).toBe('copied');
  expect(most - before).toBeLessThan(MAX_GROWTH_BYTES);
});
