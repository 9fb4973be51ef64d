import { readOptions, type RunOptions } from '../config/options.ts';
import { outputFormat } from '../core/command-flags.ts';
import { doctorError, doctorJson, doctorText } from '../report/doctor-report.ts';
import { exitCodeOf } from '../report/error-text.ts';
import { PromoteError } from '../core/text/errors.ts';
import { topicOf, type DoctorEntry } from '../core/finding.ts';
import type { HostEnvironment } from '../core/host.ts';
import { cleanServerText } from '../core/text/server-text.ts';
import { diagnose } from '../promotion/diagnose.ts';
import { withPorts, readRaw, startRun, type RawRun, type Run } from './run-promotion.ts';
import { cancellationSignal } from './compose/signals.ts';
import type { Host } from './choose-host.ts';

const MAX_TEXT = 2000;

/**
 * Finds everything that would stop the promotion described by the inputs, and writes it to standard output.
 * @returns the exit code: 0 when nothing would, else the one the promotion would end with
 */
export async function runDoctor(host: Host, hostEnvironment: HostEnvironment): Promise<number> {
  const run = startRun(host, hostEnvironment);
  const cancellation = cancellationSignal();
  try {
    const { raw, context, choose } = await readRaw(run, 'doctor');
    const options = readOptions(raw, context);
    const entries = await diagnoseBothSides(options, choose, run, cancellation.signal);
    const clean = entries.map((entry) => cleanEntry(entry, (text) => run.redactor.redact(text)));
    const isTable = outputFormat(hostEnvironment.argv) === 'table';
    hostEnvironment.stdout.write(isTable ? doctorText(clean) : doctorJson(clean));
    const failure = doctorError(entries);
    return failure === undefined ? 0 : exitCodeOf(failure);
  } catch (error) {
    run.reporter.failure(error);
    return exitCodeOf(error);
  } finally {
    cancellation.release();
  }
}

/** A failed login is a finding like any other, for its side. */
async function diagnoseBothSides(
  options: RunOptions,
  choose: RawRun['choose'],
  run: Run,
  signal: AbortSignal,
): Promise<readonly DoctorEntry[]> {
  try {
    return await withPorts({ ...options, dryRun: true }, run, signal, async (composed) =>
      diagnose(await choose(options, composed, signal), composed.ports, signal),
    );
  } catch (error) {
    if (!(error instanceof PromoteError) || error.code === 'CANCELLED') throw error;
    const { code, message, hint, where } = error;
    return [{ topic: topicOf(code), level: 'problem', side: where.side, code, message, hint }];
  }
}

function cleanEntry(entry: DoctorEntry, redact: (text: string) => string): DoctorEntry {
  const clean = (text: string): string => cleanServerText(redact(text), MAX_TEXT);
  const { hint } = entry;
  return {
    ...entry,
    message: clean(entry.message),
    ...(hint === undefined ? {} : { hint: clean(hint) }),
  };
}
