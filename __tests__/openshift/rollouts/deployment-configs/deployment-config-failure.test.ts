import { afterEach, describe, expect, it } from 'vitest';
import type { WorkloadName, RolloutPlan } from '../../../../src/core/ports/rollouts.ts';
import {
  CONFIGS,
  CONTROLLERS,
  EVENTS,
  INTERNAL,
  NEW,
  NS,
  OLD,
  PODS,
  TARGET,
  edited,
  editedItem,
  imageTrigger,
  modified,
  optionsFor,
  signal,
  version,
  startRollouts,
  type Json,
} from '../../../support/recorded-workloads.ts';
import { recordedObject } from '../../../support/recorded-reply.ts';
import { type ReplayedCluster } from '../../../support/replayed-cluster.ts';

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

describe('a DeploymentConfig that fails', () => {
  const plan: RolloutPlan = {
    workload: DC,
    revisionBefore: '1',
    method: 'trigger',
    containers: ['c'],
    images: { c: TARGET.name },
    replicas: 1,
  };

  it('is explained by its condition, events of pods that are gone, and the deployer', async () => {
    const config = edited('24e-dc-failed', { meta: { name: 'app' }, image: `${INTERNAL}@${NEW}` });
    const { rollouts } = await rolloutsOf({
      objects: {
        [CONFIGS]: [config],
        [CONTROLLERS]: [version(2, 'Failed', NEW)],
        [EVENTS]: [
          {
            metadata: {},
            involvedObject: { name: 'app-2-x1b2c' },
            reason: 'Failed',
            message: 'Failed to pull image: manifest unknown',
            lastTimestamp: '2026-11-21T08:30:20Z',
          },
        ],
      },
      intercept: ({ path }) =>
        path === `${CONFIGS}/app/log`
          ? {
              status: 200,
              body: '--> Scaling app-2 to 1\nerror: update acceptor rejected app-2: timed out\n',
            }
          : undefined,
    });
    const failure = (await rollouts
      .rollOut(plan, [TARGET], optionsFor([]), signal())
      .catch((error: unknown) => error)) as { problems: { message: string }[] };
    expect(failure).toMatchObject({
      code: 'ROLLOUT_FAILED',
      message: `dc/app in ${NS}: version 2 failed`,
      hint: `look further: oc logs dc/app --version=2 -n ${NS}; oc describe rc/app-2 -n ${NS}`,
    });
    expect(failure.problems.map(({ message }) => message)).toEqual([
      'condition Available: Deployment config does not have minimum availability.',
      'condition Progressing: ProgressDeadlineExceeded: replication controller "bad-1" has failed progressing',
      'event of app-2-x1b2c: Failed: Failed to pull image: manifest unknown',
      'log of the deployer: --> Scaling app-2 to 1',
      'log of the deployer: error: update acceptor rejected app-2: timed out',
    ]);
  });

  it('is explained by what its pods said before they were taken away', async () => {
    const pod: Json = {
      metadata: {
        name: 'app-2-x1b2c',
        labels: { deployment: 'app-2' },
        ownerReferences: [{ name: 'app-2' }],
      },
      status: {
        phase: 'Pending',
        containerStatuses: [
          { name: 'c', state: { waiting: { reason: 'ErrImagePull', message: 'unauthorized' } } },
        ],
      },
    };
    const {
      rollouts,
      cluster: server,
      clock,
    } = await rolloutsOf({
      objects: { [CONTROLLERS]: [version(2, 'Running', NEW)], [PODS]: [pod] },
    });
    clock.after(15_000, () => {
      server.happen({ collection: PODS, type: 'DELETED', object: pod });
      server.happen(modified(CONTROLLERS, version(2, 'Failed', NEW)));
    });
    const messages: string[] = [];
    await expect(rollouts.rollOut(plan, [TARGET], optionsFor(messages), signal())).rejects.toMatchObject({
      message: `dc/app in ${NS}: version 2 failed; pod app-2-x1b2c container c: ErrImagePull: unauthorized`,
      // the pod is gone, so the command is about the version
      hint: `look further: oc logs dc/app --version=2 -n ${NS}; oc describe rc/app-2 -n ${NS}`,
    });
    expect(messages).toContain('pod app-2-x1b2c container c: ErrImagePull: unauthorized');
  });

  it('says so when somebody cancelled it', async () => {
    const { annotations } = recordedObject('40zs-rc-after-cancel-running')['metadata'] as {
      annotations: Record<string, string>;
    };
    expect(annotations['openshift.io/deployment.cancelled']).toBe('true');
    const cancelled = edited('40zs-rc-after-cancel-running', { image: `${INTERNAL}@${NEW}` });
    const { rollouts } = await rolloutsOf({ objects: { [CONTROLLERS]: [cancelled] } });
    await expect(rollouts.rollOut(plan, [TARGET], optionsFor([]), signal())).rejects.toMatchObject({
      code: 'ROLLOUT_FAILED',
      message: `dc/app in ${NS}: version 6 was cancelled (cancelled by the user)`,
    });
  });

  it('times out saying how far it came', async () => {
    const { rollouts } = await rolloutsOf({ objects: { [CONTROLLERS]: [version(2, 'Running', NEW)] } });
    await expect(rollouts.rollOut(plan, [TARGET], optionsFor([], 60_000), signal())).rejects.toMatchObject({
      code: 'ROLLOUT_TIMED_OUT',
      message: `dc/app in ${NS}: not complete after 60 s (version 2 is running, 1 pod ready)`,
    });
  });

  it('times out when the version before never ends', async () => {
    const config = editedItem(LIST, { spec: { triggers: [imageTrigger({})] } });
    const { rollouts, cluster: server } = await rolloutsOf({
      objects: { [CONFIGS]: [config], [CONTROLLERS]: [version(1, 'Running', OLD)] },
    });
    const request = { ...plan, method: 'instantiate' as const };
    await expect(rollouts.rollOut(request, [TARGET], optionsFor([], 30_000), signal())).rejects.toMatchObject(
      {
        code: 'ROLLOUT_TIMED_OUT',
        message: expect.stringContaining('version 1 is still running: waiting for it') as string,
      },
    );
    expect(server.asked.some(({ method }) => method === 'POST')).toBe(false);
  });
});
