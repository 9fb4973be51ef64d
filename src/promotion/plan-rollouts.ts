import type { ObjectPlan } from '../core/apply.ts';
import { problemsOf, PromoteError, type Problem } from '../core/errors.ts';
import type { Cluster } from '../core/ports/cluster.ts';
import type { RolloutPlan, WorkloadName } from '../core/ports/rollouts.ts';
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
      const plans: PlannedRollout[] = [];
      const failures: PromoteError[] = [];
      for (const { image, target } of targets) {
        try {
          plans.push({ image, plan: await cluster.rollouts.plan(workload, target, inner) });
        } catch (error) {
          // what is wrong with one workload is reported together with what is wrong elsewhere
          if (!(error instanceof PromoteError) || error.code === 'CANCELLED') throw error;
          failures.push(error);
          // what is not there, or may not be read, is so for every image
          if (error.code === 'WORKLOAD_NOT_FOUND' || error.code === 'ACCESS_DENIED') break;
        }
      }
      rollouts.push(...plans);
      // a workload need not run every image of the run, but it must run one of them
      const [failure] = failures;
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
