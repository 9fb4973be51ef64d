import type { ObjectPlan } from '../core/apply.ts';
import { problemsOf, PromoteError, type Problem } from '../core/errors.ts';
import type { Cluster } from '../core/ports/cluster.ts';
import type { RolloutPlan, RolloutTarget, WorkloadName } from '../core/ports/rollouts.ts';
import { allOrFirstError } from './concurrency.ts';
import type { ResolvedImage } from './resolved-image.ts';
import { rolloutTargets } from './rollout-target.ts';

/** A workload, and which image it will be rolled out for. */
export interface PlannedRollout {
  readonly plan: RolloutPlan;
  readonly image: ResolvedImage;
}

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

/** Asks every workload what rolling it out will do. */
export async function planRollouts(
  images: readonly ResolvedImage[],
  workloads: readonly WorkloadName[],
  newProjects: ReadonlySet<string>,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<PlannedRollouts> {
  const rollouts: PlannedRollout[] = [];
  const problems: Problem[] = [];
  const missing: MissingWorkload[] = [];
  const targets = rolloutTargets(images);
  await allOrFirstError(
    workloads.map((workload) => async (inner: AbortSignal) => {
      if (newProjects.has(workload.project)) {
        missing.push({ workload, exists: false, problems: [absentWithProject(workload)] });
        return;
      }
      // at the same time: the cluster is then asked once what the workload is, however many images there are
      const tried = await allOrFirstError(
        targets.map(({ image, target }) => async (each: AbortSignal) => {
          const plan = await planOrFail(workload, target, cluster, each);
          return plan instanceof PromoteError ? plan : { image, plan };
        }),
        inner,
      );
      const plans = tried.flatMap((each) => (each instanceof PromoteError ? [] : [each]));
      rollouts.push(...plans);
      // a workload need not run every image of the run, but it must run one of them
      const failure = tried.find((each) => each instanceof PromoteError);
      if (plans.length > 0 || failure === undefined) return;
      const exists = failure.code === 'ROLLOUT_FAILED';
      if (exists || failure.code === 'WORKLOAD_NOT_FOUND')
        missing.push({ workload, exists, problems: problemsOf(failure) });
      else problems.push(...problemsOf(failure));
    }),
    signal,
  );
  return { rollouts, problems, missing };
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
