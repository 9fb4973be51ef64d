import type { Problem } from '../../core/text/errors.ts';
import type { PromotionRequest } from '../../core/options.ts';
import type { AccessQuestion, Cluster } from '../../core/ports/cluster.ts';
import { destinationProjects } from './inspect/plan-preparation.ts';

/**
 * Projects of destination images that are not there. The API does not tell a project that does not exist from one that may not
 * be looked at, but in one that exists an account that promotes may do some of what it needs (openshift-api.md §7.2), however
 * little that is.
 * @param rights all that the promotion needs
 */
export async function absentProjects(
  promotions: readonly PromotionRequest[],
  rights: readonly AccessQuestion[],
  newProjects: ReadonlySet<string>,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const project of destinationProjects(promotions)) {
    if (newProjects.has(project) || (await cluster.projects.find(project, signal)) !== 'absent') continue;
    const problem: Problem = {
      code: 'PROJECT_NOT_FOUND',
      message: `project ${project} on ${cluster.server} does not exist, or the account may do nothing in it`,
      hint: `set "create-project" to true to have it created; if it exists, ask its administrator: oc policy add-role-to-user edit USER -n ${project}`,
    };
    const needed = rights.filter((right) => right.project === project);
    const questions = needed.length > 0 ? needed : [layerRight('get', project, problem)];
    const missing = await cluster.missingRights(questions, signal);
    if (missing.length === questions.length) problems.push(problem);
  }
  return problems;
}

function layerRight(verb: string, project: string, problem: Problem): AccessQuestion {
  return {
    verb,
    group: 'image.openshift.io',
    resource: 'imagestreams',
    subresource: 'layers',
    project,
    problem,
  };
}
