import type { RunOptions } from '../config/options.ts';
import { exitCodeOf } from '../report/error-text.ts';
import type { RunResult, HostReporter, HostEnvironment } from '../core/host.ts';
import { recordText } from '../report/record.ts';
import { hideCredentials } from '../core/text/credential-patterns.ts';
import { redactTexts, type Redactor } from '../core/text/redaction.ts';
import { closingLine, headlineOf } from '../report/summary-headline.ts';
import type { Host } from './choose-host.ts';

/** Reports the result of a run and chooses the exit code. */
export async function finish(
  ended: Omit<RunResult, 'record'>,
  run: {
    readonly host: Host;
    readonly hostEnvironment: HostEnvironment;
    readonly reporter: HostReporter;
    readonly redactor: Redactor;
    /** undefined if the inputs were invalid */
    readonly options: RunOptions | undefined;
  },
): Promise<number> {
  const { host, hostEnvironment, reporter, options } = run;
  const redact = (text: string): string => run.redactor.redact(text);
  const result: RunResult = {
    ...ended,
    record: options?.record,
    run: host.readRun(hostEnvironment),
    environment: options?.environment,
  };
  const recorded = await writeRecord(result, reporter, redact);
  const outputFailure = await writeOutputs(recorded, run);
  if (options?.summary !== false) {
    await host.writeSummary(redactResult(recorded, redact), hostEnvironment, redact);
  }
  const failure = result.failure ?? outputFailure;
  // outputs that cannot be written change nothing about the promotion
  const destination =
    outputFailure === undefined || recorded.failure !== undefined
      ? recorded.destination
      : headlineOf(recorded);
  reporter.closingLine?.(closingLine(redactResult({ ...recorded, failure, destination }, redact), redact));
  return failure === undefined ? 0 : exitCodeOf(failure.error);
}

/** Tells the failure of the run, then writes its outputs. @returns what came of that, unless the run had failed anyway */
async function writeOutputs(
  result: RunResult,
  { host, hostEnvironment, reporter }: Parameters<typeof finish>[1],
): Promise<RunResult['failure']> {
  if (result.failure !== undefined) reporter.failure(result.failure.error);
  try {
    // outputs are for programs: only what looks like a credential is removed, not parts of names that happen to equal a secret
    await host.writeOutputs(redactResult(result, hideCredentials), hostEnvironment);
    return undefined;
  } catch (error) {
    if (result.failure === undefined) reporter.failure(error);
    else reporter.warning(error instanceof Error ? error.message : String(error));
    return { error };
  }
}

/** Redacts everything that came from a server, a label or a URL. The error is redacted when its text is written. */
function redactResult(result: RunResult, redact: (text: string) => string): RunResult {
  const { report, plan, run, environment } = result;
  return { ...result, ...redactTexts({ report, plan, run, environment }, redact) };
}

/** A record that cannot be written does not make a finished promotion fail. */
async function writeRecord(
  result: RunResult,
  reporter: HostReporter,
  redact: (text: string) => string,
): Promise<RunResult> {
  if (result.record === undefined) return result;
  try {
    // loaded on demand, because it is large and rarely used
    const { writeFile } = await import('node:fs/promises');
    for (const [path, text] of await recordFiles(result.record, result, redact)) await writeFile(path, text);
    return result;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    reporter.warning(`the record ${result.record} could not be written: ${reason}`);
    return { ...result, record: undefined };
  }
}

/** An HTML page comes with a JSON file next to it. */
async function recordFiles(
  path: string,
  result: RunResult,
  redact: (text: string) => string,
): Promise<readonly (readonly [string, string])[]> {
  const shown = redactResult(result, redact);
  const data = recordText(shown, redact);
  if (!/\.html?$/i.test(path)) return [[path, data]];
  const { recordPage } = await import(/* webpackChunkName: "record-page" */ '../report/page/page.ts');
  const dataPath = path.replace(/\.html?$/i, '.json');
  const dataName = dataPath.split(/[\\/]/).at(-1) ?? dataPath;
  return [
    [dataPath, data],
    [path, recordPage(shown, dataName, redact)],
  ];
}
