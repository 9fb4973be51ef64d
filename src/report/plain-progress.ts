import { outputFormat } from '../core/command-flags.ts';
import type { ProgressDisplay, ReporterSettings, HostEnvironment } from '../core/host.ts';
import { createProgressLines } from './progress-lines.ts';

/** Writes log lines without secrets and without control sequences for terminals or log viewers. */
export function createPlainProgress(
  { argv, stdout, stderr }: HostEnvironment,
  { clock, redact }: Pick<ReporterSettings, 'clock' | 'redact'>,
): ProgressDisplay {
  // a single stream keeps lines in order; standard output is reserved for programs
  const sink = outputFormat(argv) === 'table' ? stdout : stderr;
  const print = (line: string): void => {
    sink.write(`${redact(line).replace(/\p{Cc}/gu, ' ')}\n`);
  };
  const { transfer, rollout } = createProgressLines(clock, (line) => {
    // it is reported within a phase
    print(`  ${line}`);
  });
  return { print, transfer, rollout, clear: () => undefined };
}
