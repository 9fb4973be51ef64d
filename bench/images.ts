import { createHash, randomFillSync } from 'node:crypto';
import { gzipSync } from 'node:zlib';

/** How the image of a case is made: one list of layer sizes per platform. */
export interface ImageShape {
  readonly platforms: readonly (readonly number[])[];
  /** layers that all platforms have in common, before their own */
  readonly shared: readonly number[];
}

const KB = 1024;
const MB = 1024 * KB;
const repeat = (count: number, sizeBytes: number): number[] => Array.from({ length: count }, () => sizeBytes);

const typical: ImageShape = {
  platforms: [[80 * MB, 60 * MB, 35 * MB, 20 * MB, 4 * MB, 900 * KB, 60 * KB, 1 * KB]],
  shared: [],
};

/** The cases of the benchmark. `noop` and `mount` move the typical image under other circumstances. */
export const shapes = {
  big: { platforms: [repeat(5, 200 * MB)], shared: [] },
  many: { platforms: [repeat(60, 64 * KB)], shared: [] },
  typical,
  multi: {
    platforms: repeat(4, 0).map((_, index) => [12 * MB + index * KB, 500 * KB + index, 20 * KB + index]),
    shared: [8 * MB, 2 * MB],
  },
  noop: typical,
  mount: typical,
} as const satisfies Record<string, ImageShape>;
export type CaseName = keyof typeof shapes;

/** The same shape, so small that a whole run takes seconds. */
export function shrink(shape: ImageShape): ImageShape {
  const small = (sizes: readonly number[]): number[] =>
    sizes.slice(0, 6).map((size, index) => Math.min(64 * KB + index, Math.ceil(size / 100) + index));
  return { platforms: shape.platforms.map(small), shared: small(shape.shared) };
}

/** Bytes of all blobs of an image but its configurations, each once. */
export function sizeOf({ platforms, shared }: ImageShape): number {
  return [...platforms.flat(), ...shared].reduce((sum, sizeBytes) => sum + sizeBytes, 0);
}

/** Blobs of an image, configurations included, each once. */
export function blobsOf({ platforms, shared }: ImageShape): number {
  return platforms.flat().length + platforms.length + shared.length;
}

const types = {
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  index: 'application/vnd.oci.image.index.v1+json',
};

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

/**
 * Pushes an image of random bytes: nothing can be compressed or guessed.
 * @param base such as `http://127.0.0.1:5001`; plain HTTP
 * @returns the digest of the image, or of the index when it has several platforms
 */
export async function pushImage(
  base: string,
  repository: string,
  tag: string,
  shape: ImageShape,
): Promise<string> {
  const shared = await pushLayers(base, repository, shape.shared);
  const children: (Descriptor & { platform: object })[] = [];
  for (const [index, sizes] of shape.platforms.entries()) {
    const platform = {
      os: 'linux',
      architecture: ['amd64', 'arm64', 'ppc64le', 's390x'][index] ?? `cpu${index}`,
    };
    const layers = [...shared, ...(await pushLayers(base, repository, sizes))];
    const rootfs = { type: 'layers', diff_ids: layers.map((layer) => layer.diffId) };
    const config = await pushBlob(
      base,
      repository,
      types.config,
      Buffer.from(JSON.stringify({ ...platform, rootfs })),
    );
    const descriptors = layers.map(({ mediaType, digest, size }) => ({ mediaType, digest, size }));
    const manifest = { schemaVersion: 2, mediaType: types.manifest, config, layers: descriptors };
    const only = shape.platforms.length === 1;
    children.push({ ...(await pushManifest(base, repository, only ? tag : undefined, manifest)), platform });
  }
  const [first] = children;
  if (children.length === 1 && first !== undefined) return first.digest;
  const index = { schemaVersion: 2, mediaType: types.index, manifests: children };
  return (await pushManifest(base, repository, tag, index)).digest;
}

export type Layer = Descriptor & { readonly diffId: string };

/** Pushes an image of layers that its repository has already, for linux/amd64. @returns its digest */
export async function pushImageOf(
  base: string,
  repository: string,
  tag: string,
  layers: readonly Layer[],
): Promise<string> {
  const rootfs = { type: 'layers', diff_ids: layers.map((layer) => layer.diffId) };
  const json = JSON.stringify({ os: 'linux', architecture: 'amd64', rootfs });
  const config = await pushBlob(base, repository, types.config, Buffer.from(json));
  const descriptors = layers.map(({ mediaType, digest, size }) => ({ mediaType, digest, size }));
  const manifest = { schemaVersion: 2, mediaType: types.manifest, config, layers: descriptors };
  return (await pushManifest(base, repository, tag, manifest)).digest;
}

/** Makes layers of another repository of the same registry part of this one. */
export async function mountLayers(
  base: string,
  from: string,
  repository: string,
  layers: readonly Layer[],
): Promise<void> {
  for (const { digest } of layers) {
    const url = `${base}/v2/${repository}/blobs/uploads/?mount=${digest}&from=${from}`;
    await must(201, fetch(url, { method: 'POST' }));
  }
}

export async function pushLayers(
  base: string,
  repository: string,
  sizes: readonly number[],
): Promise<Layer[]> {
  const layers = [];
  for (const size of sizes) {
    const content = randomFillSync(Buffer.allocUnsafe(size));
    // gzip in name and in fact, though nothing gets smaller: skopeo looks, and packs what is not packed
    const packed = gzipSync(content, { level: 0 });
    layers.push({ ...(await pushBlob(base, repository, types.layer, packed)), diffId: digestOf(content) });
  }
  return layers;
}

async function pushBlob(
  base: string,
  repository: string,
  mediaType: string,
  bytes: Buffer,
): Promise<Descriptor> {
  const digest = digestOf(bytes);
  const started = await must(202, fetch(`${base}/v2/${repository}/blobs/uploads/`, { method: 'POST' }));
  const target = new URL(started.headers.get('location') ?? '', base);
  target.searchParams.set('digest', digest);
  await must(201, fetch(target, { method: 'PUT', body: new Uint8Array(bytes) }));
  return { mediaType, digest, size: bytes.length };
}

async function pushManifest(
  base: string,
  repository: string,
  tag: string | undefined,
  manifest: { readonly mediaType: string },
): Promise<Descriptor> {
  const bytes = Buffer.from(JSON.stringify(manifest));
  const digest = digestOf(bytes);
  const url = `${base}/v2/${repository}/manifests/${tag ?? digest}`;
  await must(
    201,
    fetch(url, { method: 'PUT', headers: { 'content-type': manifest.mediaType }, body: bytes }),
  );
  return { mediaType: manifest.mediaType, digest, size: bytes.length };
}

async function must(status: number, reply: Promise<Response>): Promise<Response> {
  const response = await reply;
  const body = await response.text();
  if (response.status !== status)
    throw new Error(`${response.url}: ${response.status} ${body.slice(0, 200)}`);
  return response;
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
