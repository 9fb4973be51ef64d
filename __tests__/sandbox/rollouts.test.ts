import { afterEach, describe, expect, it } from 'vitest';
import { createRegistryBackend } from '../../sandbox/cluster-backend.ts';
import type { SandboxCluster } from '../../sandbox/cluster.ts';
import type { FailureKind, ImageIdStyle, SandboxOptions } from '../../sandbox/state/options.ts';
import type { PushedManifest } from '../../sandbox/state/registry-backend.ts';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { seedDeployment, seedDeploymentConfig, seedProject, type WorkloadSeed } from '../../sandbox/seeds.ts';
import type { Pod } from '../../sandbox/state/kinds.ts';
import { find, listObjects } from '../../sandbox/state/store.ts';
import { ask } from './api/ask.ts';
import { imageManifest, indexManifest } from './pushed.ts';

let sandbox: Sandbox | undefined;
afterEach(async () => {
  expect(sandbox?.destination.unknownRequests).toEqual([]);
  await sandbox?.stop();
  sandbox = undefined;
});

/** The clock runs only when a test says so. */
let aheadMs = 0;

async function start(options: SandboxOptions = {}): Promise<SandboxCluster> {
  aheadMs = 0;
  const began = Date.parse('2026-11-21T08:00:00Z');
  sandbox = await startSandbox({ paceMs: Infinity, now: () => new Date(began + aheadMs), ...options });
  seedProject(sandbox.destination, 'prod');
  return sandbox.destination;
}

function push(cluster: SandboxCluster, label: string): string {
  return pushManifest(cluster, imageManifest(label));
}

function pushManifest({ state }: SandboxCluster, image: PushedManifest): string {
  createRegistryBackend(state).storeMapping('prod', 'app', 'live', image, 'clusteradmin');
  return image.digest;
}

const SEED: WorkloadSeed = { project: 'prod', name: 'web', tag: 'app:live', replicas: 2 };

function pods({ state }: SandboxCluster): readonly Pod[] {
  return listObjects(state, 'pods', 'prod').filter(({ metadata }) => !metadata.name.endsWith('-deploy'));
}

const statusesOf = (cluster: SandboxCluster) =>
  pods(cluster).flatMap(({ status }) => status.containerStatuses ?? []);

const deployment = ({ state }: SandboxCluster) => find(state, 'deployments', 'prod', 'web');
const config = ({ state }: SandboxCluster) => find(state, 'deploymentconfigs', 'prod', 'web');
const condition = (conditions: readonly { type: string }[] | undefined, type: string) =>
  conditions?.find((candidate) => candidate.type === type);

describe('a Deployment whose tag moves', () => {
  it('runs what was pushed, in every pod, and nothing else', async () => {
    const cluster = await start();
    push(cluster, 'old');
    seedDeployment(cluster, SEED);
    cluster.advance();
    const digest = push(cluster, 'new');
    cluster.advance();
    expect(deployment(cluster)?.status).toMatchObject({ updatedReplicas: 2, availableReplicas: 2 });
    expect(statusesOf(cluster)).toHaveLength(2);
    for (const { ready, imageID } of statusesOf(cluster)) {
      expect(ready).toBe(true);
      expect(imageID).toBe(`${cluster.state.internalRegistryHost}/prod/app@${digest}`);
    }
    const sets = listObjects(cluster.state, 'replicasets', 'prod');
    expect(sets.map(({ spec }) => spec.replicas).filter((replicas) => replicas !== 0)).toEqual([2]);
  });

  it('has a generation that its controller has not seen at first', async () => {
    const cluster = await start();
    push(cluster, 'old');
    seedDeployment(cluster, SEED);
    cluster.advance();
    push(cluster, 'new');
    await new Promise((resolve) => setImmediate(resolve));
    const { metadata, status } = deployment(cluster) ?? {};
    expect(status?.observedGeneration).toBe((metadata?.generation ?? 0) - 1);
    cluster.advance();
    expect(deployment(cluster)?.status.observedGeneration).toBe(metadata?.generation);
  });

  it('fails after its deadline, keeps the old pods, and does so by the clock', async () => {
    const cluster = await start();
    push(cluster, 'old');
    seedDeployment(cluster, { ...SEED, timeoutSeconds: 60 });
    cluster.advance();
    const bad = push(cluster, 'bad');
    cluster.failures.push({ kind: 'CrashLoopBackOff', image: bad });
    cluster.advance();
    expect(condition(deployment(cluster)?.status.conditions, 'Progressing')).toMatchObject({
      status: 'True',
    });
    aheadMs += 62_000;
    cluster.advance();
    expect(condition(deployment(cluster)?.status.conditions, 'Progressing')).toMatchObject({
      status: 'False',
      reason: 'ProgressDeadlineExceeded',
    });
    expect(deployment(cluster)?.status.availableReplicas).toBeGreaterThan(0);
  });
});

describe('a Deployment that goes back after its deadline', () => {
  /** The statuses its controller writes for the newest generation, with what is said of its progress, until it is done. */
  async function statusesAfterGoingBack(replicas: number): Promise<readonly string[]> {
    const cluster = await start();
    const good = push(cluster, 'old');
    seedDeployment(cluster, { ...SEED, replicas, timeoutSeconds: 60 });
    cluster.advance();
    const bad = push(cluster, 'bad');
    cluster.failures.push({ kind: 'CrashLoopBackOff', image: bad });
    cluster.advance();
    aheadMs += 62_000;
    cluster.advance();
    const before = deployment(cluster)?.status.conditions?.find(({ type }) => type === 'Progressing');
    pushManifest(cluster, imageManifest('old'));
    expect(deployment(cluster)?.spec.template.spec.containers[0]?.image).toContain(bad);
    const seen: string[] = [];
    for (let steps = 0; steps < 100; steps += 1) {
      aheadMs += 1000;
      cluster.advance(1);
      const { metadata, status } = deployment(cluster) ?? {};
      if (status?.observedGeneration !== metadata?.generation) continue;
      const now = status?.conditions?.find(({ type }) => type === 'Progressing');
      const isOld = now?.lastUpdateTime === before?.lastUpdateTime;
      const text = `${now?.reason ?? ''}${isOld ? ' of before' : ''}`;
      if (seen.at(-1) !== text) seen.push(text);
    }
    expect(deployment(cluster)?.spec.template.spec.containers[0]?.image).toContain(good);
    expect(statusesOf(cluster).every(({ ready }) => ready)).toBe(true);
    return seen;
  }

  it('has its old condition beside its new generation at first, as long as nothing moves', async () => {
    expect(await statusesAfterGoingBack(1)).toEqual([
      'ProgressDeadlineExceeded of before',
      'NewReplicaSetAvailable',
    ]);
  });

  it('says that it moves as soon as more pods are of the newest template than before', async () => {
    expect(await statusesAfterGoingBack(4)).toEqual(['ReplicaSetUpdated', 'NewReplicaSetAvailable']);
  });
});

describe('a DeploymentConfig whose tag moves', () => {
  it('makes a version whose controller tells how it went', async () => {
    const cluster = await start();
    push(cluster, 'old');
    seedDeploymentConfig(cluster, SEED);
    cluster.advance();
    const digest = push(cluster, 'new');
    cluster.advance();
    expect(config(cluster)?.status).toMatchObject({ latestVersion: 2, availableReplicas: 2 });
    const [first, second] = listObjects(cluster.state, 'replicationcontrollers', 'prod');
    expect(first?.spec.replicas).toBe(0);
    expect(second?.metadata.annotations).toMatchObject({ 'openshift.io/deployment.phase': 'Complete' });
    expect(new Set(statusesOf(cluster).map(({ imageID }) => imageID?.split('@')[1]))).toEqual(
      new Set([digest]),
    );
  });

  it('goes back to the version before when pods fail in time', async () => {
    const cluster = await start();
    const good = push(cluster, 'old');
    seedDeploymentConfig(cluster, { ...SEED, timeoutSeconds: 30 });
    cluster.advance();
    cluster.failures.push({ kind: 'ImagePullBackOff', workload: 'web', project: 'prod' });
    push(cluster, 'bad');
    cluster.advance();
    aheadMs += 120_000;
    cluster.advance();
    const second = find(cluster.state, 'replicationcontrollers', 'prod', 'web-2');
    expect(second?.metadata.annotations).toMatchObject({ 'openshift.io/deployment.phase': 'Failed' });
    expect(second?.spec.replicas).toBe(0);
    const first = find(cluster.state, 'replicationcontrollers', 'prod', 'web-1');
    expect(first?.spec.replicas).toBe(2);
    expect(statusesOf(cluster).every(({ image }) => image?.endsWith(good))).toBe(true);
  });

  it('without a tag to follow runs what its template says', async () => {
    const cluster = await start();
    seedDeploymentConfig(cluster, { project: 'prod', name: 'web', image: 'example.com/x/y:1' });
    cluster.advance();
    expect(pods(cluster)).toHaveLength(0);
    const path = '/apis/apps.openshift.io/v1/namespaces/prod/deploymentconfigs/web/instantiate';
    const body = {
      kind: 'DeploymentRequest',
      apiVersion: 'apps.openshift.io/v1',
      name: 'web',
      latest: true,
      force: true,
    };
    expect((await ask(cluster, { method: 'POST', path, body })).status).toBe(201);
    cluster.advance();
    expect(statusesOf(cluster).map(({ image }) => image)).toEqual(['example.com/x/y:1']);
  });
});

describe('pods that fail', () => {
  it.each<[FailureKind, object, string]>([
    ['ImagePullBackOff', { state: { waiting: { reason: 'ImagePullBackOff' } }, imageID: '' }, 'BackOff'],
    ['CrashLoopBackOff', { state: { waiting: { reason: 'CrashLoopBackOff' } }, restartCount: 1 }, 'BackOff'],
    ['NeverReady', { state: { running: {} }, ready: false }, 'Unhealthy'],
  ])('say so: %s', async (kind, status, reason) => {
    const cluster = await start();
    cluster.failures.push({ kind });
    push(cluster, 'bad');
    seedDeployment(cluster, { ...SEED, replicas: 1 });
    cluster.advance();
    const [pod] = pods(cluster);
    expect(pod?.status.containerStatuses).toMatchObject([{ ready: false, ...status }]);
    expect(condition(pod?.status.conditions, 'Ready')).toMatchObject({
      status: 'False',
      reason: 'ContainersNotReady',
    });
    const { body } = await ask(cluster, { path: '/api/v1/namespaces/prod/events' });
    expect(body.items).toContainEqual(
      expect.objectContaining({
        reason,
        involvedObject: expect.objectContaining({ kind: 'Pod', name: pod?.metadata.name }) as object,
      }),
    );
  });

  it('are those of one workload, or of one project', async () => {
    const cluster = await start();
    cluster.failures.push(
      { kind: 'NeverReady', workload: 'web' },
      { kind: 'NeverReady', project: 'elsewhere' },
    );
    push(cluster, 'good');
    seedDeployment(cluster, { ...SEED, replicas: 1 });
    seedDeployment(cluster, { ...SEED, name: 'api', replicas: 1 });
    cluster.advance();
    const ready = pods(cluster).map(({ metadata, status }) => [
      metadata.name.split('-')[0],
      status.containerStatuses?.[0]?.ready,
    ]);
    expect(Object.fromEntries(ready)).toEqual({ web: false, api: true });
  });
});

describe('what a node reports of an index', () => {
  const children = { amd64: imageManifest('amd64'), arm64: imageManifest('arm64') };
  const index = indexManifest(children);
  const { digest: config } = (
    JSON.parse(Buffer.from(children.amd64.bytes).toString()) as { config: { digest: string } }
  ).config;
  const first = [index.digest, children.amd64.digest].sort()[0] ?? '';

  it.each<[ImageIdStyle | undefined, string]>([
    ['index', `@${index.digest}`],
    ['platform', `@${children.amd64.digest}`],
    ['first', `@${first}`],
    [undefined, `@${first}`],
    ['id', config.replace('sha256:', '')],
  ])('as %s', async (imageIds, end) => {
    const cluster = await start(imageIds === undefined ? {} : { imageIds });
    createRegistryBackend(cluster.state).storeImage(children.amd64);
    pushManifest(cluster, index);
    seedDeployment(cluster, { ...SEED, replicas: 1 });
    cluster.advance();
    const [status] = statusesOf(cluster);
    expect(status?.imageID?.endsWith(end)).toBe(true);
    expect(status?.image?.endsWith(index.digest)).toBe(true);
  });
});

/** The same numbers each time. */
function sequence(): () => number {
  let last = 42;
  return () => (last = (last * 16_807) % 2_147_483_647) / 2_147_483_647;
}

describe('controllers', () => {
  it('do the same in the same order when everything is the same', async () => {
    const runOnce = async (): Promise<readonly string[]> => {
      const cluster = await start({ chance: sequence() });
      push(cluster, 'old');
      seedDeployment(cluster, SEED);
      seedDeploymentConfig(cluster, { ...SEED, name: 'api' });
      cluster.advance();
      const seen = cluster.state.changes.map(
        ({ type, resource, object }) => `${type} ${resource} ${object.metadata.name}`,
      );
      await sandbox?.stop();
      return seen;
    };
    expect(await runOnce()).toEqual(await runOnce());
  });

  it('take so many steps as they are told to', async () => {
    const cluster = await start();
    push(cluster, 'old');
    seedDeployment(cluster, SEED);
    expect(cluster.advance(1)).toBe(1);
    expect(pods(cluster)).toHaveLength(0);
    expect(cluster.advance()).toBeGreaterThan(1);
    expect(cluster.advance()).toBe(0);
    expect(pods(cluster)).toHaveLength(2);
  });

  it('keep a pace by themselves and say when they rest', async () => {
    const cluster = await start({ paceMs: 1 });
    push(cluster, 'old');
    seedDeployment(cluster, SEED);
    await cluster.settled();
    expect(deployment(cluster)?.status.availableReplicas).toBe(2);
  });
});
