import { appendFileSync } from 'node:fs';
import { leftoversText, parseLeftovers, type Leftovers } from '../../core/leftovers.ts';
import type { Surroundings } from '../../core/host.ts';
import { fileEntries } from './file-command.ts';

// GitHub hands the state of a step to its post step as STATE_<name>, also when the step was killed: the runner reads the file
// whatever became of the process (actions/runner, ActionRunner.cs).
const NAME = 'leftovers';

/** Tells the post step what is to be given back; what was told before is forgotten. Done when it returns. */
export function saveLeftovers(leftovers: Leftovers, { env }: Pick<Surroundings, 'env'>): void {
  const file = env['GITHUB_STATE'] ?? '';
  if (file !== '') appendFileSync(file, fileEntries([[NAME, leftoversText(leftovers)]]));
}

/** What the step before left behind. */
export function readLeftovers({ env }: Pick<Surroundings, 'env'>): Leftovers {
  return parseLeftovers(env[`STATE_${NAME}`] ?? '');
}
