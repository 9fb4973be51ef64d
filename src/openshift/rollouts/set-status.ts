import type { JsonObject } from '../../core/text/strict-json.ts';
import { numberAt } from '../api/json-fields.ts';
import type { TemplateProgress } from './template-rules.ts';

/** Pods below this ordinal keep the template they have. */
export function partitionOf(set: JsonObject): number {
  return numberAt(set, 'spec', 'updateStrategy', 'rollingUpdate', 'partition') ?? 0;
}

/**
 * The rules of `oc rollout status statefulset/x` (openshift-api.md §4.4). A rollout of a StatefulSet never fails by itself:
 * its status has no conditions (capture 42s).
 */
export function statefulSetProgress(set: JsonObject): TemplateProgress {
  if (isUnobserved(set)) return { kind: 'unobserved' };
  const count = (name: string): number => numberAt(set, 'status', name) ?? 0;
  const replicas = numberAt(set, 'spec', 'replicas') ?? 1;
  const wanted = Math.max(0, replicas - partitionOf(set));
  const updated = count('updatedReplicas');
  const ready = count('readyReplicas');
  if (updated < wanted || ready < replicas) {
    const message = `${updated} of ${wanted} pods updated, ${ready} of ${replicas} ready`;
    return { kind: 'progressing', message };
  }
  // more than there should be: one is still to go
  if (count('replicas') > replicas) return { kind: 'progressing', message: 'old pods are still to end' };
  return { kind: 'complete' };
}

/** The rules of `oc rollout status daemonset/x`. */
export function daemonSetProgress(set: JsonObject): TemplateProgress {
  if (isUnobserved(set)) return { kind: 'unobserved' };
  const count = (name: string): number => numberAt(set, 'status', name) ?? 0;
  const wanted = count('desiredNumberScheduled');
  const updated = count('updatedNumberScheduled');
  const available = count('numberAvailable');
  if (updated >= wanted && available >= wanted) return { kind: 'complete' };
  return {
    kind: 'progressing',
    message: `${updated} of ${wanted} nodes updated, ${available} available`,
  };
}

/** Right after the template changed, the status still tells of the one before. */
function isUnobserved(set: JsonObject): boolean {
  const generation = numberAt(set, 'metadata', 'generation') ?? 0;
  return (numberAt(set, 'status', 'observedGeneration') ?? 0) < generation;
}
