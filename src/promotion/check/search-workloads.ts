import { problemsOf, PromoteError, type Problem } from '../../core/text/errors.ts';
import type { PromoteOptions } from '../../core/options.ts';
import type { Cluster } from '../../core/ports/cluster.ts';
import type { WorkloadName } from '../../core/ports/rollouts.ts';
import { workloadText } from '../../core/progress-text.ts';
import { formatReference } from '../../core/image/reference.ts';
import { allOrFirstError } from '../run/concurrency.ts';
import type { ResolvedImage } from '../run/resolved-image.ts';
import { rolloutTarget } from '../run/rollout-target.ts';
import type { Ports } from '../run/ports.ts';

/**
 * The workloads to roll out: the named ones and, with `auto`, those that use a destination tag. Finding none is logged and is no
 * problem, because a first promotion has none; not being allowed to list them is one.
 */
export async function searchWorkloads(
  images: readonly ResolvedImage[],
  options: Pick<PromoteOptions, 'rollouts' | 'searched'>,
  newProjects: ReadonlySet<string>,
  cluster: Cluster,
  ports: Ports,
  signal: AbortSignal,
): Promise<{ readonly workloads: readonly WorkloadName[]; readonly problems: readonly Problem[] }> {
  const problems: Problem[] = [];
  const workloads = new Map(options.rollouts.map((workload) => [keyOf(workload), workload]));
  for (const project of options.searched ?? []) {
    try {
      const found = newProjects.has(project) ? [] : await findIn(project, images, cluster, signal);
      ports.reporter.info(foundText(project, found, images));
      for (const workload of found) {
        // a named workload may select containers
        if (!workloads.has(keyOf(workload))) workloads.set(keyOf(workload), workload);
      }
    } catch (error) {
      if (!(error instanceof PromoteError) || error.code === 'CANCELLED') throw error;
      problems.push(...problemsOf(error));
    }
  }
  return { workloads: [...workloads.values()], problems };
}

async function findIn(
  project: string,
  images: readonly ResolvedImage[],
  cluster: Cluster,
  signal: AbortSignal,
): Promise<readonly WorkloadName[]> {
  const found = await allOrFirstError(
    images.map(
      (image) => (inner: AbortSignal) => cluster.workloads.find(project, rolloutTarget(image), inner),
    ),
    signal,
  );
  return found.flat();
}

function keyOf({ project, kind, name }: WorkloadName): string {
  return `${project}/${kind}/${name}`;
}

function foundText(
  project: string,
  names: readonly WorkloadName[],
  images: readonly ResolvedImage[],
): string {
  const used = images.flatMap(tagNames).join(', ');
  if (names.length === 0)
    return `no workload in project ${project} uses ${used}: there is nothing to roll out`;
  const texts = [...new Set(names.map(workloadText))];
  return `project ${project} uses ${used} in ${texts.join(', ')}`;
}

function tagNames({ request: { destination, extraTags } }: ResolvedImage): readonly string[] {
  return [destination.tag, ...extraTags].map((tag) =>
    formatReference({ ...destination, tag, digest: undefined }),
  );
}
