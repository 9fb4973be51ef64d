import { forbidden, type Qualified } from '../exchange/status.ts';
import type { ClusterState } from '../state/cluster-state.ts';
import type { ResourceQuota, StoredResource } from '../state/kinds.ts';
import { find, listObjects, replace } from '../state/store.ts';
import { quantity } from './quantity.ts';

/** What is counted under which names of a quota, beside `count/RESOURCE.GROUP`. */
const COUNTED: Readonly<Partial<Record<StoredResource, readonly [name: string, group: string]>>> = {
  imagestreams: ['openshift.io/imagestreams', 'image.openshift.io'],
  pods: ['pods', ''],
  replicationcontrollers: ['replicationcontrollers', ''],
  secrets: ['secrets', ''],
  resourcequotas: ['resourcequotas', ''],
  deployments: ['', 'apps'],
  replicasets: ['', 'apps'],
  deploymentconfigs: ['', 'apps.openshift.io'],
};

/** `what`: what the caller asked for, as the refusal names it; `name` likewise. */
export interface NewObjectRequest {
  readonly what: Qualified;
  readonly name: string;
  readonly namespace: string;
}

/**
 * Counts a new object against the quotas of its project.
 * @throws StatusFailure 403 when one is exhausted (captures 56t, 56u) or has no count yet (56r, 28d)
 */
export function admitNew(
  state: ClusterState,
  resource: StoredResource,
  { what, name, namespace }: NewObjectRequest,
  dryRun = false,
): void {
  const refusal = refusalOf(state, resource, namespace);
  if (refusal !== undefined) throw forbidden(what, name, refusal);
  if (dryRun) return;
  for (const { quota, counted } of countersOf(state, resource, namespace)) {
    const used = { ...quota.status.used };
    for (const key of counted) used[key] = String(quantity(used[key] ?? '0') + 1);
    const current = find(state, 'resourcequotas', namespace, quota.metadata.name) ?? quota;
    replace(state, 'resourcequotas', { ...current, status: { ...current.status, used } });
  }
}

/** Why a project can have no more of a resource; undefined: it can. */
export function refusalOf(
  state: ClusterState,
  resource: StoredResource,
  namespace: string,
): string | undefined {
  for (const { quota, counted } of countersOf(state, resource, namespace)) {
    const { hard = {}, used = {} } = quota.status;
    const unknown = counted.filter((key) => used[key] === undefined);
    const quotaName = quota.metadata.name;
    if (unknown.length > 0) return `status unknown for quota: ${quotaName}, resources: ${unknown.join(',')}`;
    const full = counted.filter((key) => quantity(used[key] ?? '') + 1 > quantity(hard[key] ?? ''));
    if (full.length === 0) continue;
    const each = (values: (key: string) => string): string =>
      full.map((key) => `${key}=${values(key)}`).join(',');
    return `exceeded quota: ${quotaName}, requested: ${each(() => '1')}, used: ${each((key) => used[key] ?? '')}, limited: ${each((key) => hard[key] ?? '')}`;
  }
  return undefined;
}

function countersOf(
  state: ClusterState,
  resource: StoredResource,
  namespace: string,
): readonly { readonly quota: ResourceQuota; readonly counted: readonly string[] }[] {
  const keys = keysOf(resource);
  return listObjects(state, 'resourcequotas', namespace)
    .map((quota) => ({ quota, counted: keys.filter((key) => quota.spec.hard[key] !== undefined) }))
    .filter(({ counted }) => counted.length > 0);
}

function keysOf(resource: StoredResource): readonly string[] {
  const [name, group] = COUNTED[resource] ?? ['', ''];
  const count = `count/${resource}${group === '' ? '' : `.${group}`}`;
  return name === '' ? [count] : [name, count];
}

/** How much of each counted thing a project has; what is not counted here has no usage. */
export function usageOf(
  state: ClusterState,
  namespace: string,
  hard: Readonly<Record<string, string>>,
): Record<string, string> {
  const used: Record<string, string> = {};
  for (const resource of Object.keys(COUNTED) as StoredResource[]) {
    for (const key of keysOf(resource)) {
      if (hard[key] === undefined) continue;
      used[key] = String(countOf(state, resource, namespace, key));
    }
  }
  return used;
}

/** `pods` counts those that have not ended; `count/pods` all of them (Kubernetes, "Object count quota"). */
function countOf(state: ClusterState, resource: StoredResource, namespace: string, key: string): number {
  if (resource !== 'pods' || key !== 'pods') return listObjects(state, resource, namespace).length;
  const pods = listObjects(state, 'pods', namespace);
  return pods.filter(({ status }) => !['Succeeded', 'Failed'].includes(status.phase)).length;
}
