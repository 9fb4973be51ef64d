import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Digest } from '../../../src/core/image/digest.ts';
import type { RolloutPlan, Rollouts } from '../../../src/core/ports/rollouts.ts';
import { seedCronJob, seedDaemonSet, seedStatefulSet, type SetSeed } from '../../../sandbox/set-seeds.ts';
import { find } from '../../../sandbox/state/store.ts';
import {
  INTERNAL,
  rolloutOptions,
  startSandboxedCluster,
  workloadIn,
  type SandboxedCluster,
} from '../../support/sandboxed-cluster.ts';

const signal = (): AbortSignal => AbortSignal.timeout(60_000);

let lab: SandboxedCluster;
let rollouts: Rollouts;

beforeAll(async () => {
  lab = await startSandboxedCluster();
  ({ rollouts } = lab.quietClusterAs('alice'));
});
afterEach(() => {
  lab.sandbox.failures.length = 0;
  expect(lab.sandbox.unknownRequests).toEqual([]);
});
afterAll(() => lab.stop());

const SEEDS = { statefulset: seedStatefulSet, daemonset: seedDaemonSet, cronjob: seedCronJob };
type Kind = keyof typeof SEEDS;

/** A workload that runs an old image, and a new one that its stream does not know yet. */
async function prepare(
  kind: Kind,
  name: string,
  triggered: boolean,
  more: Partial<SetSeed> = {},
): Promise<{ old: Digest; digest: Digest; plan: RolloutPlan; move: () => void }> {
  const old = lab.push('prod', name, 'prod', `${name} old`);
  const image = `${INTERNAL}/prod/${name}@${old}`;
  const tag = triggered ? { tag: `${name}:prod` } : {};
  SEEDS[kind](lab.sandbox, { project: 'prod', name, image, replicas: 2, ...tag, ...more });
  await lab.sandbox.settled();
  const digest = lab.push('dev', name, 'new', `${name} new`);
  const plan = await rollouts.plan(workloadIn(kind, name), [lab.targetOf(name, digest)], signal());
  return { old, digest, plan, move: () => void lab.push('prod', name, 'prod', `${name} new`) };
}

const imageOf = (kind: Kind, name: string): string | undefined => {
  const { state } = lab.sandbox;
  if (kind === 'cronjob') {
    const job = find(state, 'cronjobs', 'prod', name);
    return job?.spec.jobTemplate.spec.template.spec.containers[0]?.image;
  }
  const object = find(state, `${kind}s`, 'prod', name);
  return object?.spec.template.spec.containers[0]?.image;
};

const podsOf = (name: string) =>
  [...lab.sandbox.state.objects.pods.values()].filter(
    ({ metadata }) => metadata.ownerReferences?.[0]?.name === name,
  );

describe('a rollout of a StatefulSet or DaemonSet', () => {
  it.each([
    ['statefulset', 'trigger', true],
    ['statefulset', 'set-image', false],
    ['daemonset', 'trigger', true],
    ['daemonset', 'set-image', false],
  ] as const)('of a %s by %s ends with pods that run the digest', async (kind, method, triggered) => {
    const name = `${kind}-${method}`;
    const { digest, plan, move } = await prepare(kind, name, triggered);
    expect(plan).toMatchObject({ method, containers: ['web'], replicas: 2 });
    move();
    const target = lab.targetOf(name, digest);
    const result = await rollouts.rollOut(plan, [target], rolloutOptions(), signal());
    expect(result.status).toBe('complete');
    expect(Number(result.revision)).toBe(Number(plan.revisionBefore) + 1);
    const pods = await rollouts.listPods(result, signal());
    expect(pods).toHaveLength(2);
    expect(pods.every((pod) => pod.ready && pod.imageDigests['web'] === digest)).toBe(true);
    const again = await rollouts.plan(workloadIn(kind, name), [target], signal());
    await expect(rollouts.rollOut(again, [target], rolloutOptions(), signal())).resolves.toMatchObject({
      status: 'unchanged',
      revision: result.revision,
    });
  });

  it.each(['statefulset', 'daemonset'] as const)(
    'of a %s that never becomes ready times out, says why, and goes back',
    async (kind) => {
      const name = `${kind}-bad`;
      const { old, digest, plan, move } = await prepare(kind, name, false);
      lab.sandbox.failures.push({ kind: 'CrashLoopBackOff', image: digest });
      move();
      const target = lab.targetOf(name, digest);
      await expect(rollouts.rollOut(plan, [target], rolloutOptions(), signal())).rejects.toMatchObject({
        code: 'ROLLOUT_TIMED_OUT',
        message: expect.stringContaining('CrashLoopBackOff') as string,
      });
      const messages: string[] = [];
      const way = await rollouts.planRollback(plan, signal());
      await expect(way.go(rolloutOptions(messages), signal())).resolves.toMatchObject({ status: 'complete' });
      expect(imageOf(kind, name)).toContain(old);
      await lab.sandbox.settled();
      const images = podsOf(name).map(({ spec }) => spec.containers[0]?.image);
      expect(images).toEqual([expect.stringContaining(old), expect.stringContaining(old)]);
      // the controller of a StatefulSet waits for a broken pod for ever
      const deleted = messages.filter((message) => message.includes('deleting it'));
      expect(deleted.length > 0).toBe(kind === 'statefulset');
    },
  );

  it('updates the pods of a StatefulSet down to its partition, and asks for no more', async () => {
    const { old, digest, plan, move } = await prepare('statefulset', 'parted', true, {
      replicas: 3,
      partition: 2,
    });
    expect(plan.replicas).toBe(1);
    move();
    const result = await rollouts.rollOut(plan, [lab.targetOf('parted', digest)], rolloutOptions(), signal());
    const pods = await rollouts.listPods(result, signal());
    expect(pods.map(({ name, imageDigests }) => [name, imageDigests['web']])).toEqual([['parted-2', digest]]);
    expect(podsOf('parted').filter(({ spec }) => spec.containers[0]?.image.includes(old))).toHaveLength(2);
  });

  it.each(['statefulset', 'daemonset'] as const)(
    'is refused before anything changes when a %s waits for its pods to be deleted',
    async (kind) => {
      await expect(
        prepare(kind, `${kind}-ondelete`, true, { updateStrategy: 'OnDelete' }),
      ).rejects.toMatchObject({
        code: 'ROLLOUT_PAUSED',
        message: expect.stringContaining('OnDelete') as string,
        hint: expect.stringContaining(`oc patch ${kind}/${kind}-ondelete -n prod`) as string,
      });
    },
  );

  it('of a fix frees a StatefulSet from a pod that has been broken before', async () => {
    const { digest: bad, plan, move } = await prepare('statefulset', 'broken', false);
    lab.sandbox.failures.push({ kind: 'ImagePullBackOff', image: bad });
    move();
    await expect(
      rollouts.rollOut(plan, [lab.targetOf('broken', bad)], rolloutOptions(), signal()),
    ).rejects.toMatchObject({ code: 'ROLLOUT_TIMED_OUT' });
    const fix = lab.push('prod', 'broken', 'prod', 'broken fixed');
    const target = lab.targetOf('broken', fix);
    const next = await rollouts.plan(workloadIn('statefulset', 'broken'), [target], signal());
    expect(next.underWay).toContain('of 2 ready');
    const result = await rollouts.rollOut(next, [target], rolloutOptions(), signal());
    expect(result.status).toBe('complete');
    expect(await rollouts.listPods(result, signal())).toHaveLength(2);
  });
});

describe('a rollout of a CronJob', () => {
  it.each([
    ['trigger', true],
    ['set-image', false],
  ] as const)(
    'by %s ends with its template, and goes back to the image it had',
    async (method, triggered) => {
      const name = `job-${method}`;
      const { old, digest, plan, move } = await prepare('cronjob', name, triggered);
      expect(plan).toMatchObject({
        method,
        replicas: 0,
        imagesBefore: { web: expect.stringContaining(old) as string },
      });
      move();
      const target = lab.targetOf(name, digest);
      const result = await rollouts.rollOut(plan, [target], rolloutOptions(), signal());
      expect(result.status).toBe('complete');
      const [next, ...others] = await rollouts.listPods(result, signal());
      expect(others).toEqual([]);
      expect(next).toEqual({ name: 'next job', ready: true, imageDigests: { web: digest } });

      // the tag goes back first
      lab.push('prod', name, 'prod', `${name} old`);
      const way = await rollouts.planRollback(plan, signal());
      await way.go(rolloutOptions(), signal());
      expect(imageOf('cronjob', name)).toContain(old);
    },
  );
});
