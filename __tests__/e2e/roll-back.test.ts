import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startPlayground, type Playground } from '../../src/entry/playground.ts';
import { seedDeploymentConfig } from '../../src/sandbox/seeds.ts';
import { playgroundInputs } from '../support/playground-inputs.ts';
import { runAction, type StepResult } from '../support/runner.ts';

let playground: Playground;

beforeEach(async () => {
  playground = await startPlayground();
});
afterEach(async () => {
  expect(playground.destination.cluster.unknownRequests).toEqual([]);
  await playground.stop();
});

const promote = (inputs: Record<string, string>): Promise<StepResult> =>
  runAction({ ...playgroundInputs(playground), 'rollback-on-failure': 'true', ...inputs });

const tags = (): Record<string, string | undefined> => {
  const { objects } = playground.destination.cluster.state;
  const stream = [...objects.imagestreams.values()].find(({ metadata }) => metadata.namespace === 'prod');
  return Object.fromEntries((stream?.status?.tags ?? []).map(({ tag, items }) => [tag, items?.[0]?.image]));
};

const imageOf = (kind: 'deployments' | 'deploymentconfigs', name: string): string | undefined => {
  const found = [...playground.destination.cluster.state.objects[kind].values()].find(
    ({ metadata }) => metadata.name === name,
  );
  return found?.spec.template?.spec.containers[0]?.image;
};

/** Pods crash as soon as they run it. */
const breakRelease = (digest: string): void => {
  playground.destination.cluster.failures.push({ image: digest, kind: 'CrashLoopBackOff' });
};

const releaseDigest = async (): Promise<string> => {
  const plan = await promote({ 'dry-run': 'true' });
  return (JSON.parse(plan.outputs['plan'] ?? '') as { images: { digest: string }[] }).images[0]?.digest ?? '';
};

describe('a rollout that fails, with rollback-on-failure', () => {
  it('goes back: tags, the Deployment and the DeploymentConfig with its image trigger', async () => {
    const before = tags();
    const web = imageOf('deployments', 'web');
    const api = imageOf('deploymentconfigs', 'api');
    breakRelease(await releaseDigest());

    const run = await promote({
      rollout: 'dc/api\ndeployment/web',
      'destination-tags': 'live',
      timeout: '6s',
    });

    expect(run.status, run.log).toBe(7);
    expect(run.outputs, run.log).toMatchObject({ 'rolled-back': 'true', 'rollout-status': 'rolled-back' });
    expect(run.outputs['changed']).toBe('false');
    expect(tags()).toEqual(before);
    expect(imageOf('deployments', 'web')).toBe(web);
    expect(imageOf('deploymentconfigs', 'api')).toBe(api);
    expect(run.log).toContain('were rolled back');
    await playground.destination.cluster.settled();
    const pods = [...playground.destination.cluster.state.objects.pods.values()];
    const ready = pods.filter(({ status }) => status.containerStatuses?.some((each) => each.ready));
    expect(ready).toHaveLength(4);
  });

  it('stores the config of old for a DeploymentConfig without triggers', async () => {
    const { cluster } = playground.destination;
    const image = `${cluster.state.internalRegistryHost}/prod/app@${tags()['1.4.1'] ?? ''}`;
    seedDeploymentConfig(cluster, { project: 'prod', name: 'batch', image });
    const first = await promote({
      'source-image': 'dev/app:1.4.1',
      'destination-image': 'prod/app:first',
      rollout: 'dc/batch',
    });
    expect(first.status, first.log).toBe(0);
    const old = imageOf('deploymentconfigs', 'batch');
    breakRelease(await releaseDigest());

    const run = await promote({ rollout: 'dc/batch', timeout: '6s', 'backup-tag': 'previous' });

    expect(run.status, run.log).toBe(7);
    expect(run.outputs['rolled-back'], run.log).toBe('true');
    expect(imageOf('deploymentconfigs', 'batch')).toBe(old);
  });
});
