import { PromoteError } from '../../core/text/errors.ts';
import type { WorkloadName } from '../../core/ports/rollouts.ts';
import { workloadText } from '../../core/progress-text.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { type Api, requireOk } from '../api/api.ts';
import { numberAt, textAt, objectAt, objectsAt, textMapAt } from '../api/json-fields.ts';
import { errorPlace, workloadPlace, type RevisionPods, readWorkload } from './rollout-run.ts';
import type { TemplateRules, Way, TemplateProgress } from './template-rules.ts';
import { namespacedPath } from '../api/api-path.ts';
import type { ClusterContext } from '../api/watch-objects.ts';
import { podName, toRunningPod, troublesOf } from '../workloads/pods.ts';

const EVERY_MS = 2_000;

/**
 * A StatefulSet with ordered pod management waits forever for a broken pod of an older template, even if the newer
 * template would work: "you must also delete any Pods that StatefulSet had already attempted to run with the bad
 * configuration" (kubernetes.io, StatefulSets, "Forced rollback"). This deletes those pods: not ready and not of the template
 * that is being rolled out. During a promotion only pods with an error are deleted, as others may still be starting; during a
 * rollback all of them. The controller recreates them from the current template. Ends when the signal is aborted.
 */
async function releaseStuckPods(
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

/** Deletes the pod by UID, so that a successor of the same name is spared. Returns false if that is forbidden. */
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

/** What StatefulSets and DaemonSets share: a ControllerRevision for every pod template. */
const common = {
  requireRollable,
  async revision(api, workload, object, signal) {
    const [present] = await revisionsOrNone(api, workload, object, signal);
    return present === undefined ? undefined : String(present.number);
  },
  async templateBefore(api, { workload, revisionBefore }, object, signal) {
    const revisions = await readRevisions(api, workload, object, signal);
    return revisions.find(({ number }) => String(number) === revisionBefore)?.template;
  },
} satisfies Partial<TemplateRules>;

/** A label on each pod names its revision; on a DaemonSet's pods without the name of the set (captures 42l, 42t). */
function podsRule(
  hashOf: (revision: TemplateRevision, workload: WorkloadName) => string,
): TemplateRules['pods'] {
  return async (api, workload, object, revision, signal): Promise<RevisionPods | undefined> => {
    const revisions = await readRevisions(api, workload, object, signal);
    const found = revisions.find(({ number }) => String(number) === revision);
    if (found === undefined) return undefined;
    return {
      project: workload.project,
      labelSelector: `controller-revision-hash=${hashOf(found, workload)}`,
      owner: workload.name,
      revision,
    };
  };
}

/** StatefulSets update one pod after another, down to the partition (openshift-api.md §4.4). */
export const STATEFUL_SET_RULES: TemplateRules = {
  ...common,
  progress: statefulSetProgress,
  replicas: (set) => Math.max(0, (numberAt(set, 'spec', 'replicas') ?? 1) - partitionOf(set)),
  pods: podsRule(({ name }) => name),
  assist: releaseStuckPods,
};

/** DaemonSets run a pod on every eligible node. */
export const DAEMON_SET_RULES: TemplateRules = {
  ...common,
  progress: daemonSetProgress,
  replicas: (set) => numberAt(set, 'status', 'desiredNumberScheduled') ?? 0,
  pods: podsRule(({ name }, workload) => name.slice(workload.name.length + 1)),
};

/** With `OnDelete` a template change replaces no pods (capture 42k), so the rollout would never complete. */
function requireRollable(api: Api, workload: WorkloadName, object: JsonObject): void {
  if (textAt(object, 'spec', 'updateStrategy', 'type') !== 'OnDelete') return;
  const name = workloadText(workload);
  const patch = JSON.stringify({ spec: { updateStrategy: { type: 'RollingUpdate' } } });
  throw new PromoteError({
    code: 'ROLLOUT_PAUSED',
    message: `${workloadPlace(workload)} has the update strategy OnDelete: its pods run the old image until they are deleted`,
    hint: `let it roll: oc patch ${name} -n ${workload.project} --type merge -p '${patch}'; or leave it out of the input "rollout" and delete its pods by hand after the promotion`,
    where: errorPlace(api),
  });
}

/** The revision number is informational: an account that may not read it can still roll out. */
async function revisionsOrNone(
  api: Api,
  workload: WorkloadName,
  object: JsonObject,
  signal: AbortSignal,
): Promise<readonly TemplateRevision[]> {
  try {
    return await readRevisions(api, workload, object, signal);
  } catch (error) {
    if (error instanceof PromoteError && error.code === 'ACCESS_DENIED') return [];
    throw error;
  }
}

/** One pod template of a StatefulSet or DaemonSet (capture 42l). */
interface TemplateRevision {
  readonly name: string;
  /** as `oc rollout history` shows it; reusing a template assigns the next number */
  readonly number: number;
  readonly template: JsonObject;
}

/** The revisions of a StatefulSet or DaemonSet, current first. @throws PromoteError ACCESS_DENIED */
async function readRevisions(
  api: Api,
  workload: WorkloadName,
  object: JsonObject,
  signal: AbortSignal,
): Promise<readonly TemplateRevision[]> {
  const labels = Object.entries(textMapAt(object, 'spec', 'selector', 'matchLabels'));
  const labelSelector =
    labels.length === 0 ? undefined : labels.map(([name, value]) => `${name}=${value}`).join(',');
  const path = namespacedPath('apps/v1', workload.project, 'controllerrevisions');
  const list = requireOk(await api.send({ method: 'GET', path, query: { labelSelector } }, signal));
  const uid = textAt(object, 'metadata', 'uid');
  return objectsAt(list, 'items')
    .filter((revision) =>
      // another workload may share the labels, but not the owner
      objectsAt(revision, 'metadata', 'ownerReferences').some((owner) => textAt(owner, 'uid') === uid),
    )
    .map((revision) => ({
      name: textAt(revision, 'metadata', 'name') ?? '',
      number: numberAt(revision, 'revision') ?? 0,
      template: withoutDirective(objectAt(revision, 'data', 'spec', 'template')),
    }))
    .sort((one, other) => other.number - one.number);
}

/** A ControllerRevision stores the patch that restores the template, including `$patch: replace`. */
function withoutDirective(template: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(template).filter(([key]) => key !== '$patch'));
}

/** Pods below this ordinal keep their template. */
function partitionOf(set: JsonObject): number {
  return numberAt(set, 'spec', 'updateStrategy', 'rollingUpdate', 'partition') ?? 0;
}

/**
 * The rules of `oc rollout status statefulset/x` (openshift-api.md §4.4). A StatefulSet rollout never fails by itself:
 * its status has no conditions (capture 42s).
 */
function statefulSetProgress(set: JsonObject): TemplateProgress {
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
  // more pods than desired: one is still terminating
  if (count('replicas') > replicas) return { kind: 'progressing', message: 'old pods are still terminating' };
  return { kind: 'complete' };
}

/** The rules of `oc rollout status daemonset/x`. */
function daemonSetProgress(set: JsonObject): TemplateProgress {
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

/** Right after a template change the status still describes the previous template. */
function isUnobserved(set: JsonObject): boolean {
  const generation = numberAt(set, 'metadata', 'generation') ?? 0;
  return (numberAt(set, 'status', 'observedGeneration') ?? 0) < generation;
}
