import { describeError, errorCodeOf, helpUrl } from './error-text.ts';
import { formatCount } from '../core/text/units.ts';
import type { RunResult } from '../core/host.ts';
import type { PromotionReport } from '../core/report.ts';

/** The result in one line. */
export function headlineOf({ report, failure }: RunResult): string {
  const images = report?.images ?? [];
  const [first] = images;
  const what = images.length === 1 && first !== undefined ? first.destination : `${images.length} images`;
  const isRollback = report?.isRollback === true;
  if (failure !== undefined)
    return `${isRollback ? 'Rollback' : 'Promotion'} failed: ${errorCodeOf(failure.error)}`;
  if (report?.dryRun === true) return `Plan for ${what}: nothing was changed`;
  if (images.every((image) => !image.changed)) {
    const done = besidesTags(report);
    return done === undefined
      ? `Nothing to ${isRollback ? 'roll back' : 'promote'}: ${what} unchanged`
      : `${done}; ${what} was in place`;
  }
  return `${isRollback ? 'Rolled back' : 'Promoted'} ${what}`;
}

/** The last line of a log: what was promoted, or what a failure has left and what to do. */
export function closingLine(result: RunResult, redact: (text: string) => string): string {
  const { failure, report, destination = 'nothing was changed' } = result;
  const head = headlineOf(result);
  if (failure === undefined) {
    const [image, ...more] = report?.images ?? [];
    return image === undefined || more.length > 0 || report?.dryRun === true
      ? head
      : `${head}: ${[image.tags.join(', '), image.digest].join(' → ')}`;
  }
  const { hint = `see ${helpUrl(failure.error)}` } = describeError(failure.error, redact);
  return [head, destination, `what to do: ${hint}`].join('; ');
}

/** What a run did besides moving tags; undefined if nothing. */
function besidesTags(report: PromotionReport | undefined): string | undefined {
  const applied = (report?.applied ?? []).filter(({ action }) => action === 'create' || action === 'change');
  const rollouts = (report?.images ?? [])
    .flatMap((image) => image.rollouts)
    .filter(({ status }) => status !== 'unchanged');
  const parts = [
    ...(applied.length === 0 ? [] : [`Applied ${formatCount(applied.length, 'object')}`]),
    ...(rollouts.length === 0 ? [] : [`Rolled out ${formatCount(rollouts.length, 'workload')}`]),
  ];
  return parts.length === 0 ? undefined : parts.join(', ');
}
