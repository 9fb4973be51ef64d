import type { Finding } from '../../../core/finding.ts';
import { allOrFirstError } from '../../run/concurrency.ts';
import type { Inspected } from '../../run/inspected.ts';
import { inspectFollowers } from './followers.ts';
import { inspectLimits } from '../../rights/limits.ts';
import { inspectProjects } from './projects.ts';
import { inspectTags } from './tags.ts';
import { inspectWorkloads } from './workloads.ts';

/** Looks at everything around the destination that a promotion may run into. What may not be looked at is passed over. */
export async function inspect(inspected: Inspected, signal: AbortSignal): Promise<readonly Finding[]> {
  const { images, newProjects } = inspected;
  const existing = {
    ...inspected,
    images: images.filter(
      ({ request: { destination } }) =>
        destination.kind !== 'stream' || !newProjects.has(destination.project),
    ),
  };
  const found = await allOrFirstError(
    [
      (inner) => inspectProjects(existing, inner),
      (inner) => inspectLimits(existing, inner),
      (inner) => inspectTags(existing, inner),
      (inner) => inspectFollowers(existing, inner),
      (inner) => inspectWorkloads(existing, inner),
    ],
    signal,
  );
  return found.flat();
}
