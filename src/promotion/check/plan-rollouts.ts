import type { ObjectPlan } from '../../core/ports/apply.ts';
import { problemsOf, PromoteError, type Problem } from '../../core/text/errors.ts';
import type { Cluster } from '../../core/ports/cluster.ts';
import type { RolloutPlan, RolloutTarget, WorkloadName } from '../../core/ports/rollouts.ts';
import { allOrFirstError } from '../run/concurrency.ts';
import type { ResolvedImage } from '../run/resolved-image.ts';
import { rolloutTargets } from '../run/rollout-target.ts';
import type { PlannedRollout } from '../run/run-state.ts';

/** What can be planned, and what stands in the way. */
export interface PlannedRollouts {
  readonly rollouts: readonly PlannedRollout[];
  readonly problems: readonly Problem[];
  /** workloads that do not run the image: problems, unless what is about to be applied changes that */
  readonly missing: readonly MissingWorkload[];
}

export interface MissingWorkload {
  readonly workload: WorkloadName;
  /** true: it is there, but with another image */
  readonly exists: boolean;
  readonly problems: readonly Problem[];
}

/** Asks every workload what rolling it out will do; the order is that of the workloads. */
export async function planRollouts(
  images: readonly ResolvedImage[],
  workloads: readonly WorkloadName[],
  newProjects: ReadonlySet<string>,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<PlannedRollouts> {
  const targets = rolloutTargets(images);
  const planned = await allOrFirstError(
    workloads.map(
      (workload) => (inner: AbortSignal) =>
        newProjects.has(workload.project)
          ? Promise.resolve(missingWith(workload, false, [absentWithProject(workload)]))
          : planWorkload(workload, targets, cluster, inner),
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
  targets: ReturnType<typeof rolloutTargets>,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<PlannedRollouts> {
  // at the same time: the cluster is then asked once what the workload is, however many images there are
  const tried = await allOrFirstError(
    targets.map(({ image, target }) => async (inner: AbortSignal) => {
      const plan = await planOrFail(workload, target, cluster, inner);
      return plan instanceof PromoteError ? plan : { image, plan };
    }),
    signal,
  );
  const rollouts = tried.flatMap((each) => (each instanceof PromoteError ? [] : [each]));
  // a workload need not run every image of the run, but it must run one of them
  const failure = tried.find((each) => each instanceof PromoteError);
  if (rollouts.length > 0 || failure === undefined) return { rollouts, problems: [], missing: [] };
  const problems = problemsOf(failure);
  const exists = failure.code === 'ROLLOUT_FAILED';
  return exists || failure.code === 'WORKLOAD_NOT_FOUND'
    ? missingWith(workload, exists, problems)
    : { rollouts: [], problems, missing: [] };
}

function missingWith(workload: WorkloadName, exists: boolean, problems: readonly Problem[]): PlannedRollouts {
  return { rollouts: [], problems: [], missing: [{ workload, exists, problems }] };
}

/** What is wrong with one workload is reported together with what is wrong elsewhere. */
async function planOrFail(
  workload: WorkloadName,
  target: RolloutTarget,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<RolloutPlan | PromoteError> {
  try {
    return await cluster.rollouts.plan(workload, target, signal);
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

/** The rollouts of workloads that run the image only once they are applied; the problems of the others. */
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
    rollouts: missing
      .filter(isApplied)
      .flatMap(({ workload }) => images.map((image) => ({ image, plan: firstRollout(workload) }))),
    problems: missing.filter((each) => !isApplied(each)).flatMap(({ problems }) => problems),
  };
}

/** Nothing more is known of what does not exist. */
function firstRollout(workload: WorkloadName): RolloutPlan {
  return { workload, revisionBefore: undefined, method: 'apply', containers: [], replicas: 1 };
}
