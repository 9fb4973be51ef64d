import { PromoteError } from '../../core/text/errors.ts';
import type { WorkloadName } from '../../core/ports/rollouts.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { requireOk } from '../api/api.ts';
import { namespacedPath } from '../api/api-path.ts';
import { objectsAt, textAt, textMapAt } from '../api/json-fields.ts';
import type { ClusterContext } from '../api/watch-objects.ts';
import { podName, toRunningPod, troublesOf } from '../workloads/pods.ts';
import { partitionOf } from './set-status.ts';
import type { Way } from './template-rules.ts';
import { readWorkload } from './workload-object.ts';

const EVERY_MS = 2_000;

/**
 * A StatefulSet that starts its pods in order waits for a broken one of an older template for ever, even when the newer
 * template would work: "you must also delete any Pods that StatefulSet had already attempted to run with the bad
 * configuration" (kubernetes.io, StatefulSets, "Forced rollback"). This deletes those pods: not ready and not of the template
 * that is to be rolled out. On the way there only when they are in trouble, as they may be starting; on the way back it is
 * them who are given up. The controller makes them anew from the right template. Ends with the signal.
 */
export async function releaseStuckPods(
  context: ClusterContext,
  workload: WorkloadName,
  way: Way,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    const set = await readWorkload(context.api, workload, signal);
    for (const pod of await stuckPods(context, workload, way, set, signal)) {
      const name = podName(pod);
      say(`pod ${name} of an older revision does not become ready and blocks the set: deleting it`);
      if (!(await deletePod(context, workload, pod, signal))) {
        say(`pod ${name} may not be deleted; do it by hand: oc delete pod ${name} -n ${workload.project}`);
      }
    }
    await context.clock.sleep(EVERY_MS, signal);
  }
}

async function stuckPods(
  { api }: ClusterContext,
  { project }: WorkloadName,
  way: Way,
  set: JsonObject,
  signal: AbortSignal,
): Promise<readonly JsonObject[]> {
  const wanted = textAt(set, 'status', 'updateRevision');
  const isOrdered = textAt(set, 'spec', 'podManagementPolicy') !== 'Parallel';
  if (!isOrdered || wanted === undefined) return [];
  const labels = Object.entries(textMapAt(set, 'spec', 'selector', 'matchLabels'));
  const labelSelector = labels.map(([name, value]) => `${name}=${value}`).join(',');
  const path = namespacedPath('v1', project, 'pods');
  const list = requireOk(await api.send({ method: 'GET', path, query: { labelSelector } }, signal));
  const uid = textAt(set, 'metadata', 'uid');
  return objectsAt(list, 'items').filter(
    (pod) =>
      objectsAt(pod, 'metadata', 'ownerReferences').some((owner) => textAt(owner, 'uid') === uid) &&
      textAt(pod, 'metadata', 'deletionTimestamp') === undefined &&
      textAt(pod, 'metadata', 'labels', 'controller-revision-hash') !== wanted &&
      ordinalOf(pod) >= partitionOf(set) &&
      (way === 'back' ? !toRunningPod(pod).ready : troublesOf(pod).length > 0),
  );
}

function ordinalOf(pod: JsonObject): number {
  return Number(podName(pod).replace(/.*-/, ''));
}

/** Only this very pod: one that has taken its name meanwhile is spared. False: it may not be deleted. */
async function deletePod(
  { api }: ClusterContext,
  { project }: WorkloadName,
  pod: JsonObject,
  signal: AbortSignal,
): Promise<boolean> {
  const path = namespacedPath('v1', project, 'pods', podName(pod));
  const body = {
    kind: 'DeleteOptions',
    apiVersion: 'v1',
    preconditions: { uid: textAt(pod, 'metadata', 'uid') },
  };
  const reply = await api.send({ method: 'DELETE', path, body }, signal);
  if (reply.ok || reply.failure.status === 404 || reply.failure.status === 409) return true;
  if (reply.failure.status === 403) return false;
  throw new PromoteError({
    code: 'SERVER_UNAVAILABLE',
    message: `pod ${podName(pod)} in ${project} could not be deleted`,
  });
}
