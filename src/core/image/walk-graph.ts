import { type Descriptor, type ContentGraph, formatPlatform } from './descriptor.ts';
import type { Digest } from './digest.ts';
import { PromoteError, throwIfCancelled } from '../text/errors.ts';
import type { Manifest } from './manifest.ts';
import { isManifestMediaType, isNonDistributable, isSchema1 } from './media-types.ts';
import { MAX_MANIFEST_BYTES } from './read-manifest.ts';

const MAX_DEPTH = 4;
const MAX_NODES = 5_000;
const MANIFESTS_IN_FLIGHT = 8;

/** Fetches a manifest by digest; throws IMAGE_NOT_FOUND when it is missing. */
export type FetchManifest = (digest: Digest, signal: AbortSignal) => Promise<Manifest>;

/** Whether the source delivers a layer. */
export type HasLayer = (layer: Descriptor, signal: AbortSignal) => Promise<boolean>;

interface Child {
  readonly descriptor: Descriptor;
  readonly parent: Manifest;
}

/**
 * Finds everything that an image consists of: nested indexes level by level, every digest fetched once. A child must match its
 * descriptor. Index entries that are not manifests (build caches) are blobs. A non-distributable layer that the
 * source has is a blob too: registries require those without `urls`, and accept the others.
 * @param hasLayer called for each non-distributable layer; without it, all of them are left out
 * @throws PromoteError IMAGE_NOT_FOUND naming the missing child and its platform, MANIFEST_INVALID, MANIFEST_UNSUPPORTED
 */
export async function walkGraph(
  root: Manifest,
  fetchManifest: FetchManifest,
  signal: AbortSignal,
  hasLayer?: HasLayer,
): Promise<ContentGraph> {
  const manifests = new Map<Digest, Manifest>([[root.digest, root]]);
  let level: readonly Manifest[] = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    const wanted = childrenToFetch(level, manifests);
    if (wanted.length > 0 && depth === MAX_DEPTH) throw tooLarge(`nested more than ${MAX_DEPTH} levels deep`);
    if (manifests.size + wanted.length > MAX_NODES) throw tooLarge(`of more than ${MAX_NODES} parts`);
    level = await inParallel(wanted, (child, inner) => fetchChild(child, fetchManifest, inner), signal);
    for (const manifest of level) manifests.set(manifest.digest, manifest);
  }
  for (const manifest of manifests.values()) requireMatchingChildren(manifest, manifests);
  const { distributable, others } = collectBlobs(manifests);
  if (manifests.size + distributable.length + others.length > MAX_NODES)
    throw tooLarge(`of more than ${MAX_NODES} parts`);
  const found = hasLayer === undefined ? [] : await layersAtSource(others, hasLayer, signal);
  return {
    root,
    manifests: childrenFirst(manifests),
    blobs: [...distributable, ...found],
    skippedLayers: others.filter((layer) => !found.includes(layer)),
  };
}

/** @throws PromoteError IMAGE_NOT_FOUND for a layer that is nowhere */
async function layersAtSource(
  layers: readonly Descriptor[],
  hasLayer: HasLayer,
  signal: AbortSignal,
): Promise<readonly Descriptor[]> {
  const answers = await inParallel(layers, hasLayer, signal);
  return layers.filter((layer, index) => {
    if (answers[index] === true) return true;
    if (layer.isElsewhere === true) return false;
    throw new PromoteError({
      code: 'IMAGE_NOT_FOUND',
      message: `the layer ${layer.digest} is missing: it is non-distributable, and names no URL to download it from`,
      hint: 'push the image again with all its layers: skopeo copy, or docker push with allow-nondistributable-artifacts',
      where: { digest: layer.digest },
    });
  });
}

function childrenToFetch(level: readonly Manifest[], known: ReadonlyMap<Digest, Manifest>): readonly Child[] {
  const wanted = new Map<Digest, Child>();
  for (const parent of level) {
    for (const descriptor of manifestChildren(parent)) {
      if (known.has(descriptor.digest)) continue;
      if (descriptor.sizeBytes > MAX_MANIFEST_BYTES) {
        throw new PromoteError({
          code: 'MANIFEST_UNSUPPORTED',
          message: `${nameOf({ descriptor, parent })} is larger than ${MAX_MANIFEST_BYTES} bytes`,
        });
      }
      wanted.set(descriptor.digest, { descriptor, parent });
    }
  }
  return [...wanted.values()];
}

function manifestChildren(parent: Manifest): readonly Descriptor[] {
  if (parent.content.kind === 'image') return [];
  for (const descriptor of parent.content.manifests) {
    if (!isSchema1(descriptor.mediaType)) continue;
    throw new PromoteError({
      code: 'MANIFEST_UNSUPPORTED',
      message: `${nameOf({ descriptor, parent })} is an unsupported schema1 manifest`,
    });
  }
  return parent.content.manifests.filter((descriptor) => isManifestMediaType(descriptor.mediaType));
}

async function fetchChild(
  child: Child,
  fetchManifest: FetchManifest,
  signal: AbortSignal,
): Promise<Manifest> {
  try {
    return await fetchManifest(child.descriptor.digest, signal);
  } catch (error) {
    if (!(error instanceof PromoteError) || error.code !== 'IMAGE_NOT_FOUND') throw error;
    throw new PromoteError({
      code: 'IMAGE_NOT_FOUND',
      message: `${nameOf(child)} is missing`,
      hint: 'the index was pushed without all of its images: push it completely, or promote one platform by its digest',
      cause: error,
      where: { ...error.where, digest: child.descriptor.digest },
    });
  }
}

/** Size, digest and media type in the parent must match the child. */
function requireMatchingChildren(parent: Manifest, manifests: ReadonlyMap<Digest, Manifest>): void {
  for (const descriptor of manifestChildren(parent)) {
    const manifest = manifests.get(descriptor.digest);
    if (manifest === undefined) throw new TypeError(`fetched another manifest than ${descriptor.digest}`);
    const sizeBytes = manifest.bytes.byteLength;
    if (sizeBytes !== descriptor.sizeBytes) {
      throw mismatch({ descriptor, parent }, `${descriptor.sizeBytes} bytes`, `${sizeBytes} bytes`);
    }
    if (manifest.mediaType !== descriptor.mediaType) {
      throw mismatch({ descriptor, parent }, descriptor.mediaType, manifest.mediaType);
    }
  }
}

function collectBlobs(manifests: ReadonlyMap<Digest, Manifest>): {
  readonly distributable: readonly Descriptor[];
  readonly others: readonly Descriptor[];
} {
  const blobs = new Map<Digest, Descriptor>();
  const skipped = new Map<Digest, Descriptor>();
  for (const manifest of manifests.values()) {
    for (const descriptor of blobsOf(manifest)) {
      const known = blobs.get(descriptor.digest) ?? skipped.get(descriptor.digest);
      if (known !== undefined && known.sizeBytes !== descriptor.sizeBytes) {
        throw mismatch(
          { descriptor, parent: manifest },
          `${descriptor.sizeBytes} bytes`,
          `${known.sizeBytes} bytes`,
        );
      }
      if (isNonDistributable(descriptor.mediaType)) {
        if (skipped.get(descriptor.digest)?.isElsewhere !== true) skipped.set(descriptor.digest, descriptor);
      } else if (!blobs.has(descriptor.digest) || descriptor.data !== undefined)
        blobs.set(descriptor.digest, descriptor);
    }
  }
  // a blob that one manifest allows to distribute is distributed, even if another marks it as non-distributable
  for (const digest of blobs.keys()) skipped.delete(digest);
  return { distributable: [...blobs.values()], others: [...skipped.values()] };
}

function blobsOf({ content }: Manifest): readonly Descriptor[] {
  switch (content.kind) {
    case 'image':
      return [content.config, ...content.layers];
    case 'index':
      return content.manifests.filter((descriptor) => !isManifestMediaType(descriptor.mediaType));
  }
}

/** By height, the longest path down: a parent is always higher than its children, and the root is the highest. */
function childrenFirst(manifests: ReadonlyMap<Digest, Manifest>): readonly Manifest[] {
  const heights = new Map<Digest, number>();
  const heightOf = (manifest: Manifest): number => {
    const known = heights.get(manifest.digest);
    if (known !== undefined) return known;
    let height = 0;
    for (const { digest } of manifestChildren(manifest)) {
      const child = manifests.get(digest);
      if (child !== undefined) height = Math.max(height, heightOf(child) + 1);
    }
    if (height > MAX_DEPTH) throw tooLarge(`nested more than ${MAX_DEPTH} levels deep`);
    heights.set(manifest.digest, height);
    return height;
  };
  return [...manifests.values()].sort((one, other) => heightOf(one) - heightOf(other));
}

/** First failure stops the others; it is thrown when all have ended. */
async function inParallel<Item, Result>(
  items: readonly Item[],
  run: (item: Item, signal: AbortSignal) => Promise<Result>,
  signal: AbortSignal,
): Promise<readonly Result[]> {
  throwIfCancelled(signal);
  const stop = new AbortController();
  const inner = AbortSignal.any([signal, stop.signal]);
  const results: Result[] = [];
  const queue = items.entries();
  const work = async (): Promise<void> => {
    for (const [index, item] of queue) {
      throwIfCancelled(inner);
      results[index] = await run(item, inner);
    }
  };
  const failures: unknown[] = [];
  const workers = Array.from({ length: Math.min(MANIFESTS_IN_FLIGHT, items.length) }, () =>
    work().catch((error: unknown) => {
      failures.push(error);
      stop.abort(error);
    }),
  );
  await Promise.all(workers);
  if (failures.length > 0) throw failures[0];
  return results;
}

function nameOf({ descriptor, parent }: Child): string {
  const platform = descriptor.platform === undefined ? '' : ` (${formatPlatform(descriptor.platform)})`;
  return `the child ${descriptor.digest}${platform} of the index ${parent.digest}`;
}

function mismatch(child: Child, described: string, actual: string): PromoteError {
  return new PromoteError({
    code: 'MANIFEST_INVALID',
    message: `${child.parent.digest} describes ${child.descriptor.digest} as ${described}, but it is ${actual}`,
    where: { digest: child.descriptor.digest },
  });
}

function tooLarge(what: string): PromoteError {
  return new PromoteError({ code: 'MANIFEST_UNSUPPORTED', message: `the image is an index ${what}` });
}
