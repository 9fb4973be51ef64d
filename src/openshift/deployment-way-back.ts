import { isDeepStrictEqual } from 'node:util';
import type { RolloutPlan, RolloutResult, WayBack } from '../core/ports/rollouts.ts';
import type { JsonObject } from '../core/strict-json.ts';
import { requireOk } from './api.ts';
import { deploymentProgress } from './deployment-status.ts';
import { readDeployment } from './deployment.ts';
import { objectAt } from './json-fields.ts';
import { observe, selectOne, type Viewer } from './observe.ts';
import { findReplicaSet } from './replica-sets.ts';
import { collectionPath, missingWorkload, workloadPath } from './rollout-run.ts';
import { failedWayBack, noWayBack, withinTime, type WayBackOptions } from './way-back.ts';

const MAX_CONFLICTS = 5;
const HASH_LABEL = 'pod-template-hash';

/**
 * Back to the template of the revision from before, as `oc rollout undo` does (openshift-api.md §4.4). It is read now: once
 * an image trigger has gone back by itself, the ReplicaSet of that revision has another number.
 * @throws PromoteError ROLLOUT_FAILED when its ReplicaSet is gone
 */
export async function findDeploymentWayBack(
  viewer: Viewer,
  plan: RolloutPlan,
  signal: AbortSignal,
): Promise<WayBack> {
  const { workload, revisionBefore } = plan;
  const deployment = await readDeployment(viewer.api, workload, signal);
  const replicaSet = await findReplicaSet(viewer.api, workload, deployment, revisionBefore, signal);
  if (replicaSet === undefined) throw noWayBack(viewer, plan);
  const template = templateOf(replicaSet);
  return {
    workload,
    go: (options, inner) =>
      withinTime(viewer, plan, options.timeoutMs, inner, async (limited) => {
        await putTemplate(viewer, plan, template, limited);
        return follow(viewer, plan, options, limited);
      }),
  };
}

/** The label is the controller's own. */
function templateOf(replicaSet: JsonObject): JsonObject {
  const template = objectAt(replicaSet, 'spec', 'template');
  const metadata = objectAt(template, 'metadata');
  const labels = Object.entries(objectAt(metadata, 'labels')).filter(([name]) => name !== HASH_LABEL);
  return { ...template, metadata: { ...metadata, labels: Object.fromEntries(labels) } };
}

async function putTemplate(
  { api }: Viewer,
  { workload }: RolloutPlan,
  template: JsonObject,
  signal: AbortSignal,
): Promise<void> {
  for (let conflicts = 0; ; conflicts += 1) {
    const deployment = await readDeployment(api, workload, signal);
    const spec = objectAt(deployment, 'spec');
    if (isDeepStrictEqual(spec['template'], template)) return;
    const body = { ...deployment, spec: { ...spec, template } };
    const reply = await api.send({ method: 'PUT', path: workloadPath(workload), body }, signal);
    if (reply.ok || reply.failure.status !== 409 || conflicts >= MAX_CONFLICTS) {
      requireOk(reply);
      return;
    }
  }
}

async function follow(
  viewer: Viewer,
  plan: RolloutPlan,
  { onProgress }: WayBackOptions,
  signal: AbortSignal,
): Promise<RolloutResult> {
  const { workload } = plan;
  for await (const [deployment] of observe(
    viewer,
    selectOne(collectionPath(workload), workload.name),
    signal,
  )) {
    if (deployment === undefined) throw missingWorkload(viewer.api, workload);
    const status = deploymentProgress(deployment);
    switch (status.kind) {
      case 'complete':
        return {
          workload,
          status: 'complete',
          revisionBefore: plan.revisionBefore,
          revision: status.revision,
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
