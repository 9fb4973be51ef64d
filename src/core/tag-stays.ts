import type { TagHistory } from './ports/streams.ts';
import { isToCome, readTime } from './text/time.ts';

/** How long a tag was an image without interruption, or why that is not known. */
export type Stay = { readonly durationMs: number } | { readonly problem: string };

/** How long a tag was a digest, each time it was; neighbouring entries of the same digest are one stay. */
export function staysOf({ tag, events }: TagHistory, digest: string, now: Date): readonly Stay[] {
  const stays: Stay[] = [];
  let end = now; // newest first
  let began: Date | undefined;
  let isUnknown = false;
  const close = (): void => {
    if (isUnknown) stays.push({ problem: `the history does not say since when ${tag} has had this digest` });
    else if (began !== undefined && isToCome(began, now))
      stays.push({
        problem: `${tag} has had this digest since ${began.toISOString()}, which is in the future: check the clocks`,
      });
    else if (began !== undefined)
      stays.push({ durationMs: Math.min(end.getTime(), now.getTime()) - began.getTime() });
    [began, isUnknown] = [undefined, false];
  };
  for (const event of events) {
    const since = readTime(event.since);
    if (event.digest === digest) {
      if (since === undefined) isUnknown = true;
      else began = since;
    } else {
      close();
      // without a time, what was before cannot be measured
      end = since ?? new Date(0);
    }
  }
  close();
  return stays;
}
