import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Digest } from '../../../src/core/image/digest.ts';
import { workloadText } from '../../../src/core/progress-text.ts';
import { seedDeployment, seedDeploymentConfig, seedRole } from '../../../sandbox/seeds.ts';
import { seedCronJob, seedDaemonSet, seedStatefulSet } from '../../../sandbox/set-seeds.ts';
import { INTERNAL, startSandboxedCluster, type SandboxedCluster } from '../../support/sandboxed-cluster.ts';

const signal = (): AbortSignal => AbortSignal.timeout(60_000);

let lab: SandboxedCluster;
let digest: Digest;

beforeAll(async () => {
  lab = await startSandboxedCluster();
  const old = lab.push('prod', 'app', 'prod', 'old');
  lab.push('prod', 'app', 'canary', 'canary');
  digest = lab.push('dev', 'app', 'new', 'new');
  const { sandbox } = lab;
  const repository = `${INTERNAL}/prod/app`;
  seedDeployment(sandbox, { project: 'prod', name: 'triggered', tag: 'app:prod' });
  seedDeployment(sandbox, { project: 'prod', name: 'by-tag', image: `${repository}:prod` });
  seedDeployment(sandbox, { project: 'prod', name: 'other-tag', image: `${repository}:canary` });
  seedDeployment(sandbox, { project: 'prod', name: 'follows-other', tag: 'app:canary' });
  seedDeployment(sandbox, { project: 'prod', name: 'stranger', image: 'quay.io/other/app:prod' });
  seedDeploymentConfig(sandbox, { project: 'prod', name: 'config', tag: 'app:prod' });
  seedStatefulSet(sandbox, { project: 'prod', name: 'by-digest', image: `${repository}@${old}` });
  seedDaemonSet(sandbox, {
    project: 'prod',
    name: 'by-public-name',
    image: `${sandbox.registryHost}/prod/app:prod`,
  });
  seedCronJob(sandbox, { project: 'prod', name: 'nightly', tag: 'app:prod' });
  await sandbox.settled();
});
afterAll(() => lab.stop());

describe('the workloads of a project that use a tag', () => {
  it('are those with a trigger of either kind, its name as image, or a digest of its stream', async () => {
    const found = await lab.clusterAs('alice').workloads.find('prod', lab.targetOf('app', digest), signal());

    expect(found.map(workloadText)).toEqual([
      'deployment/by-tag',
      'deployment/triggered',
      'dc/config',
      'statefulset/by-digest',
      'daemonset/by-public-name',
      'cronjob/nightly',
    ]);
  });

  it('are none in a project that uses something else', async () => {
    await expect(
      lab.clusterAs('alice').workloads.find('dev', lab.targetOf('app', digest), signal()),
    ).resolves.toEqual([]);
  });

  it('are not reported to those who may not list workloads', async () => {
    seedRole(lab.sandbox, 'prod', 'registry-editor', 'bob');
    const cluster = lab.clusterAs('bob');

    await expect(cluster.workloads.find('prod', lab.targetOf('app', digest), signal())).rejects.toMatchObject(
      { code: 'ACCESS_DENIED' },
    );
  });
});
