import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pointTag } from '../../sandbox/imagestreams/pushes.ts';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { seedDeployment, seedDeploymentConfig, seedProject, seedStream } from '../../sandbox/seeds.ts';
import { find, insert, remove } from '../../sandbox/state/store.ts';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ paceMs: 1, secondMs: 20 });
  seedProject(sandbox.destination, 'prod');
});
afterEach(() => sandbox.stop());

async function allow(hard: Readonly<Record<string, string>>): Promise<void> {
  insert(sandbox.destination.state, 'resourcequotas', {
    metadata: { name: 'q', namespace: 'prod' },
    spec: { hard },
    status: {},
  });
  await sandbox.destination.settled();
}

const eventually = async (read: () => unknown, expected: unknown): Promise<void> => {
  await expect.poll(read, { timeout: 60_000, interval: 10 }).toEqual(expected);
};

describe('a quota', () => {
  it('counts what there is', async () => {
    seedStream(sandbox.destination, 'prod', 'app');
    await allow({ 'openshift.io/imagestreams': '5', pods: '5', 'requests.cpu': '1' });

    const { status } = find(sandbox.destination.state, 'resourcequotas', 'prod', 'q') ?? {};
    expect(status?.used).toEqual({ 'openshift.io/imagestreams': '1', pods: '0' });
  });

  it('lets a Deployment have no more pods, says why, and lets it go on when it is gone', async () => {
    const { state } = sandbox.destination;
    await allow({ pods: '1' });
    seedDeployment(sandbox.destination, { project: 'prod', name: 'web', image: 'a', replicas: 3 });

    const web = () => find(state, 'deployments', 'prod', 'web')?.status;
    const failure = () => web()?.conditions?.find(({ type }) => type === 'ReplicaFailure');
    await eventually(() => failure()?.reason, 'FailedCreate');
    expect(failure()?.message).toContain(
      'exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1',
    );
    const events = [...state.objects.events.values()].map(({ message }) => message);
    expect(events.join('\n')).toMatch(/Error creating: pods "web-\S+" is forbidden: exceeded quota: q/);

    const quota = find(state, 'resourcequotas', 'prod', 'q');
    if (quota !== undefined) remove(state, 'resourcequotas', quota);
    await eventually(() => web()?.readyReplicas, 3);
    await eventually(failure, undefined);
  });

  it('keeps a DeploymentConfig from its deployer, as long as it is there', async () => {
    const cluster = sandbox.destination;
    const { state } = cluster;
    const digest = `sha256:${'a'.repeat(64)}`;
    const reference = `${state.internalRegistryHost}/prod/app@${digest}`;
    pointTag(state, seedStream(cluster, 'prod', 'app'), 'live', digest, reference);
    await allow({ pods: '0' });
    seedDeploymentConfig(cluster, { project: 'prod', name: 'api', tag: 'app:live' });

    const refusals = () =>
      [...state.objects.events.values()].filter(({ reason }) => reason === 'FailedCreate').length;
    await eventually(refusals, 1);
    expect([...state.objects.pods.values()]).toEqual([]);

    const quota = find(state, 'resourcequotas', 'prod', 'q');
    if (quota !== undefined) remove(state, 'resourcequotas', quota);
    await eventually(() => find(state, 'deploymentconfigs', 'prod', 'api')?.status.availableReplicas, 1);
  });
});
