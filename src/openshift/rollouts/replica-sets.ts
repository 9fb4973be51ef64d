import type { WorkloadName } from '../../core/ports/rollouts.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { requireOk, type Api } from '../api/api.ts';
import { namespacedPath } from '../api/api-path.ts';
import { revisionOf } from './deployment-status.ts';
import { objectsAt, textAt, textMapAt } from '../api/json-fields.ts';
import type { PodSelection } from '../workloads/pods.ts';

/** The ReplicaSet of one revision of a Deployment; undefined when there is none (yet, or it was cleaned up). */
export async function findReplicaSet(
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
  // labels can be shared with another Deployment, the owner cannot
  const uid = textAt(deployment, 'metadata', 'uid');
  return objectsAt(list, 'items').find(
    (replicaSet) =>
      revisionOf(replicaSet) === revision &&
      objectsAt(replicaSet, 'metadata', 'ownerReferences').some((owner) => textAt(owner, 'uid') === uid),
  );
}

export function podsOfReplicaSet(workload: WorkloadName, replicaSet: JsonObject): PodSelection {
  const hash = textAt(replicaSet, 'metadata', 'labels', 'pod-template-hash') ?? '';
  return {
    project: workload.project,
    labelSelector: `pod-template-hash=${hash}`,
    owner: textAt(replicaSet, 'metadata', 'name') ?? '',
  };
}
