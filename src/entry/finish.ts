import type { RunOptions } from '../config/options.ts';
import { exitCodeOf } from '../core/error-text.ts';
import type { Ending, HostReporter, Surroundings } from '../core/ports/host.ts';
import { recordText } from '../core/record.ts';
import type { Redactor } from '../core/redaction.ts';
import type { Host } from './host.ts';

/** The one place that tells how it ended and chooses the exit code. */
export async function finish(
  ended: Omit<Ending, 'record'>,
  run: {
    readonly host: Host;
    readonly surroundings: Surroundings;
    readonly reporter: HostReporter;
    readonly redactor: Redactor;
    /** undefined: the inputs were wrong */
    readonly options: RunOptions | undefined;
  },
): Promise<number> {
  const { host, surroundings, reporter, options } = run;
  const redact = (text: string): string => run.redactor.redact(text);
  const ending: Ending = { ...ended, record: options?.record };
  const recorded = await writeRecord(ending, reporter, redact);
  if (ending.failure !== undefined) reporter.failure(ending.failure.error);
  await host.writeOutputs(recorded, surroundings);
  if (options?.summary !== false) await host.writeSummary(recorded, surroundings, redact);
  return ending.failure === undefined ? 0 : exitCodeOf(ending.failure.error);
}

/** A record that cannot be written does not make a finished promotion fail. */
async function writeRecord(
  ending: Ending,
  reporter: HostReporter,
  redact: (text: string) => string,
): Promise<Ending> {
  if (ending.record === undefined) return ending;
  try {
    // loads more than all the rest of this file, and few ask for it
    const { writeFile } = await import('node:fs/promises');
    await writeFile(ending.record, recordText(ending, redact));
    return ending;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    reporter.warning(`the record ${ending.record} could not be written: ${reason}`);
    return { ...ending, record: undefined };
  }
}
