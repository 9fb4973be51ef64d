import { parsePostStepState, type PostStepState } from '../../core/post-step-state.ts';
import type { HostEnvironment } from '../../core/host.ts';

// GitHub hands the state of a step to its post step as STATE_<name>, also when the step was killed: the runner reads the file
// whatever became of the process (actions/runner, ActionRunner.cs).
export const STATE_NAME = 'post-step-state';

/**
 * What the step before left behind. Read without @actions/core: nearly always it is nothing, and the post step of every job
 * would load the library for that.
 */
export function postStepState({ env }: Pick<HostEnvironment, 'env'>): PostStepState {
  return parsePostStepState(env[`STATE_${STATE_NAME}`] ?? '');
}
