import { describePreparation, type Preparation } from '../../core/preparation.ts';
import type { Progress } from '../run/run-state.ts';
import type { World } from '../run/world.ts';

/** Does what the plan says is missing, in its order; what is there already is only told. */
export async function prepare(
  steps: readonly Preparation[],
  world: World,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  for (const step of steps) {
    if (step.action === 'create') await perform(step, world, signal);
    progress.prepared = [...progress.prepared, step];
    world.reporter.info(describePreparation(step, 'done'));
  }
}

async function perform(step: Preparation, { clusters }: World, signal: AbortSignal): Promise<void> {
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
