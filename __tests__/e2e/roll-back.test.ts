import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startPlayground, type Playground } from '../../src/entry/sandbox/playground.ts';
import { seedDeployment, seedDeploymentConfig } from '../../sandbox/seeds.ts';
import { find } from '../../sandbox/state/store.ts';
import { seedStatefulSet } from '../../sandbox/set-seeds.ts';
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

const promote = (inputs: Record<string, string>, cancel?: AbortSignal): Promise<StepResult> =>
  runAction(
    { ...playgroundInputs(playground), 'rollback-on-failure': 'true', ...inputs },
    {},
    cancel === undefined ? {} : { cancel },
  );

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
      timeout: '15s',
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

    const run = await promote({ rollout: 'dc/batch', timeout: '15s', 'backup-tag': 'previous' });

    expect(run.status, run.log).toBe(7);
    expect(run.outputs['rolled-back'], run.log).toBe('true');
    expect(imageOf('deploymentconfigs', 'batch')).toBe(old);
  });
});

describe('a Deployment that missed its progress deadline', () => {
  const lone = () => find(playground.destination.cluster.state, 'deployments', 'prod', 'lone');
  /** One replica: nothing moves before the pod of the release has ended, and the missed deadline is still reported. */
  const seedLone = (): string => {
    const { cluster } = playground.destination;
    const image = `${cluster.state.internalRegistryHost}/prod/app@${tags()['live'] ?? ''}`;
    seedDeployment(cluster, { project: 'prod', name: 'lone', tag: 'app:live', image, timeoutSeconds: 2 });
    return image;
  };
  const inputs = { 'destination-image': 'prod/app:live', rollout: 'deployment/lone', timeout: '60s' };

  it('goes back, although its controller reports the old failure beside the new generation', async () => {
    const image = seedLone();
    breakRelease(await releaseDigest());

    const run = await promote(inputs);

    expect(run.outputs['error-code'], run.log).toBe('ROLLOUT_FAILED');
    expect(run.outputs['rolled-back'], run.log).toBe('true');
    expect(run.log).not.toContain('roll back failed');
    expect(lone()?.spec.template.spec.containers[0]?.image).toBe(image);
    expect(lone()?.status).toMatchObject({ replicas: 1, availableReplicas: 1 });
  });

  it('takes the earlier image again when that is promoted', async () => {
    const image = seedLone();
    breakRelease(await releaseDigest());
    const failed = await promote({ ...inputs, 'rollback-on-failure': 'false' });
    expect(failed.outputs['error-code'], failed.log).toBe('ROLLOUT_FAILED');

    const run = await promote({ ...inputs, 'source-image': 'dev/app:1.4.1' });

    expect(run.status, run.log).toBe(0);
    expect(run.outputs['rollout-status']).toBe('complete');
    expect(lone()?.spec.template.spec.containers[0]?.image).toBe(image);
  });
});

/** Pods run it and are never ready: its rollouts go on until somebody ends them. */
const stallRelease = (digest: string): void => {
  playground.destination.cluster.failures.push({ image: digest, kind: 'NeverReady' });
};

/** Resolves in the middle of all rollouts: every one of them has pods of the release. */
async function midRollout(digest: string, owners: readonly RegExp[]): Promise<void> {
  const { pods } = playground.destination.cluster.state.objects;
  const started = (owner: RegExp): boolean =>
    [...pods.values()].some(
      ({ metadata, spec, status }) =>
        owner.test(metadata.name) &&
        spec.containers[0]?.image.includes(digest) === true &&
        status.phase === 'Running',
    );
  while (!owners.every(started)) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('a job that is cancelled in the middle of its rollouts, with rollback-on-failure', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'goes back on %s: the old version serves, the tags are back, and it says so',
    async (name) => {
      const { cluster } = playground.destination;
      seedStatefulSet(cluster, { project: 'prod', name: 'db', tag: 'app:live', replicas: 2 });
      await cluster.settled();
      const before = {
        tags: tags(),
        web: imageOf('deployments', 'web'),
        api: imageOf('deploymentconfigs', 'api'),
      };
      const old = before.tags['live'] ?? '';
      const digest = await releaseDigest();
      stallRelease(digest);
      const cancel = new AbortController();

      const running = promote({ rollout: 'auto\ndeployment/web', 'destination-tags': 'live' }, cancel.signal);
      await midRollout(digest, [/^api-2-/, /^web-/, /^db-/]);
      cancel.abort(name);
      const run = await running;

      expect(run.status, run.log).toBe(130);
      expect(run.outputs, run.log).toMatchObject({
        'rolled-back': 'true',
        'rollout-status': 'rolled-back',
        changed: 'false',
        'error-code': 'CANCELLED',
      });
      expect(run.log).toContain(`the job was cancelled (${name})`);
      await cluster.settled();
      expect({
        tags: tags(),
        web: imageOf('deployments', 'web'),
        api: imageOf('deploymentconfigs', 'api'),
      }).toEqual(before);
      const serving = [...cluster.state.objects.pods.values()]
        .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
        .filter(({ status }) => status.containerStatuses?.every(({ ready }) => ready) === true)
        .map(
          ({ metadata, spec }) => `${metadata.name.replace(/-.*/, '')} ${spec.containers[0]?.image ?? ''}`,
        );
      expect(serving.filter((text) => /^(api|db) /.test(text) && text.includes(old))).toHaveLength(4);
      expect(serving.filter((text) => text === `web ${before.web ?? ''}`)).toHaveLength(2);
      expect(serving.filter((text) => text.includes(digest))).toEqual([]);
    },
  );
});

describe('the input rollback', () => {
  const goBack = (inputs: Record<string, string> = {}): Promise<StepResult> =>
    promote({
      rollback: 'previous',
      'source-image': '',
      'destination-image': 'prod/app:live',
      rollout: 'dc/api',
      ...inputs,
    });

  it('takes a tag and its workload back, with outputs and summary, whatever the inputs of the source are', async () => {
    const before = tags()['live'];
    const promoted = await promote({ 'destination-image': 'prod/app:live', rollout: 'dc/api' });
    expect(promoted.status, promoted.log).toBe(0);
    expect(tags()['live']).not.toBe(before);

    const planned = await goBack({ 'dry-run': 'true' });
    expect(planned.status, planned.log).toBe(0);
    expect(tags()['live']).not.toBe(before);
    const run = await goBack();

    expect(run.status, run.log).toBe(0);
    expect(tags()['live']).toBe(before);
    expect(run.outputs).toMatchObject({
      digest: before,
      changed: 'true',
      'rollout-status': 'complete',
      'previous-digest': promoted.outputs['digest'],
    });
    expect(run.summary).toContain('prod/app:live');
  });

  it('does not go to a release that was just taken back', async () => {
    const before = tags()['live'];
    breakRelease(await releaseDigest());
    const failed = await promote({ 'destination-image': 'prod/app:live', rollout: 'dc/api', timeout: '15s' });
    expect(failed.outputs['rolled-back'], failed.log).toBe('true');

    const run = await goBack();

    expect(run.outputs['error-code'], run.log).toBe('IMAGE_NOT_FOUND');
    expect(run.log).toContain('all that prod/app:live was before was taken back');
    expect(tags()['live']).toBe(before);
  });

  it('reports inputs that a rollback does not use, and a registry, which keeps no history', async () => {
    const run = await goBack({ manifests: 'deploy/', images: 'dev/app:1 => prod/app:1', rollback: '!' });
    const registry = await goBack({ 'destination-image': 'registry.example.com/app:live', rollout: '' });

    expect(run.outputs['error-code']).toBe('INPUT_INVALID');
    expect(run.log).toContain('manifests: not used by a rollback');
    expect(run.log).toContain('images: not used by a rollback');
    expect(run.log).toContain('rollback: "!" is not a number of steps, a digest or a tag');
    expect(registry.log).toContain(
      'rollback: not available for registries, which keep no history of their tags',
    );
  });
});
