import type { Manifest } from '../core/manifest.ts';
import { allOrFirstError } from './concurrency.ts';
import type { ResolvedImage } from './resolve.ts';

/** Pushes one manifest of an image under a tag or its digest. */
export async function pushManifest(
  manifest: Manifest,
  reference: string,
  image: ResolvedImage,
  signal: AbortSignal,
): Promise<void> {
  await allOrFirstError([(inner) => image.destination.putManifest(manifest, reference, inner)], signal);
}
