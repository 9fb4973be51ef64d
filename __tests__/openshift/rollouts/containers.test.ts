// Which containers of a workload a promoted image is for: by trigger, tag, digest, short name, or because the user said so.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Digest } from '../../../src/core/image/digest.ts';
import type { RolloutTarget, Rollouts, WorkloadName } from '../../../src/core/ports/rollouts.ts';
import type { ApiCall } from '../../../sandbox/exchange/exchange.ts';
import { DEPLOYMENTS } from '../../../sandbox/workloads/deployment-spec.ts';
import { find, insert, replace } from '../../../sandbox/state/store.ts';
import {
  INTERNAL,
  rolloutOptions,
  startSandboxedCluster,
  workloadIn,
  type SandboxedCluster,
} from '../../support/sandboxed-cluster.ts';

const signal = (): AbortSignal => AbortSignal.timeout(15_000);

let lab: SandboxedCluster;
let rollouts: Rollouts;

beforeAll(async () => {
  lab = await startSandboxedCluster();
  ({ rollouts } = lab.clusterAs('alice'));
});
afterEach(() => {
  expect(lab.sandbox.unknownRequests).toEqual([]);
});
afterAll(() => lab.stop());

interface Container {
  readonly image: string;
  /** `stream:tag` that an image trigger follows */
  readonly follows?: string;
  readonly init?: boolean;
}

/** A Deployment with these containers, settled. */
async function deploy(name: string, containers: Readonly<Record<string, Container>>): Promise<WorkloadName> {
  const entries = Object.entries(containers);
  const listOf = (init: boolean): object[] =>
    entries
      .filter(([, each]) => (each.init ?? false) === init)
      .map(([container, { image }]) => ({ name: container, image }));
  const triggers = entries.flatMap(([container, { follows, init }]) =>
    follows === undefined
      ? []
      : [
          {
            from: { kind: 'ImageStreamTag', name: follows },
            fieldPath: `spec.template.spec.${init === true ? 'initContainers' : 'containers'}[?(@.name=="${container}")].image`,
          },
        ],
  );
  const annotations =
    triggers.length === 0 ? {} : { 'image.openshift.io/triggers': JSON.stringify(triggers) };
  const body = {
    metadata: { name, annotations },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: listOf(false), initContainers: listOf(true) },
      },
    },
  };
  const call = { namespace: 'prod' } as unknown as ApiCall;
  insert(lab.sandbox.state, 'deployments', DEPLOYMENTS.build(body as never, call, lab.sandbox.state));
  await lab.sandbox.settled();
  return workloadIn('deployment', name);
}

const imagesOf = (name: string): Readonly<Record<string, string>> => {
  const spec = find(lab.sandbox.state, 'deployments', 'prod', name)?.spec.template.spec;
  const all = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])];
  return Object.fromEntries(all.map((container) => [container.name, container.image ?? '']));
};

/** An image of a stream of the project prod under the tag, and what comes next. */
function release(stream: string, tag: string): { old: Digest; next: Digest; target: RolloutTarget } {
  const old = lab.push('prod', stream, tag, `${stream} ${tag} old`);
  const next = lab.push('dev', stream, `${tag}-next`, `${stream} ${tag} next`);
  return { old, next, target: lab.targetOf(stream, next, tag) };
}

const move = (stream: string, tag: string): void => {
  lab.push('prod', stream, tag, `${stream} ${tag} next`);
};

describe('two components of one stream, each with a tag of its own', () => {
  it('only the container with the promoted tag gets the image', async () => {
    const web = release('one', 'web');
    release('one', 'worker');
    const workload = await deploy('one', {
      web: { image: `${INTERNAL}/prod/one:web` },
      worker: { image: `${INTERNAL}/prod/one:worker` },
    });
    const plan = await rollouts.plan(workload, [web.target], signal());
    expect(plan).toMatchObject({ containers: ['web'], images: { web: 'prod/one:web' } });
    move('one', 'web');
    await rollouts.rollOut(plan, [web.target], rolloutOptions(), signal());
    expect(imagesOf('one')).toEqual({
      web: `${INTERNAL}/prod/one@${web.next}`,
      worker: `${INTERNAL}/prod/one:worker`,
    });
  });

  it('both promoted in one run get their own image, in one revision', async () => {
    const web = release('both', 'web');
    const worker = release('both', 'worker');
    const workload = await deploy('both', {
      web: { image: `${INTERNAL}/prod/both:web` },
      worker: { image: `${INTERNAL}/prod/both:worker` },
    });
    const targets = [web.target, worker.target];
    const plan = await rollouts.plan(workload, targets, signal());
    move('both', 'web');
    move('both', 'worker');
    const result = await rollouts.rollOut(plan, targets, rolloutOptions(), signal());
    expect(Number(result.revision)).toBe(Number(plan.revisionBefore) + 1);
    const pods = await rollouts.listPods(result, signal());
    expect(pods.map(({ imageDigests }) => imageDigests)).toEqual([
      { web: web.next, worker: worker.next },
      { web: web.next, worker: worker.next },
    ]);
  });

  it('with an image trigger on each of them the one that was not promoted stays as it is', async () => {
    const web = release('triggered', 'web');
    const worker = release('triggered', 'worker');
    const workload = await deploy('triggered', {
      web: { image: `${INTERNAL}/prod/triggered@${web.old}`, follows: 'triggered:web' },
      worker: { image: `${INTERNAL}/prod/triggered@${worker.old}`, follows: 'triggered:worker' },
    });
    const plan = await rollouts.plan(workload, [web.target], signal());
    expect(plan).toMatchObject({ method: 'trigger', images: { web: 'prod/triggered:web' } });
    move('triggered', 'web');
    await rollouts.rollOut(plan, [web.target], rolloutOptions(), signal());
    expect(imagesOf('triggered')).toEqual({
      web: `${INTERNAL}/prod/triggered@${web.next}`,
      worker: `${INTERNAL}/prod/triggered@${worker.old}`,
    });
  });

  it('those set by digest before are distinguished by the tags whose history has the digest', async () => {
    const web = release('pinned', 'web');
    const worker = release('pinned', 'worker');
    const workload = await deploy('pinned', {
      web: { image: `${INTERNAL}/prod/pinned@${web.old}` },
      worker: { image: `${INTERNAL}/prod/pinned@${worker.old}` },
      migrate: { image: `${INTERNAL}/prod/pinned@${web.old}`, init: true },
    });
    await expect(rollouts.plan(workload, [web.target], signal())).resolves.toMatchObject({
      images: { web: 'prod/pinned:web', migrate: 'prod/pinned:web' },
    });
  });

  it('a container is only for the image when the user names it, whatever it runs', async () => {
    const live = release('named', 'live');
    const workload = await deploy('named', {
      web: { image: `${INTERNAL}/prod/named:web` },
      worker: { image: `${INTERNAL}/prod/named:worker` },
    });
    await expect(rollouts.plan(workload, [live.target], signal())).rejects.toMatchObject({
      code: 'ROLLOUT_FAILED',
      hint: expect.stringContaining('name the container in "rollout": deployment/named[web]') as string,
    });
    const named = { ...workload, containers: ['web'] };
    const plan = await rollouts.plan(named, [live.target], signal());
    expect(plan.images).toEqual({ web: 'prod/named:live' });
    move('named', 'live');
    await rollouts.rollOut(plan, [live.target], rolloutOptions(), signal());
    expect(imagesOf('named')).toEqual({
      web: `${INTERNAL}/prod/named@${live.next}`,
      worker: `${INTERNAL}/prod/named:worker`,
    });
    await expect(
      rollouts.plan({ ...workload, containers: ['wep'] }, [live.target], signal()),
    ).rejects.toMatchObject({ code: 'INPUT_INVALID', hint: 'its containers are web, worker' });
  });
});

describe('tags that are versions', () => {
  it('the version before is the same image, and so is its init container', async () => {
    release('versions', '1.4.1');
    const { target } = release('versions', '1.4.2');
    const workload = await deploy('versions', {
      web: { image: `${INTERNAL}/prod/versions:1.4.1` },
      migrate: { image: `${INTERNAL}/prod/versions:1.4.1`, init: true },
      exporter: { image: `${INTERNAL}/prod/versions:exporter-3` },
    });
    await expect(rollouts.plan(workload, [target], signal())).resolves.toMatchObject({
      images: { web: 'prod/versions:1.4.2', migrate: 'prod/versions:1.4.2' },
    });
  });

  it('two different versions side by side are refused: which one is meant?', async () => {
    const { target } = release('beside', '3.0');
    const workload = await deploy('beside', {
      web: { image: `${INTERNAL}/prod/beside:1.0` },
      worker: { image: `${INTERNAL}/prod/beside:2.0` },
    });
    await expect(rollouts.plan(workload, [target], signal())).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      hint: expect.stringContaining('deployment/beside[web]') as string,
    });
  });
});

describe('the only image of a stream in a workload', () => {
  it.each([
    ['only-version', '1.4.1', 'live'],
    ['only-name', 'latest', '1.4.2'],
  ])('%s may go from %s to %s', async (name, now, next) => {
    const { target } = release(name, next);
    const workload = await deploy(name, { web: { image: `${INTERNAL}/prod/${name}:${now}` } });

    await expect(rollouts.plan(workload, [target], signal())).resolves.toMatchObject({
      images: { web: `prod/${name}:${next}` },
    });
  });

  it('does not go from one name to another', async () => {
    const { target } = release('only-worker', 'web');
    const workload = await deploy('only-worker', { main: { image: `${INTERNAL}/prod/only-worker:worker` } });

    await expect(rollouts.plan(workload, [target], signal())).rejects.toMatchObject({
      code: 'ROLLOUT_FAILED',
      hint: expect.stringContaining('deployment/only-worker[main]') as string,
    });
  });
});

describe('an application and a sidecar of two streams', () => {
  it('promoted in one run, they go into one revision, with the init container', async () => {
    const app = release('shop', 'live');
    const proxy = release('proxy', 'live');
    const workload = await deploy('shop', {
      web: { image: `${INTERNAL}/prod/shop:live` },
      proxy: { image: `${INTERNAL}/prod/proxy:live` },
      migrate: { image: `${INTERNAL}/prod/shop:live`, init: true },
      other: { image: 'quay.io/else/where:1' },
    });
    const targets = [app.target, proxy.target];
    const plan = await rollouts.plan(workload, targets, signal());
    move('shop', 'live');
    move('proxy', 'live');
    const result = await rollouts.rollOut(plan, targets, rolloutOptions(), signal());
    expect(Number(result.revision)).toBe(Number(plan.revisionBefore) + 1);
    expect(imagesOf('shop')).toEqual({
      web: `${INTERNAL}/prod/shop@${app.next}`,
      proxy: `${INTERNAL}/prod/proxy@${proxy.next}`,
      migrate: `${INTERNAL}/prod/shop@${app.next}`,
      other: 'quay.io/else/where:1',
    });
  });
});

describe('the short name of a stream', () => {
  const looksUpLocally = (stream: string): void => {
    const object = find(lab.sandbox.state, 'imagestreams', 'prod', stream);
    if (object === undefined) throw new Error('no stream');
    replace(lab.sandbox.state, 'imagestreams', {
      ...object,
      spec: { ...object.spec, lookupPolicy: { local: true } },
    });
  };

  it('is the promoted image where its stream is looked up locally, and only there', async () => {
    const short = release('short', 'live');
    const workload = await deploy('short', { web: { image: 'short:live' } });
    const cluster = lab.clusterAs('alice');
    await expect(rollouts.plan(workload, [short.target], signal())).rejects.toMatchObject({
      code: 'ROLLOUT_FAILED',
    });
    await expect(cluster.workloads.find('prod', short.target, signal())).resolves.toEqual([]);
    looksUpLocally('short');
    await expect(cluster.workloads.find('prod', short.target, signal())).resolves.toEqual([workload]);
    const plan = await lab.clusterAs('alice').rollouts.plan(workload, [short.target], signal());
    expect(plan.images).toEqual({ web: 'prod/short:live' });
  });
});

describe('an image of Docker Hub', () => {
  it.each([
    'docker.io/acme/app:live',
    'index.docker.io/acme/app:live',
    'registry-1.docker.io/acme/app:live',
    'acme/app:live',
  ])('is the same repository when it is written %s', async (image) => {
    const name = `hub-${image.length}`;
    const next = lab.push('dev', 'hub', 'next', 'hub next');
    const workload = await deploy(name, { web: { image } });
    const target: RolloutTarget = {
      name: 'docker.io/acme/app:live',
      project: '',
      stream: undefined,
      tags: ['live'],
      digest: next,
      acceptedDigests: new Set([next]),
      pullSpec: `docker.io/acme/app@${next}`,
      repositories: ['docker.io/acme/app'],
    };
    await expect(rollouts.plan(workload, [target], signal())).resolves.toMatchObject({
      images: { web: 'docker.io/acme/app:live' },
    });
  });
});
