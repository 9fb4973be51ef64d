import { isPaused, deploymentProgress, revisionOf } from './deployment-status.ts';
import { numberAt, objectAt } from '../api/json-fields.ts';
import { podTemplateOf } from '../workloads/pod-template.ts';
import { findReplicaSet, podsOfReplicaSet } from './replica-sets.ts';
import { pausedError } from './rollout-run.ts';
import type { TemplateRules } from './template-rules.ts';

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
    // the label is the controller's own
    const labels = Object.entries(objectAt(metadata, 'labels')).filter(([name]) => name !== HASH_LABEL);
    return { ...template, metadata: { ...metadata, labels: Object.fromEntries(labels) } };
  },
};
