// Two promoted images for two containers of one workload, beside an init container and a sidecar of somebody else.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildImage } from '../../sandbox/images/image.ts';
import { seedImage } from '../../sandbox/seed-image.ts';
import { callIn, plain } from '../../sandbox/seeds.ts';
import { find, insert } from '../../sandbox/state/store.ts';
import { DEPLOYMENTS } from '../../sandbox/workloads/deployment-spec.ts';
import { DEPLOYMENT_CONFIGS } from '../../sandbox/workloads/deployment-config-spec.ts';
import { runShellCommand, type CommandResult } from '../support/command.ts';
import { startImageSet, type ImageSet } from '../support/image-set.ts';
import { streamTagDigest } from '../support/playground-inputs.ts';

const SIDECAR = 'quay.io/else/proxy:3';
/** Which promoted image each container runs. */
const STREAMS = { web: 'web', worker: 'worker', migrate: 'web' } as const;

let set: ImageSet;
let old: Readonly<Record<string, string>>;
let released: typeof old;

beforeEach(async () => {
  set = await startImageSet(['web', 'worker']);
  for (const name of ['web', 'worker']) {
    const platform = { os: 'linux', architecture: 'amd64' };
    const config = { Labels: { release: `${name} 1.4.1` } };
    const image = buildImage({ platform, layers: [], created: '2026-01-01T00:00:00Z', config });
    await seedImage(set.destination, 'prod', name, 'live', image);
  }
  const digests = (digestOf: (stream: string) => string | undefined) =>
    Object.fromEntries(Object.entries(STREAMS).map(([name, stream]) => [name, digestOf(stream) ?? '']));
  old = digests((stream) => streamTagDigest(set.destination, 'prod', stream, 'live'));
  released = digests((stream) => streamTagDigest(set.source, 'dev', stream, '1.4.2'));
});
afterEach(async () => {
  expect(set.destination.unknownRequests).toEqual([]);
  await set.stop();
});

const promote = (command: 'promote' | 'plan', ...flags: readonly string[]): Promise<CommandResult> => {
  const lines = ['web', 'worker'].map((name) => `dev/${name}:1.4.2 => prod/${name}:live`);
  return runShellCommand([command, `--images=${lines.join('\n')}`, ...flags], set.environment);
};

const podSpec = () => {
  const image = (container: keyof typeof STREAMS): string =>
    `${set.destination.state.internalRegistryHost}/prod/${STREAMS[container]}@${old[container] ?? ''}`;
  return {
    initContainers: [{ name: 'migrate', image: image('migrate') }],
    containers: [
      { name: 'web', image: image('web') },
      { name: 'proxy', image: SIDECAR },
      { name: 'worker', image: image('worker') },
    ],
  };
};

/** A Deployment; its triggers follow both tags, if at all. */
async function deploy(triggers: 'none' | 'automatic' | 'paused'): Promise<void> {
  const entries = (['web', 'worker', 'migrate'] as const).map((container) => {
    const list = container === 'migrate' ? 'initContainers' : 'containers';
    return {
      from: { kind: 'ImageStreamTag', name: `${STREAMS[container]}:live` },
      fieldPath: `spec.template.spec.${list}[?(@.name=="${container}")].image`,
      paused: triggers === 'paused',
    };
  });
  const annotations = triggers === 'none' ? {} : { 'image.openshift.io/triggers': JSON.stringify(entries) };
  const body = {
    metadata: { name: 'shop', annotations },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'shop' } },
      template: { metadata: { labels: { app: 'shop' } }, spec: podSpec() },
    },
  };
  const { state } = set.destination;
  insert(state, 'deployments', DEPLOYMENTS.build(plain(body), callIn('prod'), state));
  await set.destination.settled();
}

async function deployConfig(): Promise<void> {
  const { containers } = podSpec();
  const imageTriggers = (['web', 'worker'] as const).map((container) => ({
    type: 'ImageChange',
    imageChangeParams: {
      automatic: true,
      containerNames: [container],
      from: { kind: 'ImageStreamTag', name: `${STREAMS[container]}:live` },
    },
  }));
  const body = {
    metadata: { name: 'shop' },
    spec: {
      replicas: 1,
      selector: { app: 'shop' },
      triggers: [{ type: 'ConfigChange' }, ...imageTriggers],
      template: { metadata: { labels: { app: 'shop' } }, spec: { containers } },
    },
  };
  const { state } = set.destination;
  insert(state, 'deploymentconfigs', DEPLOYMENT_CONFIGS.build(plain(body), callIn('prod'), state));
  await set.destination.settled();
}

/** By container: the digest in the template of the workload, or the image if it has none. */
const images = (kind: 'deployments' | 'deploymentconfigs' = 'deployments'): Record<string, string> => {
  const spec = find(set.destination.state, kind, 'prod', 'shop')?.spec.template.spec;
  const all = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])];
  return Object.fromEntries(all.map(({ name, image = '' }) => [name, image.replace(/^.*@/, '')]));
};

const revision = (): string | undefined =>
  find(set.destination.state, 'deployments', 'prod', 'shop')?.metadata.annotations?.[
    'deployment.kubernetes.io/revision'
  ];

describe('two promoted images for two containers of one Deployment', () => {
  it.each(['none', 'paused'] as const)(
    'go into one revision, container by container (image triggers: %s)',
    async (triggers) => {
      await deploy(triggers);

      const plan = await promote('plan', '--rollout=deployment/shop');
      const { status, stderr, stdout } = await promote('promote', '--rollout=deployment/shop');

      expect(status, stderr).toBe(0);
      expect(plan.stdout).toContain(
        'containers: web prod/web:live, worker prod/worker:live, migrate prod/web:live',
      );
      expect(plan.stdout).not.toContain('revisions');
      expect(images()).toEqual({ ...released, proxy: SIDECAR });
      expect(revision()).toBe('2');
      expect(stdout + stderr).toContain('revision 1 → 2');
    },
  );

  it('take up to a revision for each image trigger, which the plan says, and end with all of them', async () => {
    await deploy('automatic');

    const plan = await promote('plan', '--rollout=deployment/shop');
    const { status, stderr } = await promote('promote', '--rollout=deployment/shop');

    expect(status, stderr).toBe(0);
    expect(plan.stdout).toContain(
      'takes up to 2 revisions, as each image trigger starts one when its tag moves: only the last has all of the images',
    );
    expect(images()).toEqual({ ...released, proxy: SIDECAR });
    // Triggers that fire at the same time may share a revision.
    expect(stderr).toMatch(/revision 1 → [23]\b/);
    expect((await promote('plan', '--rollout=deployment/shop')).stdout).not.toContain('revisions');
  });

  it.each(['none', 'automatic', 'paused'] as const)(
    'all go back when one of them crashes (image triggers: %s)',
    async (triggers) => {
      await deploy(triggers);
      set.destination.failures.push({ kind: 'CrashLoopBackOff', image: released['worker'] ?? '' });

      const flags = ['--rollout=deployment/shop', '--rollback-on-failure', '--timeout=15s'];
      const { status, stderr } = await promote('promote', ...flags);

      expect(status, stderr).toBe(7);
      await set.destination.settled();
      expect(images(), stderr).toEqual({ ...old, proxy: SIDECAR });
      for (const name of ['web', 'worker'])
        expect(streamTagDigest(set.destination, 'prod', name, 'live')).toBe(old[name]);
    },
  );
});

it('a DeploymentConfig with an image trigger for each ends with both images, and the plan says how', async () => {
  await deployConfig();

  const plan = await promote('plan', '--rollout=dc/shop');
  const { status, stderr } = await promote('promote', '--rollout=dc/shop');

  expect(status, stderr).toBe(0);
  expect(plan.stdout).toContain('takes up to 2 revisions');
  const { web, worker } = released;
  expect(images('deploymentconfigs')).toEqual({ web, worker, proxy: SIDECAR });
});
