import { info } from '@actions/core';
import type { ProgressDisplay, ReporterSettings, HostEnvironment } from '../../core/host.ts';
import { createProgressLines } from '../../report/progress-lines.ts';
import { plainLines } from './plain-lines.ts';

/** A log of lines, none of which the runner obeys and none of which holds a secret. */
export function createProgress(
  _hostEnvironment: HostEnvironment,
  { clock, redact }: Pick<ReporterSettings, 'clock' | 'redact'>,
): ProgressDisplay {
  const print = (line: string): void => {
    for (const plain of plainLines(redact(line))) info(plain);
  };
  const { transfer, rollout } = createProgressLines(clock, print);
  return { print, transfer, rollout, clear: () => undefined };
}
