import { PromoteError } from '../../../core/text/errors.ts';
import type { Finding } from '../../../core/finding.ts';
import type { Cluster } from '../../../core/ports/cluster.ts';
import type { ProjectState } from '../../../core/ports/projects.ts';
import { destinationProjects } from './plan-preparation.ts';
import type { Inspected } from '../../run/inspected.ts';

/**
 * A project that is being deleted takes nothing any more. One that does not show may be there all the same, for an account that
 * may push and not look: then its rights tell.
 */
export async function inspectProjects(
  { images, options, cluster }: Inspected,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  // who lets projects be created hears of it from there
  if (options.preparation?.createProject === true) return [];
  const findings: Finding[] = [];
  for (const project of destinationProjects(images.map(({ request }) => request))) {
    if ((await stateOf(cluster, project, signal)) !== 'terminating') continue;
    findings.push({
      topic: 'project',
      level: 'problem',
      code: 'PROJECT_NOT_FOUND',
      message: `project ${project} on ${cluster.server} is being deleted`,
      hint: `wait until it is gone (oc wait --for=delete project/${project} --timeout=5m), then create it again: oc new-project ${project}`,
    });
  }
  return findings;
}

async function stateOf(
  cluster: Cluster,
  project: string,
  signal: AbortSignal,
): Promise<ProjectState | undefined> {
  try {
    return await cluster.projects.find(project, signal);
  } catch (error) {
    if (!(error instanceof PromoteError) || signal.aborted) throw error;
    return undefined;
  }
}
