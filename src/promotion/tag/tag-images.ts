import type { PromoteOptions } from '../../core/options.ts';
import { explainPush } from '../rights/explain-denial.ts';
import { withGracePeriod } from '../run/grace-period.ts';
import type { RunState } from '../run/run-state.ts';
import type { ResolvedImage } from '../run/resolved-image.ts';
import { backUp, readTagsBefore } from './tag-before.ts';
import { tag } from './tag.ts';
import type { Ports } from '../run/ports.ts';

/** How long a tag that is being written may take when the job is cancelled meanwhile: two seconds are all there is in total. */
const GRACE_MS = 1_500;

/** Tags image after image; what the tags were is known before the first of an image moves. */
export async function tagImages(
  options: Pick<PromoteOptions, 'backupTag'>,
  ports: Ports,
  images: readonly ResolvedImage[],
  progress: RunState,
  signal: AbortSignal,
): Promise<void> {
  const signals = { signal, writing: withGracePeriod(signal, GRACE_MS) };
  for (const image of images) {
    const before = await readTagsBefore(image, ports, signal);
    progress.tagsBefore = [...progress.tagsBefore, ...before];
    await backUp(image, options.backupTag, ports, signal);
    const onTagged = (name: string): void => {
      const moved = before.filter((each) => each.tag === name && each.digest !== image.root.digest);
      progress.movedTags = [...progress.movedTags, ...moved];
    };
    await tag(image, ports, signals, onTagged).catch(async (error: unknown) => {
      // the first tag of a copy is pushed, and what the project limits is refused only then
      throw await explainPush(error, [image], ports.clusters.destination, signal);
    });
    progress.tagged = [...progress.tagged, image];
  }
}
