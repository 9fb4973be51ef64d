import { parsePostStepState, type PostStepState } from '../../core/post-step-state.ts';
import type { HostEnvironment } from '../../core/host.ts';

// GitHub passes the state of a step to its post step as STATE_<name>, even if the step was killed, because the runner reads the
// file in any case (actions/runner, ActionRunner.cs).
export const STATE_NAME = 'post-step-state';

/**
 * The state saved by the main step. Read without @actions/core, because there is usually nothing to do and loading the library
 * would slow down every job.
 */
export function postStepState({ env }: Pick<HostEnvironment, 'env'>): PostStepState {
  return parsePostStepState(env[`STATE_${STATE_NAME}`] ?? '');
}
