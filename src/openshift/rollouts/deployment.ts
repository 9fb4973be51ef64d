import { isPaused, deploymentProgress, revisionOf } from './deployment-status.ts';
import { numberAt, objectAt, objectsAt, textAt, textMapAt } from '../api/json-fields.ts';
import { podTemplateOf } from '../workloads/pod-template.ts';
import { pausedError } from './rollout-run.ts';
import type { TemplateRules } from './template-rules.ts';
import type { WorkloadName } from '../../core/ports/rollouts.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { requireOk, type Api } from '../api/api.ts';
import { namespacedPath } from '../api/api-path.ts';
import type { PodSelection } from '../workloads/pods.ts';

const HASH_LABEL = 'pod-template-hash';

/** Deployments: a ReplicaSet for every pod template (openshift-api.md §4.4). */
export const DEPLOYMENT_RULES: TemplateRules = {
  progress: deploymentProgress,
  requireRollable(api, workload, deployment) {
    if (isPaused(deployment)) throw pausedError(api, workload);
  },
  replicas: (deployment) => numberAt(deployment, 'spec', 'replicas') ?? 1,
  revision: (_api, _workload, deployment) => Promise.resolve(revisionOf(deployment)),
  async pods(api, workload, deployment, revision, signal) {
    const replicaSet = await findReplicaSet(api, workload, deployment, revision, signal);
    return replicaSet === undefined ? undefined : { ...podsOfReplicaSet(workload, replicaSet), revision };
  },
  async templateBefore(api, { workload, revisionBefore }, deployment, signal) {
    const replicaSet = await findReplicaSet(api, workload, deployment, revisionBefore, signal);
    if (replicaSet === undefined) return undefined;
    const template = podTemplateOf(replicaSet);
    const metadata = objectAt(template, 'metadata');
    // set by the Deployment controller
    const labels = Object.entries(objectAt(metadata, 'labels')).filter(([name]) => name !== HASH_LABEL);
    return { ...template, metadata: { ...metadata, labels: Object.fromEntries(labels) } };
  },
};

/** The ReplicaSet of one revision of a Deployment; undefined if there is none (not created yet, or deleted by the history limit). */
async function findReplicaSet(
  api: Api,
  workload: WorkloadName,
  deployment: JsonObject,
  revision: string | undefined,
  signal: AbortSignal,
): Promise<JsonObject | undefined> {
  if (revision === undefined) return undefined;
  const labels = Object.entries(textMapAt(deployment, 'spec', 'selector', 'matchLabels'));
  const labelSelector =
    labels.length === 0 ? undefined : labels.map(([name, value]) => `${name}=${value}`).join(',');
  const path = namespacedPath('apps/v1', workload.project, 'replicasets');
  const list = requireOk(await api.send({ method: 'GET', path, query: { labelSelector } }, signal));
  // another Deployment may share the labels, but not the owner
  const uid = textAt(deployment, 'metadata', 'uid');
  return objectsAt(list, 'items').find(
    (replicaSet) =>
      revisionOf(replicaSet) === revision &&
      objectsAt(replicaSet, 'metadata', 'ownerReferences').some((owner) => textAt(owner, 'uid') === uid),
  );
}

function podsOfReplicaSet(workload: WorkloadName, replicaSet: JsonObject): PodSelection {
  const hash = textAt(replicaSet, 'metadata', 'labels', 'pod-template-hash') ?? '';
  return {
    project: workload.project,
    labelSelector: `pod-template-hash=${hash}`,
    owner: textAt(replicaSet, 'metadata', 'name') ?? '',
  };
}
