import { describeError } from './error-text.ts';
import type { Ending } from './ports/host.ts';

/** The record of a run: everything about it, as JSON text for a file. */
export function recordText(ending: Ending, redact: (text: string) => string): string {
  const { report, plan, failure, run } = ending;
  const record = {
    // raised when a reader of the file would have to know
    version: 1,
    succeeded: failure === undefined,
    run,
    ...report,
    plan,
    error: failure === undefined ? undefined : describeError(failure.error, redact),
  };
  return `${JSON.stringify(record, undefined, 2)}\n`;
}
