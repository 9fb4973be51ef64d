import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { SandboxCluster } from '../../sandbox/cluster.ts';

/** kubectl as the administrator of a cluster of this process, with a home of its own. */
export interface Kubectl {
  run(cluster: SandboxCluster, ...args: readonly string[]): Promise<string>;
  /** Of the administrator, for another program. */
  configOf(cluster: SandboxCluster): string;
  apply(cluster: SandboxCluster, manifest: string): Promise<void>;
  close(): void;
}

export function startKubectl(): Kubectl {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'kubectl-'));
  const run: Kubectl['run'] = async (cluster, ...args) => {
    const config = path.join(folder, `${cluster.name}-config`);
    writeFileSync(config, describeAccess(cluster, 'clusteradmin'));
    const env = { PATH: process.env['PATH'], HOME: folder, KUBECONFIG: config };
    return (await promisify(execFile)('kubectl', args, { env, timeout: 300_000 })).stdout;
  };
  return {
    run,
    configOf: (cluster) => describeAccess(cluster, 'clusteradmin'),
    async apply(cluster, manifest) {
      const file = path.join(folder, 'manifest.yaml');
      writeFileSync(file, manifest);
      await run(cluster, 'apply', '-f', file);
    },
    close: () => {
      rmSync(folder, { recursive: true });
    },
  };
}

/** A kubeconfig for a user of the sandbox, as JSON. */
export function describeAccess(cluster: SandboxCluster, user: string): string {
  const authority = Buffer.from(cluster.ca).toString('base64');
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'it', cluster: { server: cluster.apiUrl, 'certificate-authority-data': authority } }],
    users: [{ name: user, user: { token: cluster.token(user) } }],
    contexts: [{ name: 'it', context: { cluster: 'it', user } }],
    'current-context': 'it',
  });
}
