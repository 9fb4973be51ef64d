import { PromoteError } from '../../../core/text/errors.ts';
import type { Manifest } from '../../../core/image/manifest.ts';
import type { Repository } from '../../../core/ports/registry.ts';

/** undefined: the tag does not exist */
export async function manifestUnder(
  tag: string,
  repository: Repository,
  signal: AbortSignal,
): Promise<Manifest | undefined> {
  try {
    return await repository.getManifest(tag, signal);
  } catch (error) {
    if (error instanceof PromoteError && error.code === 'IMAGE_NOT_FOUND') return undefined;
    throw error;
  }
}
