import type { SandboxCluster } from '../../sandbox/cluster.ts';

/** Everything a cluster knows, to be compared with later: a dry run must leave it as it was. */
export function snapshotOf({ state }: SandboxCluster): unknown {
  const tables = Object.entries(state.objects).map(([resource, objects]) => [
    resource,
    Object.fromEntries(
      [...(objects as Map<string, unknown>)].map(([key, object]) => [key, structuredClone(object)]),
    ),
  ]);
  return { objects: Object.fromEntries(tables) as unknown, manifests: [...state.manifests.keys()] };
}
