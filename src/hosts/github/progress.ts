import type { Clock } from '../../core/ports/clock.ts';
import type { Progress, Surroundings } from '../../core/ports/host.ts';
import { createProgressLines } from '../../core/progress-lines.ts';
import { plainLines } from './workflow-command.ts';

/** A log of lines, none of which the runner obeys. */
export function createProgress({ stdout }: Surroundings, clock: Clock): Progress {
  const print = (line: string): void => {
    stdout.write(plainLines(line));
  };
  const { transfer, rollout } = createProgressLines(clock, print);
  return { print, transfer, rollout, clear: () => undefined };
}
