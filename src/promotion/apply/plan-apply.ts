import type { ApplyRequest, ObjectPlan } from '../../core/ports/apply.ts';
import type { Problem } from '../../core/text/errors.ts';
import type { PromoteOptions } from '../../core/options.ts';
import type { WorkloadName } from '../../core/ports/rollouts.ts';
import { applyValues } from './apply-values.ts';
import { newWorkloads, type WorkloadsToMake } from './new-workloads.ts';
import { destinationProjects } from '../check/inspect/plan-preparation.ts';
import { destinationImageOf, type ResolvedImage } from '../run/resolved-image.ts';
import type { Ports } from '../run/ports.ts';

/** What is known when objects are planned or applied. */
export interface ApplyContext {
  readonly images: readonly ResolvedImage[];
  readonly options: Pick<PromoteOptions, 'apply' | 'promotions'>;
  readonly newProjects: ReadonlySet<string>;
  /** workloads of `rollout` that do not exist */
  readonly missing: readonly WorkloadName[];
}

/** What will be applied. */
export interface PlannedApply {
  readonly objects: readonly ObjectPlan[];
  readonly problems: readonly Problem[];
}

/** Finds out what applying would do, by trying it without storing anything. */
export async function planApply(
  context: ApplyContext,
  ports: Ports,
  signal: AbortSignal,
): Promise<PlannedApply> {
  const cluster = ports.clusters.destination;
  if (context.options.apply === undefined || cluster === undefined) return { objects: [], problems: [] };
  const { request, problems } = await applyRequest(context, 'source', destinationImageOf, ports, signal);
  const planned = await cluster.objects.plan(request, signal);
  return { objects: planned.objects, problems: [...problems, ...planned.problems] };
}

/** All that shall be applied. Before the move, images can only be looked at at their source. */
export async function applyRequest(
  { images, options, newProjects, missing }: ApplyContext,
  readFrom: WorkloadsToMake['readFrom'],
  pullSpecOf: (image: ResolvedImage) => string,
  ports: Ports,
  signal: AbortSignal,
): Promise<{ readonly request: ApplyRequest; readonly problems: readonly Problem[] }> {
  const { apply, promotions } = options;
  if (apply === undefined) throw new TypeError('nothing is to be applied');
  const workloads = apply.createWorkload ? missing : [];
  const made = await newWorkloads(
    { workloads, images, expose: apply.expose, pullSpecOf, readFrom },
    ports,
    signal,
  );
  const projects = destinationProjects(promotions);
  const [project = ''] = projects;
  return {
    problems: made.problems,
    request: {
      template: apply.template,
      parameters: apply.parameters,
      manifests: apply.manifests,
      objects: made.objects,
      forceConflicts: apply.forceConflicts,
      project,
      projects,
      newProjects,
      values: applyValues(images, pullSpecOf),
    },
  };
}
