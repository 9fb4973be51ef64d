import { formatCount } from '../../core/text/units.ts';
import { workloadText } from '../../core/progress-text.ts';
import type { RolloutResult, WorkloadName } from '../../core/ports/rollouts.ts';
import { formatReference } from '../../core/image/reference.ts';
import { describePreparation } from '../../core/preparation.ts';
import type { PlannedRollout, RunState, TagBefore } from '../run/run-state.ts';

/** The state a failed run left the destination in, as one line. */
export function describeDestination(progress: RunState, rolledBack: boolean): string {
  const prepared = progress.prepared
    .filter((step) => !('action' in step) || step.action !== 'keep')
    .map((step) => describePreparation(step, 'done'));
  return [tagsAndWorkloads(progress, rolledBack), ...prepared].join('; ');
}

function tagsAndWorkloads(progress: RunState, rolledBack: boolean): string {
  const { movedTags, applied } = progress;
  if (rolledBack) return 'tags and workloads are as before';
  const has = (phase: string): boolean => progress.phases.some((each) => each.phase === phase);
  if (movedTags.length === 0 && applied.length === 0 && !has('roll out')) {
    return has('prepare') || has('move') ? 'no tag or workload was changed' : 'nothing was changed';
  }
  const changed = applied.filter(({ object }) => object.action === 'create' || object.action === 'change');
  const parts = [
    movedTags.length === 0 ? 'no tag was changed' : `${movedTags.map(tagName).join(', ')} moved`,
    ...(changed.length === 0 ? [] : [`applied ${formatCount(changed.length, 'object')}`]),
    ...workloadsText(progress, has('roll out')),
  ];
  return parts.join('; ');
}

function workloadsText({ planned, rollouts, movedTags }: RunState, hasBegun: boolean): readonly string[] {
  const resultOf = ({ plan }: PlannedRollout): RolloutResult | undefined =>
    rollouts.find(({ result }) => nameOf(result.workload) === nameOf(plan.workload))?.result;
  const stateOf = (each: PlannedRollout): string | undefined => {
    const result = resultOf(each);
    if (result !== undefined) return result.status === 'unchanged' ? undefined : 'rolled out';
    if (hasBegun) return 'not complete';
    return each.plan.method === 'trigger' && movedTags.length > 0
      ? 'started by its image trigger'
      : 'not rolled out';
  };
  const names = new Map<string, string[]>();
  for (const each of planned) {
    const state = stateOf(each);
    if (state !== undefined) names.set(state, [...(names.get(state) ?? []), nameOf(each.plan.workload)]);
  }
  return [...names].map(([state, some]) => `${state}: ${some.join(', ')}`);
}

function nameOf(workload: WorkloadName): string {
  return `${workloadText(workload)} in ${workload.project}`;
}

function tagName({ image, tag }: TagBefore): string {
  return formatReference({ ...image.request.destination, tag, digest: undefined });
}
