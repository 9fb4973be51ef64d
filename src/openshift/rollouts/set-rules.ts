import { PromoteError } from '../../core/text/errors.ts';
import type { WorkloadName } from '../../core/ports/rollouts.ts';
import { workloadText } from '../../core/progress-text.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import type { Api } from '../api/api.ts';
import { readRevisions, type TemplateRevision } from './controller-revisions.ts';
import { numberAt, textAt } from '../api/json-fields.ts';
import { errorPlace, workloadPlace, type RevisionPods } from './rollout-run.ts';
import { daemonSetProgress, partitionOf, statefulSetProgress } from './set-status.ts';
import { releaseStuckPods } from './stuck-pods.ts';
import type { TemplateRules } from './template-rules.ts';

/** What StatefulSets and DaemonSets have in common: a ControllerRevision for every pod template. */
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

/** Pods carry the name of their revision in a label; a DaemonSet's without the name of the set (captures 42l, 42t). */
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

/** StatefulSets: one pod after the other, down to the partition (openshift-api.md §4.4). */
export const STATEFUL_SET_RULES: TemplateRules = {
  ...common,
  progress: statefulSetProgress,
  replicas: (set) => Math.max(0, (numberAt(set, 'spec', 'replicas') ?? 1) - partitionOf(set)),
  pods: podsRule(({ name }) => name),
  assist: releaseStuckPods,
};

/** DaemonSets: a pod on every node that wants one. */
export const DAEMON_SET_RULES: TemplateRules = {
  ...common,
  progress: daemonSetProgress,
  replicas: (set) => numberAt(set, 'status', 'desiredNumberScheduled') ?? 0,
  pods: podsRule(({ name }, workload) => name.slice(workload.name.length + 1)),
};

/** With `OnDelete` the template changes and the pods do not (capture 42k): nothing would ever be complete. */
function requireRollable(api: Api, workload: WorkloadName, object: JsonObject): void {
  if (textAt(object, 'spec', 'updateStrategy', 'type') !== 'OnDelete') return;
  const name = workloadText(workload);
  const patch = JSON.stringify({ spec: { updateStrategy: { type: 'RollingUpdate' } } });
  throw new PromoteError({
    code: 'ROLLOUT_PAUSED',
    message: `${workloadPlace(workload)} has the update strategy OnDelete: its pods run the old image until somebody deletes them`,
    hint: `let it roll: oc patch ${name} -n ${workload.project} --type merge -p '${patch}'; or leave it out of the input "rollout" and delete its pods by hand after the promotion`,
    where: errorPlace(api),
  });
}

/** The number of a revision is good to know, no more: who may not read them can still roll out. */
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
