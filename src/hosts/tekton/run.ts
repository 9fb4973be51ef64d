import type { RunOrigin, Surroundings } from '../../core/host.ts';

/** The TaskRun, by the variables that the Task sets from its context. */
export function readRun({ env }: Surroundings): RunOrigin {
  const { PROMOTE_TASK_RUN: name = '' } = env;
  return { system: name === '' ? 'Tekton' : `Tekton, TaskRun ${name}`, actor: undefined, url: undefined };
}
