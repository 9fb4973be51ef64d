import type {
  AccountName,
  Inspection,
  Surge,
  WorkloadFacts,
  StreamUsage,
  PullSecretKeys,
} from '../../core/ports/inspection.ts';
import type { Api } from '../api/api.ts';
import { workloadPath, namespacedPath } from '../api/api-path.ts';
import { findFollowers } from './followers.ts';
import { valueAt, numberAt, objectAt, objectsAt, textAt, textMapAt } from '../api/json-fields.ts';
import { lookUp, lookUpObject } from '../api/look-up.ts';
import { readLimits } from '../projects/project-limits.ts';
import type { WorkloadName } from '../../core/ports/rollouts.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import { type JsonObject, isJsonObject } from '../../core/text/strict-json.ts';
import { conditionOf } from '../rollouts/deployment-status.ts';
import { podTemplateOf } from '../workloads/pod-template.ts';
import { parseQuantity } from '../api/quantity.ts';
import { parseObject } from '../api/failure.ts';

/** The lookups that the check performs in one cluster. */
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

/** A LocalSubjectAccessReview for another account, which `admin` may create and `edit` may not (openshift-api.md §7.4). */
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

/** The health of a workload before its rollout; undefined if it cannot be read. */
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

/** Reports a failed rollout or missing pods (openshift-api.md §4.2, §4.4; captures 41p, 24e). */
function troubleOf(object: JsonObject): string | undefined {
  const progressing = conditionOf(object, 'Progressing');
  const available = conditionOf(object, 'Available');
  const isBad = (condition: JsonObject | undefined): boolean => textAt(condition, 'status') === 'False';
  // a DeploymentConfig that was never rolled out is unavailable too, but not unhealthy
  const isNew = valueAt(object, 'status', 'latestVersion') === 0;
  const bad = [progressing, available].find(isBad);
  if (bad === undefined || isNew) return undefined;
  return cleanServerText(
    textAt(bad, 'message') ?? textAt(bad, 'reason') ?? 'it is not available',
    300,
  ).replace(/\.$/, '');
}

/** StatefulSets and DaemonSets report no conditions, only counts (capture 42s). */
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

/** undefined: the rollout adds no surge pods (Recreate, no replicas, or a kind that replaces pods one by one). */
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

/** A percentage or a number; defaults to 25%, as the API does. */
function podCount(value: unknown, replicas: number, round: (share: number) => number): number {
  if (typeof value === 'number') return value;
  const percent = typeof value === 'string' ? /^(\d+)%$/.exec(value)?.[1] : '25';
  return percent === undefined ? 0 : round((Number(percent) / 100) * replicas);
}

/** The images in the history of a stream, and those its spec tags refer to. */
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

/**
 * The registries for which pods have credentials, from the pull secrets of the account and of the pods (openshift-api.md §8).
 * Only the keys of the secrets are kept.
 * @returns undefined if the account or one of the secrets may not be read
 */
async function readPullSecrets(
  api: Api,
  { project, name }: AccountName,
  secrets: readonly string[],
  signal: AbortSignal,
): Promise<PullSecretKeys | undefined> {
  const account = await lookUpObject(api, namespacedPath('v1', project, 'serviceaccounts', name), signal);
  if (account === undefined) return undefined;
  const ofAccount = objectsAt(account, 'imagePullSecrets').flatMap((secret) => textAt(secret, 'name') ?? []);
  const keys: string[] = [];
  const missing: string[] = [];
  for (const secret of new Set([...ofAccount, ...secrets])) {
    const path = namespacedPath('v1', project, 'secrets', secret);
    const found = await lookUp(api, { method: 'GET', path }, signal);
    if (found === undefined) return undefined;
    if (found === 'missing') missing.push(secret);
    else keys.push(...keysOf(objectAt(found.object, 'data')));
  }
  return { missing, has: (image) => keys.some((key) => isKeyFor(key, image)) };
}

function keysOf(data: Readonly<Record<string, unknown>>): readonly string[] {
  const read = (key: string): Readonly<Record<string, unknown>> => {
    const value = data[key];
    if (typeof value !== 'string') return {};
    return parseObject(Buffer.from(value, 'base64').toString('utf8').trim()) ?? {};
  };
  const modern = read('.dockerconfigjson')['auths'];
  return Object.keys({ ...read('.dockercfg'), ...(isJsonObject(modern) ? modern : {}) });
}

/** Docker Hub as `docker login` writes it, and as image names do. */
const DOCKER_HUB_KEY = 'index.docker.io';
const DOCKER_HUB_IMAGE = /^(?:index\.)?docker\.io\//;

/**
 * Whether the kubelet uses the credentials under a key for an image (kubernetes pkg/credentialprovider/keyring.go): host labels
 * match one by one, where `*` matches any characters; ports are equal; and the key's path is a prefix of the image's path.
 * @param key of a pull secret, such as `quay.io/team`, `*.example.com:5000` or `https://index.docker.io/v1/`
 * @param image with host, such as `quay.io/team/app`
 */
export function isKeyFor(key: string, image: string): boolean {
  const { authority, path } = partsOf(key.replace(/^https?:\/\//, ''));
  const place = path.replace(/^\/v[12]\//, '/');
  if (authority === DOCKER_HUB_KEY && place.length <= 1 && DOCKER_HUB_IMAGE.test(image)) return true;
  const wanted = partsOf(image);
  return isSameAuthority(authority, wanted.authority) && wanted.path.startsWith(place === '/' ? '' : place);
}

function partsOf(name: string): { readonly authority: string; readonly path: string } {
  const slash = name.indexOf('/');
  return slash < 0
    ? { authority: name, path: '' }
    : { authority: name.slice(0, slash), path: name.slice(slash) };
}

function isSameAuthority(pattern: string, authority: string): boolean {
  const [[patternHost = '', patternPort], [host = '', port]] = [
    pattern.split(':', 2),
    authority.split(':', 2),
  ];
  const [patternLabels, labels] = [patternHost.split('.'), host.split('.')];
  if (patternPort !== port || patternLabels.length !== labels.length) return false;
  return patternLabels.every((label, index) => isMatch(label, labels[index] ?? ''));
}

/** Matches `*` within one label, without a regular expression because the key is untrusted. */
function isMatch(pattern: string, label: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return pattern === label;
  if (!label.startsWith(first) || !label.endsWith(last) || label.length < first.length + last.length)
    return false;
  let from = first.length;
  for (const part of rest) {
    const at = label.indexOf(part, from);
    if (at < 0 || at + part.length > label.length - last.length) return false;
    from = at + part.length;
  }
  return true;
}
