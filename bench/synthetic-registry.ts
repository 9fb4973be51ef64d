import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const TYPES = {
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
};
const REPOSITORY = /^\/v2\/([a-z]+)\//;
const PIECE = randomBytes(1024 * 1024);

/** A registry of one image with one layer, which is made while it is sent and thrown away where it arrives. */
export interface SyntheticRegistry {
  /** `host:port`; source and destination are repositories of it */
  readonly host: string;
  /** bytes of the layer that have arrived in the last upload */
  readonly receivedBytes: () => number;
  stop(): Promise<void>;
}

/** @param layerBytes a whole number of MB; made by repeating one, hashed once before the registry starts */
export async function startSyntheticRegistry(layerBytes: number): Promise<SyntheticRegistry> {
  const pieces = Math.round(layerBytes / PIECE.byteLength);
  const layerHash = createHash('sha256');
  for (let piece = 0; piece < pieces; piece += 1) layerHash.update(PIECE);
  const layer = `sha256:${layerHash.digest('hex')}`;
  const config = Buffer.from(
    JSON.stringify({ os: 'linux', architecture: 'amd64', rootfs: { type: 'layers', diff_ids: [layer] } }),
  );
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: TYPES.manifest,
      config: { mediaType: TYPES.config, digest: digestOf(config), size: config.byteLength },
      layers: [{ mediaType: TYPES.layer, digest: layer, size: pieces * PIECE.byteLength }],
    }),
  );
  let receivedBytes = 0;
  let isTagged = false;

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url = '' } = request;
    const path = url.split('?')[0] ?? '';
    const [, repository] = REPOSITORY.exec(path) ?? [];
    const reply = (status: number, headers: Record<string, string | number> = {}, body?: Buffer): void => {
      response.writeHead(status, { 'content-length': body?.byteLength ?? 0, ...headers });
      response.end(method === 'HEAD' ? undefined : body);
    };
    const arrived = await drain(request);
    if (path.includes('/manifests/')) {
      const described = { 'content-type': TYPES.manifest, 'docker-content-digest': digestOf(manifest) };
      if (method === 'PUT') isTagged = true;
      if (method === 'PUT') reply(201, described);
      else if (repository === 'destination' && !isTagged) reply(404);
      else reply(200, { ...described, 'content-length': manifest.byteLength }, manifest);
    } else if (method === 'POST') reply(202, { location: `/v2/${repository}/blobs/uploads/1` });
    else if (method === 'PATCH') {
      receivedBytes = arrived;
      reply(202, { location: `/v2/${repository}/blobs/uploads/1`, range: `0-${arrived - 1}` });
    } else if (method === 'PUT') reply(201, { location: path });
    else if (path.endsWith(digestOf(config)) && repository === 'source') reply(200, {}, config);
    else if (path.endsWith(layer) && repository === 'source') await sendLayer(response, pieces);
    else reply(404);
  };
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => response.destroy(error as Error));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    receivedBytes: () => receivedBytes,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function drain(request: IncomingMessage): Promise<number> {
  let countBytes = 0;
  for await (const chunk of request) countBytes += (chunk as Buffer).byteLength;
  return countBytes;
}

async function sendLayer(response: ServerResponse, pieces: number): Promise<void> {
  response.writeHead(200, { 'content-length': pieces * PIECE.byteLength });
  await pipeline(Readable.from(repeated(pieces), { objectMode: false }), response);
}

function* repeated(pieces: number): Generator<Buffer> {
  for (let piece = 0; piece < pieces; piece += 1) yield PIECE;
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
