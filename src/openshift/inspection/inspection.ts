import { readPullSecrets } from './pull-secret-keys.ts';
import type {
  AccountName,
  Inspection,
  Surge,
  WorkloadFacts,
  StreamUsage,
} from '../../core/ports/inspection.ts';
import type { Api } from '../api/api.ts';
import { workloadPath, namespacedPath } from '../api/api-path.ts';
import { findFollowers } from './followers.ts';
import { valueAt, numberAt, objectAt, objectsAt, textAt, textMapAt } from '../api/json-fields.ts';
import { lookUp, lookUpObject } from '../api/look-up.ts';
import { readLimits } from '../projects/project-limits.ts';
import type { WorkloadName } from '../../core/ports/rollouts.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { conditionOf } from '../rollouts/deployment-status.ts';
import { podTemplateOf } from '../workloads/pod-template.ts';
import { parseQuantity } from '../api/quantity.ts';

/** What the check looks up in one cluster. */
export function createInspection(api: Api): Inspection {
  return {
    limits: (project, signal) => readLimits(api, project, signal),
    streamUsage: (name, signal) => readStreamUsage(api, name, signal),
    followers: (project, moved, signal) => findFollowers(api, project, moved, signal),
    workload: (name, signal) => readWorkloadFacts(api, name, signal),
    mayPull: (account, from, signal) => mayPull(api, account, from, signal),
    pullSecrets: (account, secrets, signal) => readPullSecrets(api, account, secrets, signal),
  };
}

/** A review about somebody else, which `admin` may ask for and `edit` may not (openshift-api.md §7.4). */
async function mayPull(
  api: Api,
  { project, name }: AccountName,
  from: { readonly project: string; readonly stream: string },
  signal: AbortSignal,
): Promise<boolean | undefined> {
  const path = namespacedPath('authorization.k8s.io/v1', from.project, 'localsubjectaccessreviews');
  const body = {
    kind: 'LocalSubjectAccessReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: { namespace: from.project },
    spec: {
      user: `system:serviceaccount:${project}:${name}`,
      groups: ['system:serviceaccounts', `system:serviceaccounts:${project}`, 'system:authenticated'],
      resourceAttributes: {
        namespace: from.project,
        verb: 'get',
        group: 'image.openshift.io',
        resource: 'imagestreams',
        subresource: 'layers',
        name: from.stream,
      },
    },
  };
  const found = await lookUp(api, { method: 'POST', path, body, retry: 'repeatable' }, signal);
  const allowed = typeof found === 'object' ? valueAt(found.object, 'status', 'allowed') : undefined;
  return typeof allowed === 'boolean' ? allowed : undefined;
}

/** How a workload is before it is rolled out; undefined when it cannot be read. */
async function readWorkloadFacts(
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

/** The images in the history of a stream, and what its spec tags refer to. */
async function readStreamUsage(
  api: Api,
  { project, stream }: { readonly project: string; readonly stream: string },
  signal: AbortSignal,
): Promise<StreamUsage | 'absent' | undefined> {
  const path = namespacedPath('image.openshift.io/v1', project, 'imagestreams', stream);
  const found = await lookUp(api, { method: 'GET', path }, signal);
  if (found === 'missing') return 'absent';
  if (found === undefined) return undefined;
  const items = objectsAt(found.object, 'status', 'tags').flatMap((tag) => objectsAt(tag, 'items'));
  const images = items.flatMap((item) => textAt(item, 'image') ?? []);
  const specTags = objectsAt(found.object, 'spec', 'tags').flatMap((tag): readonly [string, string][] => {
    const name = textAt(tag, 'from', 'name');
    if (name === undefined) return [];
    const from = `${textAt(tag, 'from', 'kind') ?? ''} ${textAt(tag, 'from', 'namespace') ?? project}/${name}`;
    return [[textAt(tag, 'name') ?? '', from]];
  });
  return { images: new Set(images), specTags: new Map(specTags) };
}
