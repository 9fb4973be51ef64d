import type { AccessQuestion } from '../../../core/ports/account.ts';
import { type Problem, problemsOf, PromoteError } from '../../../core/text/errors.ts';
import type { PromoteOptions, PromotionRequest } from '../../../core/options.ts';
import type { Cluster } from '../../../core/ports/cluster.ts';
import type { Preparation, PreparationOptions } from '../../../core/preparation.ts';
import type { Ports } from '../../run/ports.ts';
import type { PullGrant } from '../../../core/ports/projects.ts';

/** The planned preparations and the problems with them. */
export interface PlannedPreparation {
  readonly steps: readonly Preparation[];
  readonly problems: readonly Problem[];
  /** projects that do not exist yet, so nothing can be read from them */
  readonly newProjects: ReadonlySet<string>;
}

const NOTHING: PlannedPreparation = { steps: [], problems: [], newProjects: new Set() };

/** Plans the necessary preparations. Changes nothing. */
export async function planPreparation(
  { preparation, promotions }: Pick<PromoteOptions, 'preparation' | 'promotions'>,
  ports: Ports,
  signal: AbortSignal,
): Promise<PlannedPreparation> {
  const cluster = ports.clusters.destination;
  if (preparation === undefined || cluster === undefined) return NOTHING;
  const problems: Problem[] = [];
  const projects = destinationProjects(promotions);
  const created = preparation.createProject
    ? await planProjects(projects, preparation, cluster, problems, signal)
    : [];
  const newProjects = new Set(
    created.filter(({ action }) => action === 'create').map(({ project }) => project),
  );
  const grants = preparation.grantPull ? await planGrants(promotions, ports, problems, signal) : [];
  const links = await planLinks(projects, preparation, newProjects, cluster, problems, signal);
  return { steps: [...created, ...grants, ...links], problems, newProjects };
}

/** The projects that images are promoted to. */
export function destinationProjects(promotions: readonly PromotionRequest[]): readonly string[] {
  const projects = promotions.flatMap(({ destination }) =>
    destination.kind === 'stream' ? [destination.project] : [],
  );
  return [...new Set(projects)];
}

async function planProjects(
  projects: readonly string[],
  { displayName }: PreparationOptions,
  cluster: Cluster,
  problems: Problem[],
  signal: AbortSignal,
): Promise<readonly Extract<Preparation, { kind: 'project' }>[]> {
  const steps: Extract<Preparation, { kind: 'project' }>[] = [];
  for (const project of projects) {
    const state = await collectProblems(problems, () => cluster.projects.find(project, signal));
    switch (state) {
      case undefined:
        break;
      case 'active':
        steps.push({ kind: 'project', project, displayName, action: 'keep' });
        break;
      case 'terminating':
        problems.push({
          code: 'PROJECT_NOT_FOUND',
          message: `project ${project} on ${cluster.server} is being deleted, so it cannot be created yet`,
          hint: `wait until it is gone, then run the promotion again: oc wait --for=delete project/${project} --timeout=5m`,
        });
        break;
      case 'absent': {
        const why = await collectProblems(problems, () => cluster.projects.whyNotRequest(project, signal));
        if (why !== undefined) problems.push(why);
        steps.push({ kind: 'project', project, displayName, action: 'create' });
      }
    }
  }
  return steps;
}

async function planGrants(
  promotions: readonly PromotionRequest[],
  ports: Ports,
  problems: Problem[],
  signal: AbortSignal,
): Promise<readonly Preparation[]> {
  const grants = grantsOf(promotions, ports);
  // role bindings of this cluster do not control pulls from other registries
  if (grants.length === 0) {
    ports.reporter.warning(
      '"grant-pull" has nothing to do: no image is promoted from another project of the same cluster',
    );
  }
  const steps: Preparation[] = [];
  for (const grant of grants) {
    const cluster = ports.clusters.source;
    const granted = await collectProblems(problems, async () => cluster?.pullAccess.isGranted(grant, signal));
    if (granted === false)
      problems.push(...((await cluster?.account.missingRights([bindingRight(grant)], signal)) ?? []));
    steps.push({ kind: 'pull-grant', ...grant, action: granted === true ? 'keep' : 'create' });
  }
  return steps;
}

function grantsOf(promotions: readonly PromotionRequest[], { clusters }: Ports): readonly PullGrant[] {
  if (clusters.source === undefined || clusters.source.server !== clusters.destination?.server) return [];
  const grants = new Map<string, PullGrant>();
  for (const { source, destination } of promotions) {
    if (source.kind !== 'stream' || destination.kind !== 'stream') continue;
    if (source.project === destination.project) continue;
    const grant = { project: source.project, forProject: destination.project };
    grants.set(`${grant.project} ${grant.forProject}`, grant);
  }
  return [...grants.values()];
}

function bindingRight({ project, forProject }: PullGrant): AccessQuestion {
  return {
    verb: 'create',
    group: 'rbac.authorization.k8s.io',
    resource: 'rolebindings',
    project,
    problem: {
      code: 'ACCESS_DENIED',
      message: `the source account may not create role bindings in project ${project}`,
      hint: `have an administrator of ${project} do it: oc policy add-role-to-group system:image-puller system:serviceaccounts:${forProject} -n ${project}`,
    },
  };
}

async function planLinks(
  projects: readonly string[],
  { pullSecrets }: PreparationOptions,
  newProjects: ReadonlySet<string>,
  cluster: Cluster,
  problems: Problem[],
  signal: AbortSignal,
): Promise<readonly Preparation[]> {
  const steps: Preparation[] = [];
  for (const project of projects) {
    for (const { secret, serviceAccount } of pullSecrets) {
      const link = { project, secret, serviceAccount };
      if (newProjects.has(project)) {
        problems.push({
          code: 'INPUT_INVALID',
          message: `secret ${secret} cannot be linked in ${project}: the project is only about to be created`,
          hint: `leave "link-pull-secret" away in the first promotion, or create project and secret beforehand`,
        });
        continue;
      }
      const linked = await collectProblems(problems, () => cluster.pullAccess.isLinked(link, signal));
      if (linked === false)
        problems.push(...(await cluster.account.missingRights([linkRight(project, serviceAccount)], signal)));
      steps.push({ kind: 'pull-secret', ...link, action: linked === true ? 'keep' : 'create' });
    }
  }
  return steps;
}

function linkRight(project: string, serviceAccount: string): AccessQuestion {
  return {
    verb: 'update',
    group: '',
    resource: 'serviceaccounts',
    project,
    name: serviceAccount,
    problem: {
      code: 'ACCESS_DENIED',
      message: `the destination account may not change service account ${serviceAccount} in project ${project}`,
      hint: `grant it: oc policy add-role-to-user edit USER -n ${project} (service account: -z NAME)`,
    },
  };
}

/** Runs a step and adds its errors to the list, so that all problems are reported together. */
async function collectProblems<Result>(
  problems: Problem[],
  body: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await body();
  } catch (error) {
    if (!(error instanceof PromoteError) || error.code === 'CANCELLED') throw error;
    problems.push(...problemsOf(error));
    return undefined;
  }
}
