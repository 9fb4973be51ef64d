import { describeError, type ErrorText } from './error-text.ts';
import type { EnvironmentChoice } from '../core/environment-choice.ts';
import type { PromotionPlan } from '../core/plan.ts';
import type { RunResult, RunOrigin } from '../core/host.ts';
import type { PromotionReport } from '../core/report.ts';

/** The record of a run, with everything about it. docs/record.schema.json is generated from this type. */
export interface PromotionRecord extends Partial<PromotionReport> {
  /** schema version; increased only by incompatible changes */
  readonly version: 1;
  readonly succeeded: boolean;
  /** what started the run */
  readonly run?: RunOrigin | undefined;
  /** the environments of the run; absent if it did not name them */
  readonly environment?: EnvironmentChoice | undefined;
  /** the plan; absent if the run failed before it was complete */
  readonly plan?: PromotionPlan | undefined;
  /** the error, if the run failed */
  readonly error?: ErrorText | undefined;
}

/** The record as JSON text for a file. */
export function recordText(result: RunResult, redact: (text: string) => string): string {
  const { report, plan, failure, run, environment } = result;
  const record: PromotionRecord = {
    version: 1,
    succeeded: failure === undefined,
    run,
    environment,
    ...report,
    plan,
    error: failure === undefined ? undefined : describeError(failure.error, redact),
  };
  return `${JSON.stringify(record, undefined, 2)}\n`;
}
