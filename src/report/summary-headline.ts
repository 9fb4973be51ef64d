import { errorCodeOf } from './error-text.ts';
import type { RunResult } from '../core/host.ts';
import type { PromotionReport } from '../core/report.ts';

/** The result in one line. */
export function headlineOf({ report, failure }: RunResult): string {
  const images = report?.images ?? [];
  const [first] = images;
  const what = images.length === 1 && first !== undefined ? first.destination : `${images.length} images`;
  if (failure !== undefined) return `Promotion failed: ${errorCodeOf(failure.error)}`;
  if (report?.dryRun === true) return `Plan for ${what}: nothing was changed`;
  if (images.every((image) => !image.changed)) {
    const done = besidesTags(report);
    return done === undefined ? `Nothing to promote: ${what} unchanged` : `${done}; ${what} was in place`;
  }
  return `Promoted ${what}`;
}

/** What a run did besides moving tags; undefined if nothing. */
function besidesTags(report: PromotionReport | undefined): string | undefined {
  const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
  const applied = (report?.applied ?? []).filter(({ action }) => action === 'create' || action === 'change');
  const rollouts = (report?.images ?? [])
    .flatMap((image) => image.rollouts)
    .filter(({ status }) => status !== 'unchanged');
  const parts = [
    ...(applied.length === 0 ? [] : [`Applied ${count(applied.length, 'object')}`]),
    ...(rollouts.length === 0 ? [] : [`Rolled out ${count(rollouts.length, 'workload')}`]),
  ];
  return parts.length === 0 ? undefined : parts.join(', ');
}
