// The Leases of a sandbox cluster, whose holders do not have to be waited for.
import type { SandboxCluster } from '../../sandbox/cluster.ts';
import type { Lease } from '../../sandbox/state/plain-kinds.ts';
import { listObjects, replace } from '../../sandbox/state/store.ts';

export function leasesOf({ state }: SandboxCluster): readonly Lease[] {
  return listObjects(state, 'leases', 'prod');
}

/** Makes all Leases ones that nobody has renewed for an hour: who holds them has ended. */
export function letLeasesExpire(cluster: SandboxCluster): void {
  const long = new Date(Date.now() - 3_600_000).toISOString().replace('Z', '000Z');
  for (const lease of leasesOf(cluster)) {
    const spec = { ...lease.spec, acquireTime: long, renewTime: long };
    replace(cluster.state, 'leases', { ...lease, spec });
  }
}
