import { mountLayers, pushImageOf, pushLayers } from './images.ts';

const KB = 1024;
const MB = 1024 * KB;

/** A case of one or more images that share the layers of a base image. */
export interface SetShape {
  readonly images: number;
  readonly base: readonly number[];
  /** further layers of each image */
  readonly own: readonly number[];
  /**
   * what the destination has before: nothing, the base image in a repository of its own, every image under the tag it will get, or
   * every image under another tag while its tag is the base image
   */
  readonly before: 'nothing' | 'base' | 'everything' | 'other tags';
}

export const setShapes = {
  base: { images: 1, base: [80 * MB, 60 * MB, 20 * MB], own: [40 * MB], before: 'base' },
  fleet: { images: 20, base: [100 * MB, 50 * MB, 10 * MB], own: [10 * MB], before: 'nothing' },
  set: { images: 200, base: [64 * KB], own: [16 * KB], before: 'everything' },
  retag: { images: 200, base: [64 * KB], own: [16 * KB], before: 'other tags' },
} as const satisfies Record<string, SetShape>;
export type SetName = keyof typeof setShapes;

/** The same case with a few images of kilobytes. */
export function shrinkSet(shape: SetShape): SetShape {
  const small = (sizes: readonly number[]): number[] => sizes.map((size) => Math.min(size, 64 * KB));
  return { ...shape, images: Math.min(shape.images, 8), base: small(shape.base), own: small(shape.own) };
}

/** Bytes of layers that a copy has to send when it sends nothing twice. */
export function bytesToSend({ images, base, own, before }: SetShape): number {
  const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0);
  if (before === 'everything' || before === 'other tags') return 0;
  return (before === 'base' ? 0 : sum(base)) + images * sum(own);
}

/** Bytes of layers of all images, each counted as often as it occurs. */
export function bytesOfAll({ images, base, own }: SetShape): number {
  return images * [...base, ...own].reduce((total, size) => total + size, 0);
}

export interface PushedSet {
  readonly shape: SetShape;
  /** repository of the base image, with the tag 1 */
  readonly base: string;
  /** digests by repository; each image has the tag 1 */
  readonly images: ReadonlyMap<string, string>;
}

/**
 * Pushes a set to the source, with random layers.
 * @param registry such as `http://127.0.0.1:5001`; plain HTTP
 */
export async function pushSet(registry: string, name: SetName, shape: SetShape): Promise<PushedSet> {
  const base = `bench/${name}/system`;
  const shared = await pushLayers(registry, base, shape.base);
  await pushImageOf(registry, base, '1', shared);
  const images = new Map<string, string>();
  for (let index = 0; index < shape.images; index += 1) {
    const repository = `bench/${name}/app-${index}`;
    const own = await pushLayers(registry, repository, shape.own);
    await mountLayers(registry, base, repository, shared);
    images.set(repository, await pushImageOf(registry, repository, '1', [...shared, ...own]));
  }
  return { shape, base, images };
}
