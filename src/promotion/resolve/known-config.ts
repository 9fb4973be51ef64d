import type { Digest } from '../../core/image/digest.ts';
import type { ImageConfig } from '../../core/image/image-config.ts';
import type { Cluster } from '../../core/ports/cluster.ts';
import type { ImageReference } from '../../core/image/reference.ts';
import { isDenied } from '../run/stream-tag.ts';

/** How an image of a stream is run; undefined: it is in no stream, the cluster does not know it, or the account may not read it. */
export async function readKnownConfig(
  reference: ImageReference,
  digest: Digest,
  cluster: Cluster | undefined,
  signal: AbortSignal,
): Promise<ImageConfig | undefined> {
  if (reference.kind !== 'stream') return undefined;
  const { project, stream } = reference;
  try {
    return await cluster?.streams.readImageConfig({ project, stream, reference: digest }, signal);
  } catch (error) {
    // who may only pull may not read images
    if (isDenied(error)) return undefined;
    throw error;
  }
}
