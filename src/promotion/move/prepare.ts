import { describePreparation, type Preparation } from '../../core/preparation.ts';
import type { RunState } from '../run/run-state.ts';
import type { Ports } from '../run/ports.ts';

/** Does what the plan says is missing, in its order; what is there already is only told. */
export async function prepare(
  steps: readonly Preparation[],
  ports: Ports,
  progress: RunState,
  signal: AbortSignal,
): Promise<void> {
  for (const step of steps) {
    if (step.action === 'create') await perform(step, ports, signal);
    progress.prepared = [...progress.prepared, step];
    ports.reporter.info(describePreparation(step, 'done'));
  }
}

async function perform(step: Preparation, { clusters }: Ports, signal: AbortSignal): Promise<void> {
  switch (step.kind) {
    case 'project':
      return clusters.destination?.projects.request(
        { name: step.project, displayName: step.displayName },
        signal,
      );
    case 'pull-grant':
      // both projects are in one cluster; who reads the image there may let others read it
      return clusters.source?.pullAccess.grant(step, signal);
    case 'pull-secret':
      return clusters.destination?.pullAccess.link(step, signal);
  }
}
