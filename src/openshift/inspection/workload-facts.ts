import type { Surge, WorkloadFacts } from '../../core/ports/inspection.ts';
import type { WorkloadName } from '../../core/ports/rollouts.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import type { Api } from '../api/api.ts';
import { conditionOf } from '../rollouts/deployment-status.ts';
import { numberAt, objectAt, objectsAt, textAt, textMapAt, valueAt } from '../api/json-fields.ts';
import { lookUpObject } from '../api/look-up.ts';
import { podTemplateOf } from '../workloads/pod-template.ts';
import { parseQuantity } from '../api/quantity.ts';
import { workloadPath } from '../rollouts/rollout-run.ts';

/** How a workload is before it is rolled out; undefined when it cannot be read. */
export async function readWorkloadFacts(
  api: Api,
  name: WorkloadName,
  signal: AbortSignal,
): Promise<WorkloadFacts | undefined> {
  const object = await lookUpObject(api, workloadPath(name), signal);
  if (object === undefined) return undefined;
  const pod = objectAt(podTemplateOf(object), 'spec');
  return {
    trouble: troubleOf(object) ?? missingPods(name, object),
    surge: surgeOf(object),
    serviceAccount: textAt(pod, 'serviceAccountName') ?? textAt(pod, 'serviceAccount') ?? 'default',
    pullSecrets: objectsAt(pod, 'imagePullSecrets').flatMap((secret) => textAt(secret, 'name') ?? []),
  };
}

/** A rollout that has failed, or pods that are missing (openshift-api.md §4.2, §4.4; captures 41p, 24e). */
function troubleOf(object: JsonObject): string | undefined {
  const progressing = conditionOf(object, 'Progressing');
  const available = conditionOf(object, 'Available');
  const isBad = (condition: JsonObject | undefined): boolean => textAt(condition, 'status') === 'False';
  // a DeploymentConfig that was never rolled out is not available either, and nothing is wrong with it
  const isNew = valueAt(object, 'status', 'latestVersion') === 0;
  const bad = [progressing, available].find(isBad);
  if (bad === undefined || isNew) return undefined;
  return cleanServerText(
    textAt(bad, 'message') ?? textAt(bad, 'reason') ?? 'it is not available',
    300,
  ).replace(/\.$/, '');
}

/** StatefulSets and DaemonSets have no conditions, only counts (capture 42s). */
function missingPods({ kind }: WorkloadName, object: JsonObject): string | undefined {
  const count = (name: string): number => numberAt(object, 'status', name) ?? 0;
  switch (kind) {
    case 'statefulset': {
      const replicas = numberAt(object, 'spec', 'replicas') ?? 1;
      const ready = count('readyReplicas');
      return ready < replicas ? `${ready} of ${replicas} pods are ready` : undefined;
    }
    case 'daemonset': {
      const [wanted, available] = [count('desiredNumberScheduled'), count('numberAvailable')];
      return available < wanted ? `its pods are available on ${available} of ${wanted} nodes` : undefined;
    }
    case 'deployment':
    case 'deploymentconfig':
    case 'cronjob':
      return undefined;
  }
}

/** undefined: nothing is started beside what runs (Recreate, no replicas, a kind that replaces pods one by one). */
function surgeOf(object: JsonObject): Surge | undefined {
  const replicas = numberAt(object, 'spec', 'replicas') ?? 1;
  const strategy = objectAt(object, 'spec', 'strategy');
  const params = { ...objectAt(strategy, 'rollingUpdate'), ...objectAt(strategy, 'rollingParams') };
  if (!['RollingUpdate', 'Rolling'].includes(textAt(strategy, 'type') ?? '') || replicas === 0)
    return undefined;
  const pods = podCount(params['maxSurge'], replicas, Math.ceil);
  if (pods === 0) return undefined;
  const amounts: Record<string, number> = {};
  for (const container of objectsAt(podTemplateOf(object), 'spec', 'containers')) {
    for (const list of ['requests', 'limits'] as const) {
      for (const [resource, text] of Object.entries(textMapAt(container, 'resources', list))) {
        const key = `${list}.${resource}`;
        amounts[key] = (amounts[key] ?? 0) + (parseQuantity(text) ?? 0) * pods;
      }
    }
  }
  return { pods, isNeeded: podCount(params['maxUnavailable'], replicas, Math.floor) === 0, amounts };
}

/** `25%` or a number; 25% where nothing is said, as the API fills in. */
function podCount(value: unknown, replicas: number, round: (share: number) => number): number {
  if (typeof value === 'number') return value;
  const percent = typeof value === 'string' ? /^(\d+)%$/.exec(value)?.[1] : '25';
  return percent === undefined ? 0 : round((Number(percent) / 100) * replicas);
}
