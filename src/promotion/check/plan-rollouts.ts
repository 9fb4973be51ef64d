import type { ObjectPlan } from '../../core/ports/apply.ts';
import { problemsOf, PromoteError, type Problem } from '../../core/text/errors.ts';
import type { DeliveryOptions, PromoteOptions } from '../../core/options.ts';
import type { Cluster } from '../../core/ports/cluster.ts';
import type { RolloutPlan, WorkloadName } from '../../core/ports/rollouts.ts';
import { allOrFirstError } from '../run/concurrency.ts';
import type { ResolvedImage } from '../run/resolved-image.ts';
import { rolloutTarget, usedImages } from '../run/rollout-target.ts';
import type { PlannedRollout } from '../run/run-state.ts';

/** The rollouts that can be planned, and the problems of the others. */
export interface PlannedRollouts {
  readonly rollouts: readonly PlannedRollout[];
  readonly problems: readonly Problem[];
  /** workloads that do not run the image: problems, unless the objects to apply change that */
  readonly missing: readonly MissingWorkload[];
}

export interface MissingWorkload {
  readonly workload: WorkloadName;
  /** true: the workload exists, but with another image */
  readonly exists: boolean;
  readonly problems: readonly Problem[];
}

/** Plans the rollout of every workload, in the order of the workloads. */
export async function planRollouts(
  images: readonly ResolvedImage[],
  { rollouts: workloads, delivery }: Pick<PromoteOptions, 'rollouts' | 'delivery'>,
  newProjects: ReadonlySet<string>,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<PlannedRollouts> {
  const planned = await allOrFirstError(
    workloads.map(
      (workload) => (inner: AbortSignal) =>
        newProjects.has(workload.project)
          ? Promise.resolve(missingWith(workload, false, [absentWithProject(workload)]))
          : planWorkload(workload, images, delivery, cluster, inner),
    ),
    signal,
  );
  return {
    rollouts: planned.flatMap(({ rollouts }) => rollouts),
    problems: planned.flatMap(({ problems }) => problems),
    missing: planned.flatMap(({ missing }) => missing),
  };
}

async function planWorkload(
  workload: WorkloadName,
  images: readonly ResolvedImage[],
  delivery: PromoteOptions['delivery'],
  cluster: Cluster,
  signal: AbortSignal,
): Promise<PlannedRollouts> {
  const plan = await planOrFail(workload, images, cluster, signal);
  if (!(plan instanceof PromoteError)) {
    const planned = delivery === undefined ? plan : deliveredPlan(plan, delivery);
    return { rollouts: [{ plan: planned, images: usedImages(plan, images) }], problems: [], missing: [] };
  }
  const problems = problemsOf(plan);
  const exists = plan.code === 'ROLLOUT_FAILED';
  // the commit may create it, or give it the image
  if (delivery !== undefined && (exists || plan.code === 'WORKLOAD_NOT_FOUND'))
    return {
      rollouts: [{ plan: deliveredPlan(firstRollout(workload), delivery), images }],
      problems: [],
      missing: [],
    };
  return exists || plan.code === 'WORKLOAD_NOT_FOUND'
    ? missingWith(workload, exists, problems)
    : { rollouts: [], problems, missing: [] };
}

function missingWith(workload: WorkloadName, exists: boolean, problems: readonly Problem[]): PlannedRollouts {
  return { rollouts: [], problems: [], missing: [{ workload, exists, problems }] };
}

function deliveredPlan(plan: RolloutPlan, { owner }: DeliveryOptions): RolloutPlan {
  const managedBy = owner ?? plan.managedBy;
  return { ...plan, method: 'gitops', ...(managedBy === undefined ? {} : { managedBy }) };
}

/** Collects the problems of one workload, so that all are reported together. */
async function planOrFail(
  workload: WorkloadName,
  images: readonly ResolvedImage[],
  cluster: Cluster,
  signal: AbortSignal,
): Promise<RolloutPlan | PromoteError> {
  try {
    return await cluster.rollouts.plan(workload, images.map(rolloutTarget), signal);
  } catch (error) {
    if (!(error instanceof PromoteError) || error.code === 'CANCELLED') throw error;
    return error;
  }
}

function absentWithProject({ kind, name, project }: WorkloadName): Problem {
  return {
    code: 'WORKLOAD_NOT_FOUND',
    message: `${kind}/${name} in ${project} does not exist: the project is only about to be created`,
    hint: 'give it in "template" or "manifests", or set "create-workload" to true',
  };
}

/** The rollouts of workloads that will run the image once they are applied, and the problems of the others. */
export function planFirstRollouts(
  missing: readonly MissingWorkload[],
  objects: readonly ObjectPlan[],
  images: readonly ResolvedImage[],
): Pick<PlannedRollouts, 'rollouts' | 'problems'> {
  const isApplied = ({ workload: { kind, name, project } }: MissingWorkload): boolean =>
    objects.some(
      (each) =>
        each.kind.toLowerCase() === kind &&
        each.name === name &&
        each.project === project &&
        (each.action === 'create' || each.action === 'change'),
    );
  return {
    rollouts: missing.filter(isApplied).map(({ workload }) => ({ images, plan: firstRollout(workload) })),
    problems: missing.filter((each) => !isApplied(each)).flatMap(({ problems }) => problems),
  };
}

/** The plan for a workload that does not exist yet, of which nothing more is known. */
function firstRollout(workload: WorkloadName): RolloutPlan {
  return { workload, revisionBefore: undefined, method: 'apply', containers: [], images: {}, replicas: 1 };
}
