import { isDeepStrictEqual } from 'node:util';
import type { RolloutPlan, RolloutResult, WayBack } from '../../core/ports/rollouts.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { requireOk } from '../api/api.ts';
import { alongside } from '../api/deadline.ts';
import { observe, selectOne, type Viewer } from '../api/observe.ts';
import { podTemplateOf, withPodTemplate } from '../workloads/pod-template.ts';
import { collectionPath, missingWorkload, workloadPath } from './rollout-run.ts';
import type { TemplateRules } from './template-rules.ts';
import { failedWayBack, noWayBack, withinTime, type WayBackOptions } from './way-back.ts';
import { readWorkload } from './workload-object.ts';

const MAX_CONFLICTS = 5;

/**
 * Back to the template of the revision from before, as `oc rollout undo` does (openshift-api.md §4.4). It is read
 * now: once an image trigger has gone back by itself, that revision has another number.
 * @throws PromoteError ROLLOUT_FAILED when nothing kept it
 */
export async function findTemplateWayBack(
  viewer: Viewer,
  rules: TemplateRules,
  plan: RolloutPlan,
  signal: AbortSignal,
): Promise<WayBack> {
  const { workload } = plan;
  const object = await readWorkload(viewer.api, workload, signal);
  const template = await rules.templateBefore(viewer.api, plan, object, signal);
  if (template === undefined) throw noWayBack(viewer, plan);
  return {
    workload,
    go: (options, inner) =>
      withinTime(viewer, plan, options.timeoutMs, inner, async (limited) => {
        await putTemplate(viewer, plan, template, limited);
        return alongside(
          limited,
          () => follow(viewer, rules, plan, options, limited),
          (beside) => assist(viewer, rules, plan, options, beside),
        );
      }),
  };
}

async function putTemplate(
  { api }: Viewer,
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
  viewer: Viewer,
  rules: TemplateRules,
  { workload }: RolloutPlan,
  { onProgress }: WayBackOptions,
  signal: AbortSignal,
): Promise<void> {
  const tell = (message: string): void => {
    onProgress({ workload, message: `back: ${message}` });
  };
  await rules.assist?.(viewer, workload, 'back', tell, signal);
}

async function follow(
  viewer: Viewer,
  rules: TemplateRules,
  plan: RolloutPlan,
  { onProgress }: WayBackOptions,
  signal: AbortSignal,
): Promise<RolloutResult> {
  const { workload } = plan;
  for await (const [object] of observe(viewer, selectOne(collectionPath(workload), workload.name), signal)) {
    if (object === undefined) throw missingWorkload(viewer.api, workload);
    const status = rules.progress(object);
    switch (status.kind) {
      case 'complete':
        return {
          workload,
          status: 'complete',
          revisionBefore: plan.revisionBefore,
          revision: await rules.revision(viewer.api, workload, object, signal),
        };
      case 'failed':
        throw failedWayBack(viewer, plan, status.message);
      case 'paused':
        throw failedWayBack(viewer, plan, 'it is paused');
      case 'progressing':
        onProgress({ workload, message: `back: ${status.message}` });
        break;
      case 'unobserved':
        break;
    }
  }
  throw new TypeError('observing ended by itself');
}
