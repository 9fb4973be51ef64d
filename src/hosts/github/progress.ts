import type { ProgressDisplay, ReporterSettings, HostEnvironment } from '../../core/host.ts';
import { createProgressLines } from '../../report/progress-lines.ts';
import { plainLines } from './workflow-command.ts';

/** A log of lines, none of which the runner obeys and none of which holds a secret. */
export function createProgress(
  { stdout }: HostEnvironment,
  { clock, redact }: Pick<ReporterSettings, 'clock' | 'redact'>,
): ProgressDisplay {
  const print = (line: string): void => {
    stdout.write(plainLines(redact(line)));
  };
  const { transfer, rollout } = createProgressLines(clock, print);
  return { print, transfer, rollout, clear: () => undefined };
}
