import { errorCodeOf } from './error-text.ts';
import type { RunResult } from '../core/host.ts';

/** How it ended, in one line. */
export function headlineOf({ report, failure }: RunResult): string {
  const images = report?.images ?? [];
  const [first] = images;
  const what = images.length === 1 && first !== undefined ? first.destination : `${images.length} images`;
  if (failure !== undefined) return `Promotion failed: ${errorCodeOf(failure.error)}`;
  if (report?.dryRun === true) return `Plan for ${what}: nothing was changed`;
  if (images.every((image) => !image.changed)) return `Nothing to promote: ${what} unchanged`;
  return `Promoted ${what}`;
}
