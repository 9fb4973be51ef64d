import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SandboxCluster } from '../../sandbox/cluster.ts';
import { seedDeployment, seedDeploymentConfig, seedRole, seedServiceAccount } from '../../sandbox/seeds.ts';
import {
  INTERNAL,
  rolloutOptions,
  startSandboxedCluster,
  workloadIn,
  type SandboxedCluster,
} from '../support/sandboxed-cluster.ts';

const signal = (): AbortSignal => AbortSignal.timeout(60_000);

let sandbox: SandboxCluster;
let clusterAs: SandboxedCluster['clusterAs'];
let quietClusterAs: SandboxedCluster['quietClusterAs'];
let push: SandboxedCluster['push'];
let targetOf: SandboxedCluster['targetOf'];
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ sandbox, clusterAs, quietClusterAs, push, targetOf, stop } = await startSandboxedCluster());
});
afterEach(() => {
  sandbox.failures.length = 0;
  expect(sandbox.unknownRequests).toEqual([]);
});
afterAll(() => stop());

describe('a cluster of the sandbox, over the real transport', () => {
  it('says who we are and where its registry is', async () => {
    push('prod', 'host', '1', 'host');
    const cluster = clusterAs('alice');
    await expect(cluster.account.identify(signal())).resolves.toEqual({
      username: 'alice',
      expiresAt: undefined,
    });
    await expect(cluster.streams.findRegistryHost('prod', signal())).resolves.toBe(sandbox.registryHost);
    await expect(cluster.projects.find('prod', signal())).resolves.toBe('active');
  });

  it('tells a service account when its token ends', async () => {
    const cluster = clusterAs('ci', seedServiceAccount(sandbox, 'prod', 'ci'));
    const { username, expiresAt } = await cluster.account.identify(signal());
    expect(username).toBe('system:serviceaccount:prod:ci');
    expect(expiresAt?.getTime()).toBeGreaterThan(sandbox.state.now().getTime());
  });

  it('refuses a token that is none', async () => {
    const cluster = clusterAs('alice', 'sha256~bad');
    await expect(cluster.account.identify(signal())).rejects.toMatchObject({ code: 'TOKEN_EXPIRED' });
  });

  it('moves a tag to an image of another project, and notices when that was pushed over', async () => {
    const one = push('dev', 'moved', 'x', 'one');
    const cluster = clusterAs('alice');
    const name = { project: 'prod', stream: 'moved', tag: 'prod' };
    await expect(cluster.streams.getTag(name, signal())).resolves.toBeUndefined();
    const from = { project: 'dev', stream: 'moved', digest: one };
    await expect(cluster.streams.putTag(name, from, undefined, signal())).resolves.toEqual({
      isWritten: true,
      digest: one,
    });
    expect((await cluster.streams.getTag(name, signal()))?.pullSpec).toBe(`${INTERNAL}/prod/moved@${one}`);
    const two = push('prod', 'moved', 'prod', 'two');
    expect((await cluster.streams.getTag(name, signal()))?.digest).toBe(two);
    expect(await cluster.streams.putTag(name, from, one, signal())).toEqual({
      isWritten: false,
      digest: two,
    });
    expect(await cluster.streams.putTag(name, from, two, signal())).toEqual({ isWritten: true, digest: one });
    await expect(cluster.streams.deleteTag(name, signal())).resolves.toBe(true);
    await expect(cluster.streams.deleteTag(name, signal())).resolves.toBe(false);
  });

  it('tells what an account may not do, and who grants it what', async () => {
    const digest = push('dev', 'secret', '1', 'secret');
    seedRole(sandbox, 'prod', 'registry-editor', 'bob');
    const cluster = clusterAs('bob');
    await cluster.account.identify(signal());
    const name = { project: 'dev', stream: 'secret', tag: '1' };
    await expect(cluster.streams.getTag(name, signal())).rejects.toMatchObject({
      code: 'ACCESS_DENIED',
      hint: 'grant it: oc policy add-role-to-user registry-viewer bob -n dev',
    });
    const destination = { project: 'prod', stream: 'secret', tag: '1' };
    const from = { project: 'dev', stream: 'secret', digest };
    await expect(cluster.streams.putTag(destination, from, undefined, signal())).rejects.toMatchObject({
      code: 'ACCESS_DENIED',
      message: expect.stringContaining('may not pull dev/secret') as string,
    });
    await expect(cluster.projects.find('dev', signal())).resolves.toBe('absent');
    const problem = { code: 'ACCESS_DENIED' as const, message: 'may not patch' };
    const patch = { verb: 'patch', group: 'apps', resource: 'deployments', project: 'prod', problem };
    const tags = {
      verb: 'update',
      group: 'image.openshift.io',
      resource: 'imagestreamtags',
      project: 'prod',
      problem,
    };
    await expect(cluster.account.missingRights([tags, patch], signal())).resolves.toEqual([
      { ...problem, hint: 'grant it: oc policy add-role-to-user edit bob -n prod' },
    ]);
  });
});

describe('a rollout in the sandbox, over the real transport', () => {
  it.each([
    ['deployment', 'trigger', true],
    ['deploymentconfig', 'trigger', true],
    ['deployment', 'set-image', false],
    ['deploymentconfig', 'set-image', false],
  ] as const)('of a %s by %s ends with pods that run the digest', async (kind, method, triggered) => {
    const name = `${kind}-${method}`;
    const old = push('prod', name, 'prod', `${name} old`);
    const seed = { project: 'prod', name, replicas: 2, image: `${INTERNAL}/prod/${name}@${old}` };
    (kind === 'deployment' ? seedDeployment : seedDeploymentConfig)(
      sandbox,
      triggered ? { ...seed, tag: `${name}:prod` } : seed,
    );
    await sandbox.settled();
    const { rollouts } = clusterAs('alice');
    const digest = push('dev', name, 'new', `${name} new`);
    const target = targetOf(name, digest);
    const plan = await rollouts.plan(workloadIn(kind, name), [target], signal());
    expect(plan).toMatchObject({ method, containers: ['web'], replicas: 2 });
    push('prod', name, 'prod', `${name} new`);
    const result = await rollouts.rollOut(plan, [target], rolloutOptions(), signal());
    expect(result).toMatchObject({ status: 'complete' });
    expect(Number(result.revision)).toBe(Number(plan.revisionBefore ?? 0) + 1);
    const pods = await rollouts.listPods(result, signal());
    expect(pods).toHaveLength(2);
    expect(pods.every((pod) => pod.ready && pod.imageDigests['web'] === digest)).toBe(true);
    const again = await rollouts.rollOut(
      await rollouts.plan(workloadIn(kind, name), [target], signal()),
      [target],
      rolloutOptions(),
      signal(),
    );
    expect(again).toMatchObject({ status: 'unchanged', revision: result.revision });
  });

  it.each(['deployment', 'deploymentconfig'] as const)(
    'of a %s that cannot pull its image fails and says why',
    async (kind) => {
      const name = `${kind}-bad`;
      push('prod', name, 'prod', `${name} old`);
      const seed = { project: 'prod', name, tag: `${name}:prod`, timeoutSeconds: 60 };
      (kind === 'deployment' ? seedDeployment : seedDeploymentConfig)(sandbox, seed);
      await sandbox.settled();
      const { rollouts } = clusterAs('alice');
      const digest = push('dev', name, 'new', `${name} new`);
      const target = targetOf(name, digest);
      const plan = await rollouts.plan(workloadIn(kind, name), [target], signal());
      sandbox.failures.push({ kind: 'ImagePullBackOff', workload: name });
      push('prod', name, 'prod', `${name} new`);
      await expect(rollouts.rollOut(plan, [target], rolloutOptions(), signal())).rejects.toMatchObject({
        code: 'ROLLOUT_FAILED',
        message: expect.stringContaining(kind === 'deployment' ? 'ImagePullBackOff' : 'failed') as string,
      });
    },
  );

  it('times out and tells about pods that never become ready', async () => {
    push('prod', 'slow', 'prod', 'slow old');
    seedDeployment(sandbox, { project: 'prod', name: 'slow', tag: 'slow:prod', timeoutSeconds: 100_000 });
    await sandbox.settled();
    const { rollouts } = quietClusterAs('alice');
    const digest = push('dev', 'slow', 'new', 'slow new');
    const target = targetOf('slow', digest);
    const plan = await rollouts.plan(workloadIn('deployment', 'slow'), [target], signal());
    sandbox.failures.push({ kind: 'CrashLoopBackOff', workload: 'slow' });
    push('prod', 'slow', 'prod', 'slow new');
    await expect(rollouts.rollOut(plan, [target], rolloutOptions(), signal())).rejects.toMatchObject({
      code: 'ROLLOUT_TIMED_OUT',
      message: expect.stringContaining('CrashLoopBackOff') as string,
      hint: expect.stringMatching(/oc logs slow-.* --previous -n prod/) as string,
    });
  });
});
