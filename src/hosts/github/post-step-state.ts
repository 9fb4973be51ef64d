import { appendFileSync } from 'node:fs';
import { formatPostStepState, parsePostStepState, type PostStepState } from '../../core/post-step-state.ts';
import type { HostEnvironment } from '../../core/host.ts';
import { fileEntries } from './file-command.ts';

// GitHub hands the state of a step to its post step as STATE_<name>, also when the step was killed: the runner reads the file
// whatever became of the process (actions/runner, ActionRunner.cs).
const NAME = 'post-step-state';

/** Tells the post step what is to be given back; what was told before is forgotten. Done when it returns. */
export function saveForPostStep(postStepState: PostStepState, { env }: Pick<HostEnvironment, 'env'>): void {
  const file = env['GITHUB_STATE'] ?? '';
  if (file !== '') appendFileSync(file, fileEntries([[NAME, formatPostStepState(postStepState)]]));
}

/** What the step before left behind. */
export function postStepState({ env }: Pick<HostEnvironment, 'env'>): PostStepState {
  return parsePostStepState(env[`STATE_${NAME}`] ?? '');
}
