import { isDeepStrictEqual } from 'node:util';
import type { RolloutPlan, RolloutResult, RollbackPlan } from '../../core/ports/rollouts.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { requireOk } from '../api/api.ts';
import { alongside } from '../api/deadline.ts';
import { watchUntil, selectOne, type ClusterContext } from '../api/watch-objects.ts';
import { podTemplateOf, withPodTemplate } from '../workloads/pod-template.ts';
import { missedDeadlineAt } from './deployment-status.ts';
import { missingWorkload, readWorkload } from './rollout-run.ts';
import type { TemplateRules } from './template-rules.ts';
import { failedRollback, noRollback, withinTime, type RollbackOptions } from './rollback-plan.ts';
import { collectionPath, workloadPath } from '../api/api-path.ts';

const MAX_CONFLICTS = 5;

/**
 * Rolls back to the template of the previous revision, as `oc rollout undo` does (openshift-api.md §4.4). The template is
 * read now, because an image trigger that rolls back first gives that revision another number.
 * @throws PromoteError ROLLOUT_FAILED if the template is no longer stored
 */
export async function planTemplateRollback(
  context: ClusterContext,
  rules: TemplateRules,
  plan: RolloutPlan,
  signal: AbortSignal,
): Promise<RollbackPlan> {
  const { workload } = plan;
  const object = await readWorkload(context.api, workload, signal);
  const template = await rules.templateBefore(context.api, plan, object, signal);
  if (template === undefined) throw noRollback(context, plan);
  const missed = missedDeadlineAt(object);
  return {
    workload,
    go: (options, inner) =>
      withinTime(context, plan, options.timeoutMs, inner, async (limited) => {
        await putTemplate(context, plan, template, limited);
        return alongside(
          limited,
          () => follow(context, rules, { ...plan, missedDeadlineAt: missed }, options, limited),
          (beside) => assist(context, rules, plan, options, beside),
        );
      }),
  };
}

async function putTemplate(
  { api }: ClusterContext,
  { workload }: RolloutPlan,
  template: JsonObject,
  signal: AbortSignal,
): Promise<void> {
  for (let conflicts = 0; ; conflicts += 1) {
    const object = await readWorkload(api, workload, signal);
    if (isDeepStrictEqual(podTemplateOf(object), template)) return;
    const body = withPodTemplate(object, template);
    const reply = await api.send({ method: 'PUT', path: workloadPath(workload), body }, signal);
    if (reply.ok || reply.failure.status !== 409 || conflicts >= MAX_CONFLICTS) {
      requireOk(reply);
      return;
    }
  }
}

async function assist(
  context: ClusterContext,
  rules: TemplateRules,
  { workload }: RolloutPlan,
  { onProgress }: RollbackOptions,
  signal: AbortSignal,
): Promise<void> {
  const tell = (message: string): void => {
    onProgress({ workload, message: `back: ${message}` });
  };
  await rules.assist?.(context, workload, 'back', tell, signal);
}

function follow(
  context: ClusterContext,
  rules: TemplateRules,
  plan: RolloutPlan,
  { onProgress }: RollbackOptions,
  signal: AbortSignal,
): Promise<RolloutResult> {
  const { workload, revisionBefore } = plan;
  const judge = async ([object]: readonly JsonObject[]): Promise<RolloutResult | undefined> => {
    if (object === undefined) throw missingWorkload(context.api, workload);
    const status = rules.progress(object, plan.missedDeadlineAt);
    switch (status.kind) {
      case 'complete': {
        const revision = await rules.revision(context.api, workload, object, signal);
        return { workload, status: 'complete', revisionBefore, revision };
      }
      case 'failed':
        throw failedRollback(context, plan, status.message);
      case 'paused':
        throw failedRollback(context, plan, 'it is paused');
      case 'progressing':
        onProgress({ workload, message: `back: ${status.message}` });
        return undefined;
      case 'unobserved':
        return undefined;
    }
  };
  return watchUntil(context, selectOne(collectionPath(workload), workload.name), judge, signal);
}
