import type { PromoteOptions } from '../core/options.ts';
import { explainPush } from './explain-denial.ts';
import type { Progress } from './progress.ts';
import type { ResolvedImage } from './resolved-image.ts';
import { backUp, readTagsBefore } from './tag-before.ts';
import { tag } from './tag.ts';
import type { World } from './world.ts';

/** Tags image after image; what the tags were is known before the first of an image moves. */
export async function tagImages(
  options: Pick<PromoteOptions, 'backupTag' | 'rollbackOnFailure'>,
  world: World,
  images: readonly ResolvedImage[],
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  for (const image of images) {
    if (options.rollbackOnFailure === true) {
      progress.tagsBefore = [...progress.tagsBefore, ...(await readTagsBefore(image, world, signal))];
    }
    await backUp(image, options.backupTag, world, signal);
    await tag(image, world, signal).catch(async (error: unknown) => {
      // the first tag of a copy is pushed, and what the project limits is refused only then
      throw await explainPush(error, [image], world.clusters.destination, signal);
    });
    progress.tagged = [...progress.tagged, image];
  }
}
