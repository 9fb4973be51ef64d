import { afterEach, describe, expect, it } from 'vitest';
import type { RolloutPlan, WorkloadName } from '../../../src/core/ports/rollouts.ts';
import {
  DEPLOYMENTS,
  EVENTS,
  INTERNAL,
  NEW,
  NS,
  PODS,
  REPLICASETS,
  TAG,
  TARGET,
  edited,
  editedItem,
  failed,
  optionsFor,
  signal,
  startRollouts,
  type Json,
} from '../../support/recorded-workloads.ts';
import { recordedList, type ReplayOptions, type TimedEvent } from '../../support/replayed-cluster.ts';
import { recordedReply } from '../../support/recorded-reply.ts';

let cluster: Awaited<ReturnType<typeof startRollouts>>['cluster'] | undefined;
afterEach(async () => {
  await cluster?.close();
  cluster = undefined;
});

async function rolloutsOf(options: Parameters<typeof startRollouts>[0] = {}) {
  const started = await startRollouts(options);
  ({ cluster } = started);
  return started;
}

const WEB: WorkloadName = { kind: 'deployment', project: NS, name: 'web' };

describe('a Deployment that fails', () => {
  const BAD: WorkloadName = { ...WEB, name: 'bad' };
  const image = `${INTERNAL}@${NEW}`;
  const plan: RolloutPlan = {
    workload: BAD,
    revisionBefore: undefined,
    method: 'set-image',
    containers: ['c'],
    images: { c: TARGET.name },
    replicas: 1,
  };
  const badPod = (change: Json = {}): Json => {
    const [pod] = recordedList('41q-deployment-bad-pods');
    return { ...pod, ...change };
  };
  const warning = (
    name: string,
    reason: string,
    message: string,
    lastTimestamp: string,
    count = 1,
  ): Json => ({
    metadata: { name: `${name}.${lastTimestamp}` },
    involvedObject: { name },
    reason,
    message,
    lastTimestamp,
    count,
  });
  const badCluster = (options: Partial<ReplayOptions> & { readonly pod?: Json } = {}) =>
    rolloutsOf({
      ...options,
      objects: {
        [DEPLOYMENTS]: [edited('41p-deployment-bad-at-deadline', { image })],
        [REPLICASETS]: recordedList('41r-deployment-bad-replicasets'),
        [PODS]: [options.pod ?? badPod()],
        [EVENTS]: [
          warning('other-1', 'Failed', 'not ours', '2026-11-21T09:00:00Z'),
          warning('bad-7bb875d8ff-xqvkz', 'BackOff', 'Back-off pulling image', '2026-11-21T08:54:05Z', 12),
          warning(
            'bad-7bb875d8ff-xqvkz',
            'Failed',
            'Failed to pull: unauthorized\n::error::x',
            '2026-11-21T08:54:00Z',
          ),
        ],
        ...options.objects,
      },
    });

  it('is explained by its condition, its pods and their events', async () => {
    const { rollouts, cluster: server } = await badCluster();
    const failure = await rollouts
      .rollOut(plan, [TARGET], optionsFor([]), signal())
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'ROLLOUT_FAILED',
      message: `deployment/bad in ${NS}: revision 1 failed: ReplicaSet "bad-7bb875d8ff" has timed out progressing; pod bad-7bb875d8ff-xqvkz container c: ImagePullBackOff: Back-off pulling image`,
      hint: `look further: oc describe pod bad-7bb875d8ff-xqvkz -n ${NS}`,
      where: { side: 'destination' },
    });
    expect((failure as { problems: { message: string }[] }).problems.map(({ message }) => message)).toEqual([
      'condition Available: MinimumReplicasUnavailable: Deployment does not have minimum availability.',
      'condition Progressing: ProgressDeadlineExceeded: ReplicaSet "bad-7bb875d8ff" has timed out progressing.',
      'pod bad-7bb875d8ff-xqvkz container c: ImagePullBackOff: Back-off pulling image',
      'event of bad-7bb875d8ff-xqvkz: Failed: Failed to pull: unauthorized x',
      'event of bad-7bb875d8ff-xqvkz: BackOff: Back-off pulling image (12 times)',
    ]);
    const pods = server.asked.find(({ path }) => path === PODS);
    expect(pods?.query.get('labelSelector')).toBe('pod-template-hash=7bb875d8ff');
  });

  it('is explained by the last words of a container that crashes', async () => {
    const pod = badPod({
      status: {
        phase: 'Running',
        containerStatuses: [
          {
            name: 'c',
            restartCount: 3,
            state: {
              waiting: { reason: 'CrashLoopBackOff', message: 'back-off 40s restarting failed container' },
            },
            lastState: { terminated: { exitCode: 1, reason: 'Error' } },
          },
        ],
      },
    });
    const { rollouts, cluster: server } = await badCluster({
      pod,
      intercept: ({ path }) =>
        path.endsWith('/log')
          ? { status: 200, body: 'starting\npanic: no \u001b[31mDATABASE_URL\u001b[0m\n' }
          : undefined,
    });
    await expect(rollouts.rollOut(plan, [TARGET], optionsFor([]), signal())).rejects.toMatchObject({
      message: expect.stringContaining('ended before: Error with exit code 1') as string,
      hint: `look further: oc logs bad-7bb875d8ff-xqvkz -c c --previous -n ${NS}`,
      problems: expect.arrayContaining([
        {
          code: 'ROLLOUT_FAILED',
          message: 'log of pod bad-7bb875d8ff-xqvkz container c: panic: no DATABASE_URL',
        },
      ]) as unknown,
    });
    const log = server.asked.find(({ path }) => path.endsWith('/log'));
    expect(Object.fromEntries(log?.query ?? [])).toMatchObject({
      container: 'c',
      previous: 'true',
      tailLines: '20',
    });
  });

  it('is a failure also to an account that may not look at pods and events', async () => {
    const { rollouts } = await badCluster({
      intercept: ({ path }) =>
        [PODS, EVENTS, REPLICASETS].includes(path)
          ? { status: 403, body: recordedReply('41zo-deployment-get-forbidden').body }
          : undefined,
    });
    await expect(rollouts.rollOut(plan, [TARGET], optionsFor([]), signal())).rejects.toMatchObject({
      code: 'ROLLOUT_FAILED',
      message: expect.stringMatching(/timed out progressing$/) as string,
      hint: `look further: oc describe deployment/bad -n ${NS}`,
    });
  });

  it('is still a failure while the old revision is healthy', async () => {
    const objects = {
      [DEPLOYMENTS]: [edited('41x-deployment-plain2-failed-after-good', { image })],
      [REPLICASETS]: recordedList('41y-deployment-plain2-replicasets'),
      [PODS]: [],
      [EVENTS]: [],
    };
    const { rollouts } = await rolloutsOf({ objects });
    const plain = { ...plan, workload: { ...WEB, name: 'plain2' }, revisionBefore: '1' };
    await expect(rollouts.rollOut(plain, [TARGET], optionsFor([]), signal())).rejects.toMatchObject({
      code: 'ROLLOUT_FAILED',
      message: expect.stringContaining('revision 2 failed') as string,
    });
  });

  it('is restarted when it had failed with the same image before', async () => {
    const failed = edited('41p-deployment-bad-at-deadline', { image });
    const { rollouts, cluster: server } = await badCluster({
      intercept: ({ method }, replayed, clock) => {
        if (method !== 'PATCH') return undefined;
        const object = structuredClone(failed) as { metadata: Json & { annotations: Json }; status: Json };
        object.metadata['generation'] = 2;
        const pending: TimedEvent = {
          collection: DEPLOYMENTS,
          type: 'MODIFIED',
          object: structuredClone(object),
        };
        replayed.happen(pending);
        object.metadata.annotations['deployment.kubernetes.io/revision'] = '2';
        object.status = { observedGeneration: 2, replicas: 1, updatedReplicas: 1, availableReplicas: 1 };
        clock.after(2_000, () => {
          replayed.happen({ collection: DEPLOYMENTS, type: 'MODIFIED', object: object });
        });
        return { status: 200, body: pending.object };
      },
    });
    const retry = await rollouts.plan(BAD, [TARGET], signal());
    expect(retry).toMatchObject({ method: 'restart', revisionBefore: '1', containers: ['c'] });
    const result = await rollouts.rollOut(retry, [TARGET], optionsFor([]), signal());
    expect(result).toMatchObject({ status: 'complete', revision: '2' });
    const patches = server.asked.filter(({ method }) => method === 'PATCH');
    expect(patches.map(({ body }) => body)).toEqual([
      {
        spec: {
          template: {
            metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': '2026-01-01T00:00:00.000Z' } },
          },
        },
      },
    ]);
  });

  it('times out with the same diagnosis, and tells about its pods on the way', async () => {
    const progressing = edited('41p-deployment-bad-at-deadline', { image });
    (progressing['status'] as Json)['conditions'] = [];
    const { rollouts } = await badCluster({ objects: { [DEPLOYMENTS]: [progressing] } });
    const messages: string[] = [];
    await expect(
      rollouts.rollOut(plan, [TARGET], optionsFor(messages, 60_000), signal()),
    ).rejects.toMatchObject({
      code: 'ROLLOUT_TIMED_OUT',
      message: `deployment/bad in ${NS}: not complete after 60 s (1 of 1 pods updated, 0 available); pod bad-7bb875d8ff-xqvkz container c: ImagePullBackOff: Back-off pulling image`,
    });
    expect(messages).toEqual([
      '1 of 1 pods updated, 0 available',
      'pod bad-7bb875d8ff-xqvkz container c: ImagePullBackOff: Back-off pulling image',
    ]);
  });

  it('says that the controller never saw the image when nothing moves', async () => {
    const { rollouts } = await rolloutsOf({
      objects: { [DEPLOYMENTS]: [edited('41e-deployment-get-right-after-tag-move', { image })] },
    });
    const web = { ...plan, workload: WEB, revisionBefore: '2' };
    await expect(rollouts.rollOut(web, [TARGET], optionsFor([], 30_000), signal())).rejects.toMatchObject({
      code: 'ROLLOUT_TIMED_OUT',
      message: expect.stringContaining('the controller has not seen the new image') as string,
    });
  });

  it('is reported as a missing right when the patch is refused', async () => {
    const web = editedItem('43a-list-for-watch-dep', { triggers: null, image: `${INTERNAL}:prod` });
    const { rollouts } = await rolloutsOf({
      objects: { [DEPLOYMENTS]: [web] },
      intercept: ({ method, path }) => {
        if (path === TAG) return failed(404, 'not found', 'imagestreamtags');
        if (method !== 'PATCH') return undefined;
        const message = `deployments.apps "web" is forbidden: User "ci" cannot patch resource "deployments" in API group "apps" in the namespace "${NS}"`;
        return failed(403, message, 'deployments');
      },
    });
    const set = await rollouts.plan(WEB, [TARGET], signal());
    await expect(rollouts.rollOut(set, [TARGET], optionsFor([]), signal())).rejects.toMatchObject({
      code: 'ACCESS_DENIED',
      hint: `grant it: oc policy add-role-to-user edit ci -n ${NS}`,
    });
  });
});
