import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from './json.ts';
import type { Change, ClusterState } from './cluster-state.ts';
import type { StoredResource } from './kinds.ts';
import { fieldsOf } from './field-set.ts';

/** Who set which fields of an object. */
export interface Manager {
  readonly name: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly paths: ReadonlySet<string>;
}

/** Resources whose managers are kept: those that users apply. */
const TRACKED: Readonly<Partial<Record<StoredResource, readonly [kind: string, apiVersion: string]>>> = {
  deployments: ['Deployment', 'apps/v1'],
  deploymentconfigs: ['DeploymentConfig', 'apps.openshift.io/v1'],
  statefulsets: ['StatefulSet', 'apps/v1'],
  daemonsets: ['DaemonSet', 'apps/v1'],
  cronjobs: ['CronJob', 'batch/v1'],
  imagestreams: ['ImageStream', 'image.openshift.io/v1'],
  configmaps: ['ConfigMap', 'v1'],
  services: ['Service', 'v1'],
  routes: ['Route', 'route.openshift.io/v1'],
  secrets: ['Secret', 'v1'],
  serviceaccounts: ['ServiceAccount', 'v1'],
  templates: ['Template', 'template.openshift.io/v1'],
  rolebindings: ['RoleBinding', 'rbac.authorization.k8s.io/v1'],
};

/** Writes by what is no user: the image triggers and the controllers of OpenShift. */
const CONTROLLERS = 'openshift-controller-manager';
const SEEDS = 'kubectl-create';

/** Tracks the field managers of one cluster: every change takes its fields away from their previous managers. */
export function trackManagers(state: ClusterState, change: Change): void {
  const what = TRACKED[change.resource];
  const { uid } = change.object.metadata;
  if (what === undefined) return;
  if (change.type === 'DELETED') {
    state.managers.delete(uid);
    return;
  }
  // server-side apply keeps its own books
  if (state.writer?.operation === 'Apply') return;
  const [kind, apiVersion] = what;
  const after = fieldsOf(change.object as unknown as JsonObject, kind);
  const before =
    change.before === undefined ? undefined : fieldsOf(change.before as unknown as JsonObject, kind);
  const changed = new Set(
    [...after]
      .filter(([path, value]) => before === undefined || !isDeepStrictEqual(before.get(path), value))
      .map(([path]) => path),
  );
  const gone = new Set([...(before?.keys() ?? [])].filter((path) => !after.has(path)));
  const name = state.writer?.name ?? (change.type === 'ADDED' ? SEEDS : CONTROLLERS);
  const others = managersOf(state, uid).map((manager) => withoutPaths(manager, changed, gone));
  const own = others.find((manager) => manager.operation === 'Update' && manager.name === name);
  const paths = new Set([...(own?.paths ?? []), ...changed]);
  setManagers(state, uid, [
    ...others.filter((manager) => manager !== own),
    { name, operation: 'Update', apiVersion, paths },
  ]);
}

export function managersOf(state: ClusterState, uid: string): readonly Manager[] {
  return state.managers.get(uid) ?? [];
}

export function setManagers(state: ClusterState, uid: string, managers: readonly Manager[]): void {
  state.managers.set(
    uid,
    managers.filter(({ paths }) => paths.size > 0),
  );
}

export function withoutPaths(manager: Manager, ...lost: readonly ReadonlySet<string>[]): Manager {
  const paths = [...manager.paths].filter((path) => !lost.some((set) => set.has(path)));
  return { ...manager, paths: new Set(paths) };
}
