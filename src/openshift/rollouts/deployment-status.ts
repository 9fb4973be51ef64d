import type { JsonObject } from '../../core/text/strict-json.ts';
import { numberAt, objectsAt, textAt, valueAt } from '../api/json-fields.ts';
import type { TemplateProgress } from './template-rules.ts';

/**
 * How far a Deployment is with the template it has, by the rules of `oc rollout status` (openshift-api.md §4.4). Right after a
 * tag moved, the template is new and the status is still the "complete" of the revision before (capture 41e): only the
 * generation tells. When it goes back to a ReplicaSet it has had, a deadline that was missed before is reported until something
 * moves, although the generation is the new one (openshift-new.md).
 * @param missedBefore when a deadline was missed before the template changed; undefined: none was
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

/** When a Deployment missed its progress deadline, as its controller writes times; undefined: it did not, or is no Deployment. */
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

/** What is still to come, in words; undefined when nothing is. Counts that are zero are left out by the API. */
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
