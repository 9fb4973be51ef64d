import type { JsonObject } from '../../core/text/strict-json.ts';
import { numberAt, objectsAt, textAt, valueAt } from '../api/json-fields.ts';
import type { TemplateProgress } from './template-rules.ts';

/**
 * The progress of a Deployment with its current template, by the rules of `oc rollout status` (openshift-api.md §4.4). Right
 * after a tag moved, the template is new and the status is still the "complete" of the previous revision (capture 41e): only
 * the generation differs. When it returns to an existing ReplicaSet, an earlier missed deadline is reported until the
 * rollout makes progress, although the generation is the new one (openshift-new.md).
 * @param missedBefore when a deadline was missed before the template changed; undefined: never
 */
export function deploymentProgress(deployment: JsonObject, missedBefore?: string): TemplateProgress {
  if (isPaused(deployment)) return { kind: 'paused' };
  const generation = numberAt(deployment, 'metadata', 'generation') ?? 0;
  if ((numberAt(deployment, 'status', 'observedGeneration') ?? 0) < generation) return { kind: 'unobserved' };
  const stalled = conditionOf(deployment, 'Progressing');
  const missed = missedDeadlineAt(deployment);
  if (missed !== undefined && missed !== missedBefore) {
    const message = textAt(stalled, 'message') ?? 'progress deadline exceeded';
    return { kind: 'failed', message: message.replace(/\.$/, '') };
  }
  const message = missingPods(deployment);
  return message === undefined ? { kind: 'complete' } : { kind: 'progressing', message };
}

/** When a Deployment missed its progress deadline, as its controller writes times; undefined if it did not, or is not a Deployment. */
export function missedDeadlineAt(workload: JsonObject): string | undefined {
  const stalled = conditionOf(workload, 'Progressing');
  if (textAt(stalled, 'reason') !== 'ProgressDeadlineExceeded') return undefined;
  return textAt(stalled, 'lastUpdateTime') ?? '';
}

export function isPaused(workload: JsonObject): boolean {
  return valueAt(workload, 'spec', 'paused') === true;
}

export function revisionOf(object: JsonObject): string | undefined {
  return textAt(object, 'metadata', 'annotations', 'deployment.kubernetes.io/revision');
}

export function conditionOf(workload: JsonObject, type: string): JsonObject | undefined {
  return objectsAt(workload, 'status', 'conditions').find((condition) => textAt(condition, 'type') === type);
}

/** What the rollout still waits for, as text; undefined when complete. The API omits counts of zero. */
function missingPods(deployment: JsonObject): string | undefined {
  const count = (name: string): number => numberAt(deployment, 'status', name) ?? 0;
  const wanted = numberAt(deployment, 'spec', 'replicas') ?? 1;
  const updated = count('updatedReplicas');
  const available = count('availableReplicas');
  const old = count('replicas') - updated;
  if (updated < wanted) return `${updated} of ${wanted} pods updated, ${available} available`;
  if (old > 0) return `${wanted} of ${wanted} pods updated, ${old} old ${old === 1 ? 'pod' : 'pods'} to end`;
  if (available < updated) return `${wanted} of ${wanted} pods updated, ${available} available`;
  return undefined;
}
