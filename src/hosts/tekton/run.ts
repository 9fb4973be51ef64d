import type { RunOrigin, HostEnvironment } from '../../core/host.ts';

/** The TaskRun, by the variables that the Task sets from its context. */
export function readRun({ env }: HostEnvironment): RunOrigin {
  const { PROMOTE_TASK_RUN: name = '' } = env;
  return { system: name === '' ? 'Tekton' : `Tekton, TaskRun ${name}`, actor: undefined, url: undefined };
}
