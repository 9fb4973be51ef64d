import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SandboxCluster } from '../../../sandbox/cluster.ts';
import { demoImages } from '../../../sandbox/images/demo-images.ts';
import { seedImage } from '../../../sandbox/seed-image.ts';
import type { SandboxOptions } from '../../../sandbox/state/options.ts';
import { startSandbox } from '../../../sandbox/sandbox.ts';
import {
  seedDeployment,
  seedDeploymentConfig,
  seedProject,
  seedRole,
  seedServiceAccount,
} from '../../../sandbox/seeds.ts';

export interface PlaygroundSide {
  readonly cluster: SandboxCluster;
  readonly project: string;
  /** token of a service account with only the permissions a promotion needs */
  readonly token: string;
  /** path of a PEM file */
  readonly caFile: string;
}

/** A sandbox in the state just before a release. */
export interface Playground {
  readonly source: PlaygroundSide;
  readonly destination: PlaygroundSide;
  /** the release to promote */
  readonly sourceImage: string;
  stop(): Promise<void>;
}

/**
 * Two clusters: version 1.4.2 of an application in `dev`, while `prod` runs 1.4.1 with a DeploymentConfig whose image trigger
 * follows the tag `live`, and a Deployment that has none.
 */
export async function startPlayground(
  options: Pick<
    SandboxOptions,
    'source' | 'destination' | 'log' | 'hold' | 'importIntervalSeconds' | 'strangers'
  > = {},
): Promise<Playground> {
  const sandbox = await startSandbox(options);
  const folder = await mkdtemp(join(tmpdir(), 'openshift-promote-'));
  const { previous, next } = await demoImages({ folder });
  const source = await openSide(sandbox.source, 'dev', ['registry-viewer'], folder);
  const destination = await openSide(sandbox.destination, 'prod', ['edit'], folder);
  await seedImage(source.cluster, 'dev', 'app', '1.4.1', previous);
  await seedImage(source.cluster, 'dev', 'app', '1.4.2', next);
  await seedImage(destination.cluster, 'prod', 'app', '1.4.1', previous);
  await seedImage(destination.cluster, 'prod', 'app', 'live', previous);
  seedDeploymentConfig(destination.cluster, { project: 'prod', name: 'api', tag: 'app:live', replicas: 2 });
  seedDeployment(destination.cluster, {
    project: 'prod',
    name: 'web',
    image: `${destination.cluster.state.internalRegistryHost}/prod/app:1.4.1`,
    replicas: 2,
  });
  await destination.cluster.settled();
  return {
    source,
    destination,
    sourceImage: 'dev/app:1.4.2',
    stop: async () => {
      await sandbox.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function openSide(
  cluster: SandboxCluster,
  project: string,
  roles: readonly string[],
  folder: string,
): Promise<PlaygroundSide> {
  seedProject(cluster, project);
  const token = seedServiceAccount(cluster, project, 'promoter');
  for (const role of roles) {
    seedRole(cluster, project, role, `system:serviceaccount:${project}:promoter`);
  }
  const caFile = join(folder, `${project}-ca.pem`);
  await writeFile(caFile, cluster.ca);
  return { cluster, project, token, caFile };
}
