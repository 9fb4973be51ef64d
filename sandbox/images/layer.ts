import { createHash, type Hash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { parseDigest, type Digest } from '../../src/core/image/digest.ts';
import { writeTar, type ImageFile } from './tar.ts';

export const LAYER_MEDIA_TYPE = 'application/vnd.oci.image.layer.v1.tar+gzip';

export interface BuiltLayer {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly sizeBytes: number;
  /** digest of the tar archive inside, for the configuration */
  readonly diffId: Digest;
  /** where it is on disk */
  readonly file: string;
}

/**
 * Packs files into a layer in `folder`, in one pass and without holding it in memory.
 * @param compression `none` is still gzip, with blocks as they are: for big files, when time counts more than size
 */
export async function buildLayer(
  folder: string,
  name: string,
  files: readonly ImageFile[],
  compression: 'none' | 'fast',
  signal: AbortSignal,
): Promise<BuiltLayer> {
  const file = path.join(folder, `${name}.tar.gz`);
  const tar = createHash('sha256');
  const gzip = createHash('sha256');
  let sizeBytes = 0;
  await pipeline(
    writeTar(files, signal),
    (chunks: AsyncIterable<Uint8Array>) => hashed(chunks, tar, () => undefined),
    createGzip({ level: compression === 'none' ? 0 : 1, chunkSize: 256 * 1024 }),
    (chunks: AsyncIterable<Uint8Array>) =>
      hashed(chunks, gzip, (bytes) => {
        sizeBytes += bytes;
      }),
    createWriteStream(file),
    { signal },
  );
  return {
    mediaType: LAYER_MEDIA_TYPE,
    digest: parseDigest(`sha256:${gzip.digest('hex')}`),
    sizeBytes,
    diffId: parseDigest(`sha256:${tar.digest('hex')}`),
    file,
  };
}

async function* hashed(
  chunks: AsyncIterable<Uint8Array>,
  hash: Hash,
  count: (sizeBytes: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    count(chunk.byteLength);
    yield chunk;
  }
}
