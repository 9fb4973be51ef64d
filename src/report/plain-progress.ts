import { outputFormat } from '../core/command-flags.ts';
import type { ProgressDisplay, ReporterSettings, HostEnvironment } from '../core/host.ts';
import { createProgressLines } from './progress-lines.ts';

/** A log of lines, without a secret and without anything that a terminal or the viewer of the log would obey. */
export function createPlainProgress(
  { argv, stdout, stderr }: HostEnvironment,
  { clock, redact }: Pick<ReporterSettings, 'clock' | 'redact'>,
): ProgressDisplay {
  // one stream, or lines change places in the log; standard output is for a program when one asks for it
  const sink = outputFormat(argv) === 'table' ? stdout : stderr;
  const print = (line: string): void => {
    sink.write(`${redact(line).replace(/\p{Cc}/gu, ' ')}\n`);
  };
  const { transfer, rollout } = createProgressLines(clock, (line) => {
    // it is told inside of a phase
    print(`  ${line}`);
  });
  return { print, transfer, rollout, clear: () => undefined };
}
