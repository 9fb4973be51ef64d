import { afterEach, describe, expect, it } from 'vitest';
import type { WorkloadName, RolloutPlan } from '../../../../src/core/ports/rollouts.ts';
import {
  CONFIGS,
  CONTROLLERS,
  INTERNAL,
  NEW,
  NS,
  OLD,
  PODS,
  TARGET,
  editedItem,
  failed,
  imageTrigger,
  modified,
  optionsFor,
  signal,
  version,
  startRollouts,
  type Json,
} from '../../../support/recorded-workloads.ts';
import { recordedReply } from '../../../support/recorded-reply.ts';
import {
  recordedEvents,
  type ReplayedCluster,
  type ReplayOptions,
  type TimedEvent,
} from '../../../support/replayed-cluster.ts';

let cluster: ReplayedCluster | undefined;
afterEach(async () => {
  await cluster?.close();
  cluster = undefined;
});

async function rolloutsOf(options: Parameters<typeof startRollouts>[0] = {}) {
  const started = await startRollouts(options);
  ({ cluster } = started);
  return started;
}

const DC: WorkloadName = { kind: 'deploymentconfig', project: NS, name: 'app' };
const LIST = '43a-list-for-watch-dc';
const INSTANTIATE = `${CONFIGS}/app/instantiate`;
type Intercept = NonNullable<ReplayOptions['intercept']>;
const timeline = (): readonly TimedEvent[] => [
  ...recordedEvents('43d-watch-dc-tag-move', CONFIGS),
  ...recordedEvents('43f-watch-rcs-tag-move', CONTROLLERS),
  ...recordedEvents('43r-watch-pods', PODS),
];

describe('rolling a DeploymentConfig out', () => {
  it('waits for the very version the image trigger starts', async () => {
    const { rollouts, cluster: server } = await rolloutsOf();
    const plan = await rollouts.plan(DC, [TARGET], signal());
    const messages: string[] = [];
    const replaying = server.replay(timeline());
    const result = await rollouts.rollOut(plan, [TARGET], optionsFor(messages), signal());
    await replaying;
    expect(result).toEqual({ workload: DC, status: 'complete', revisionBefore: '1', revision: '2' });
    expect(messages[0]).toBe('waiting for the trigger to start a new version');
    expect(messages).toContain('version 2 is running, 0 of 1 pods ready');
    expect(server.asked.every(({ method }) => method === 'GET')).toBe(true);
    const list = server.asked.find(({ path }) => path === CONTROLLERS);
    expect(list?.query.get('labelSelector')).toBe('openshift.io/deployment-config.name=app');
    const pods = await rollouts.listPods(result, signal());
    expect(pods.map(({ imageDigests, ready }) => ({ imageDigests, ready }))).toEqual([
      { imageDigests: { c: NEW }, ready: true },
    ]);
  });

  it('is unchanged when the latest version runs the digest', async () => {
    const { rollouts, cluster: server } = await rolloutsOf({
      objects: { [CONTROLLERS]: [version(1, 'Complete', NEW)] },
    });
    const plan = await rollouts.plan(DC, [TARGET], signal());
    const result = await rollouts.rollOut(plan, [TARGET], optionsFor([]), signal());
    expect(result).toMatchObject({ status: 'unchanged', revision: '1' });
    expect(server.asked.every(({ method }) => method === 'GET')).toBe(true);
  });

  /** Answers instantiate as the API does, and makes the version. */
  const instantiating =
    (number: number, phases: readonly string[], digest: string = NEW): Intercept =>
    ({ path }, server, clock) => {
      if (path !== INSTANTIATE) return undefined;
      phases.forEach((phase, index) => {
        clock.after(1_000 * (index + 1), () => {
          server.happen(modified(CONTROLLERS, version(number, phase, digest)));
        });
      });
      const config = editedItem(LIST, { image: `${INTERNAL}@${digest}`, status: { latestVersion: number } });
      server.happen(modified(CONFIGS, config));
      return { status: 201, body: config };
    };

  const manual = (): Json => editedItem(LIST, { spec: { triggers: [imageTrigger({})] } });

  it('starts a version where the trigger is not automatic, and is pinned to it', async () => {
    const { rollouts, cluster: server } = await rolloutsOf({
      objects: { [CONFIGS]: [manual()] },
      intercept: instantiating(2, ['New', 'Pending', 'Running', 'Complete']),
    });
    const plan = await rollouts.plan(DC, [TARGET], signal());
    const messages: string[] = [];
    const result = await rollouts.rollOut(plan, [TARGET], optionsFor(messages), signal());
    expect(result).toMatchObject({ status: 'complete', revision: '2' });
    expect(
      server.asked.filter(({ method }) => method === 'POST').map(({ path, body }) => ({ path, body })),
    ).toEqual([
      {
        path: INSTANTIATE,
        body: {
          kind: 'DeploymentRequest',
          apiVersion: 'apps.openshift.io/v1',
          name: 'app',
          latest: true,
          force: true,
        },
      },
    ]);
    expect(messages[0]).toBe('starting a new version');
    expect(messages).toContain('version 2 is pending, 1 pod ready');
  });

  it('does not cancel a version that is still being rolled out', async () => {
    const running = version(1, 'Running', OLD);
    const {
      rollouts,
      cluster: server,
      clock,
    } = await rolloutsOf({
      objects: { [CONFIGS]: [manual()], [CONTROLLERS]: [running] },
      intercept: instantiating(2, ['Complete']),
    });
    const plan = await rollouts.plan(DC, [TARGET], signal());
    const messages: string[] = [];
    clock.after(6_000, () => {
      expect(server.asked.some(({ method }) => method === 'POST')).toBe(false);
      server.happen(modified(CONTROLLERS, version(1, 'Complete', OLD)));
    });
    const result = await rollouts.rollOut(plan, [TARGET], optionsFor(messages), signal());
    expect(result.revision).toBe('2');
    expect(messages[0]).toBe(
      'version 1 is still running: waiting for it, because a new version would cancel it',
    );
  });

  it('tries again when the version that has the digest failed before', async () => {
    const { rollouts, cluster: server } = await rolloutsOf({
      objects: { [CONTROLLERS]: [version(1, 'Failed', NEW)] },
      intercept: instantiating(2, ['Complete']),
    });
    const plan = await rollouts.plan(DC, [TARGET], signal());
    const result = await rollouts.rollOut(plan, [TARGET], optionsFor([]), signal());
    expect(result).toMatchObject({ status: 'complete', revision: '2' });
    expect(server.asked.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it('asks without force when an automatic trigger does not act, lest it be doubled', async () => {
    const { rollouts, cluster: server } = await rolloutsOf({ intercept: instantiating(2, ['Complete']) });
    const plan = await rollouts.plan(DC, [TARGET], signal());
    const result = await rollouts.rollOut(plan, [TARGET], optionsFor([]), signal());
    expect(result.revision).toBe('2');
    expect(server.asked.find(({ method }) => method === 'POST')?.body).toMatchObject({ force: false });
  });

  it('goes on with the version a trigger made when there is nothing left to do', async () => {
    const { rollouts } = await rolloutsOf({
      intercept: ({ path }, server, clock) => {
        if (path !== INSTANTIATE) return undefined;
        const config = editedItem(LIST, { image: `${INTERNAL}@${NEW}`, status: { latestVersion: 2 } });
        server.happen(modified(CONFIGS, config));
        clock.after(2_000, () => {
          server.happen(modified(CONTROLLERS, version(2, 'Complete', NEW)));
        });
        return { status: 204, body: '' };
      },
    });
    const plan = await rollouts.plan(DC, [TARGET], signal());
    const result = await rollouts.rollOut(plan, [TARGET], optionsFor([]), signal());
    expect(result).toMatchObject({ status: 'complete', revision: '2' });
  });

  it('sets the image by digest where nothing else does, and lets the config change start the version', async () => {
    const config = editedItem(LIST, {
      image: `${INTERNAL}:prod`,
      spec: { triggers: [{ type: 'ConfigChange' }] },
    });
    const { rollouts, cluster: server } = await rolloutsOf({
      objects: { [CONFIGS]: [config] },
      intercept: ({ method, path }, replayed, clock) => {
        if (path.includes('imagestreamtags')) return failed(404, 'not found', 'imagestreamtags');
        if (method !== 'PATCH') return undefined;
        clock.after(2_000, () => {
          replayed.happen(modified(CONTROLLERS, version(2, 'Complete', NEW)));
        });
        return { status: 200, body: config };
      },
    });
    const plan = await rollouts.plan(DC, [TARGET], signal());
    expect((await rollouts.rollOut(plan, [TARGET], optionsFor([]), signal())).revision).toBe('2');
    const changes = server.asked.filter(({ method }) => method !== 'GET');
    expect(changes.map(({ method, path, body }) => ({ method, path, body }))).toEqual([
      {
        method: 'PATCH',
        path: `${CONFIGS}/app`,
        body: { spec: { template: { spec: { containers: [{ name: 'c', image: `${INTERNAL}@${NEW}` }] } } } },
      },
    ]);
  });

  it('sets the image and starts the version itself without a config change trigger', async () => {
    const config = editedItem(LIST, { image: `${INTERNAL}:prod`, spec: { triggers: [] } });
    const start = instantiating(2, ['Complete']);
    const { rollouts, cluster: server } = await rolloutsOf({
      objects: { [CONFIGS]: [config] },
      intercept: (request, replayed, clock) => {
        if (request.path.includes('imagestreamtags')) return failed(404, 'not found', 'imagestreamtags');
        return request.method === 'PATCH' ? { status: 200, body: config } : start(request, replayed, clock);
      },
    });
    const plan = await rollouts.plan(DC, [TARGET], signal());
    expect((await rollouts.rollOut(plan, [TARGET], optionsFor([]), signal())).revision).toBe('2');
    expect(server.asked.filter(({ method }) => method !== 'GET').map(({ method }) => method)).toEqual([
      'PATCH',
      'POST',
    ]);
  });

  it('does not wait when it is not asked to', async () => {
    const { rollouts } = await rolloutsOf({
      objects: { [CONFIGS]: [manual()] },
      intercept: instantiating(2, ['New']),
    });
    const plan = await rollouts.plan(DC, [TARGET], signal());
    const result = await rollouts.rollOut(plan, [TARGET], optionsFor([], 60_000, false), signal());
    expect(result).toEqual({ workload: DC, status: 'started', revisionBefore: '1', revision: '2' });
  });

  it('follows a newer version only when that runs the digest, too', async () => {
    const plan: RolloutPlan = {
      workload: DC,
      revisionBefore: '1',
      method: 'trigger',
      containers: ['c'],
      images: { c: TARGET.name },
      replicas: 1,
    };
    const first = await rolloutsOf({ objects: { [CONTROLLERS]: [version(2, 'Running', NEW)] } });
    first.clock.after(3_000, () => {
      first.cluster.happen(modified(CONTROLLERS, version(3, 'Complete', NEW)));
    });
    const result = await first.rollouts.rollOut(plan, [TARGET], optionsFor([]), signal());
    expect(result).toMatchObject({ status: 'complete', revision: '3' });
    await first.cluster.close();

    const second = await rolloutsOf({ objects: { [CONTROLLERS]: [version(2, 'Running', NEW)] } });
    second.clock.after(3_000, () => {
      second.cluster.happen(modified(CONTROLLERS, version(3, 'Complete', OLD)));
    });
    await expect(second.rollouts.rollOut(plan, [TARGET], optionsFor([]), signal())).rejects.toMatchObject({
      code: 'ROLLOUT_FAILED',
      message: `dc/app in ${NS}: version 3 runs ${INTERNAL}@${OLD}, not the promoted image`,
    });
  });

  it('waits for the successor when its version is cancelled by the change of another image', async () => {
    const plan: RolloutPlan = {
      workload: DC,
      revisionBefore: '1',
      method: 'trigger',
      containers: ['c'],
      images: { c: TARGET.name },
      replicas: 1,
    };
    const cancelled = { 'openshift.io/deployment.cancelled': 'true' };
    const config = editedItem(LIST, { image: `${INTERNAL}@${NEW}`, status: { latestVersion: 3 } });
    const {
      rollouts,
      cluster: server,
      clock,
    } = await rolloutsOf({
      objects: { [CONFIGS]: [config], [CONTROLLERS]: [version(2, 'Failed', NEW, cancelled)] },
    });
    clock.after(5_000, () => {
      server.happen(modified(CONTROLLERS, version(3, 'Complete', NEW)));
    });
    const messages: string[] = [];
    const result = await rollouts.rollOut(plan, [TARGET], optionsFor(messages), signal());
    expect(result).toMatchObject({ status: 'complete', revision: '3' });
    expect(messages).toEqual(['version 2 was cancelled in favour of a newer one']);
  });

  it('fails at once when a version is made of another image', async () => {
    const { rollouts } = await rolloutsOf({
      objects: { [CONFIGS]: [manual()] },
      intercept: instantiating(2, ['New'], OLD),
    });
    const plan = await rollouts.plan(DC, [TARGET], signal());
    await expect(rollouts.rollOut(plan, [TARGET], optionsFor([]), signal())).rejects.toMatchObject({
      code: 'ROLLOUT_FAILED',
      message: expect.stringContaining(`should roll out ${NEW} but runs ${INTERNAL}@${OLD}`) as string,
    });
  });

  it('tells what makes instantiate impossible', async () => {
    const { body, status } = recordedReply('19g-dc-instantiate-image-unresolved');
    const { rollouts } = await rolloutsOf({
      objects: { [CONFIGS]: [manual()] },
      intercept: ({ path }) =>
        path === INSTANTIATE ? { status, body: JSON.parse(body) as unknown } : undefined,
    });
    const plan = await rollouts.plan(DC, [TARGET], signal());
    await expect(rollouts.rollOut(plan, [TARGET], optionsFor([]), signal())).rejects.toMatchObject({
      code: 'ROLLOUT_FAILED',
      hint: expect.stringContaining('oc set triggers') as string,
    });
  });
});
