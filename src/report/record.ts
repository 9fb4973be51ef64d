import { describeError, type ErrorText } from './error-text.ts';
import type { PromotionPlan } from '../core/plan.ts';
import type { RunResult, RunOrigin } from '../core/host.ts';
import type { PromotionReport } from '../core/report.ts';

/** The record of a run: everything about it. docs/record.schema.json is made from this. */
export interface PromotionRecord extends Partial<PromotionReport> {
  /** raised when a reader of the file would have to know */
  readonly version: 1;
  readonly succeeded: boolean;
  /** what started it */
  readonly run?: RunOrigin | undefined;
  /** what was going to be done; not there when it ended before that was known */
  readonly plan?: PromotionPlan | undefined;
  /** why it failed */
  readonly error?: ErrorText | undefined;
}

/** The record as JSON text for a file. */
export function recordText(ending: RunResult, redact: (text: string) => string): string {
  const { report, plan, failure, run } = ending;
  const record: PromotionRecord = {
    version: 1,
    succeeded: failure === undefined,
    run,
    ...report,
    plan,
    error: failure === undefined ? undefined : describeError(failure.error, redact),
  };
  return `${JSON.stringify(record, undefined, 2)}\n`;
}
