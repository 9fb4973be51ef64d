import { PromoteError } from '../../core/text/errors.ts';
import type { WorkloadName } from '../../core/ports/rollouts.ts';
import { workloadRow } from '../../core/ports/workload-kinds.ts';

/** Query parameters; undefined ones are omitted. */
export type ApiQuery = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * The path of a resource: every segment encoded, so that a name can never reach another resource
 * (`app:1` becomes `app%3A1`; both forms are accepted, openshift-api.md §0.1).
 * @throws PromoteError INPUT_INVALID for a segment that a URL parser would drop or resolve upwards
 */
export function apiPath(...segments: readonly string[]): string {
  for (const segment of segments) {
    if (segment === '' || segment === '.' || segment === '..') {
      throw new PromoteError({
        code: 'INPUT_INVALID',
        message: `${JSON.stringify(segment)} cannot be part of the name of an object`,
      });
    }
  }
  return `/${segments.map(encodeURIComponent).join('/')}`;
}

/** A namespaced resource: `/apis/GROUP/VERSION/namespaces/PROJECT/RESOURCE…`, or `/api/v1/…` for the core group. */
export function namespacedPath(
  groupVersion: string,
  project: string,
  ...rest: readonly [resource: string, ...names: readonly string[]]
): string {
  const root = groupVersion === 'v1' ? ['api', 'v1'] : ['apis', ...groupVersion.split('/')];
  return apiPath(...root, 'namespaces', project, ...rest);
}

/** The workloads of a kind in a project. */
export function collectionPath({ kind, project }: Pick<WorkloadName, 'kind' | 'project'>): string {
  const { group, version, resource } = workloadRow(kind);
  return namespacedPath(`${group}/${version}`, project, resource);
}

export function workloadPath(workload: WorkloadName): string {
  return `${collectionPath(workload)}${apiPath(workload.name)}`;
}

export function formatQuery(query: ApiQuery): string {
  const params = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`);
  return params.length === 0 ? '' : `?${params.join('&')}`;
}
