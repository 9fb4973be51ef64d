import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startPlayground, type Playground } from '../../src/entry/sandbox/playground.ts';
import { find } from '../../sandbox/state/store.ts';
import { seedRole, seedServiceAccount } from '../../sandbox/seeds.ts';
import { playgroundInputs, streamTagDigest } from '../support/playground-inputs.ts';
import { runAction, type StepResult } from '../support/runner.ts';
import { snapshotOf } from '../support/cluster-snapshot.ts';

let playground: Playground;
let pullerToken: string;

beforeAll(async () => {
  playground = await startPlayground();
  const { cluster } = playground.destination;
  pullerToken = seedServiceAccount(cluster, 'prod', 'only-puller');
  seedRole(cluster, 'prod', 'system:image-puller', 'system:serviceaccount:prod:only-puller');
  await cluster.settled();
});
afterAll(async () => {
  expect(playground.source.cluster.unknownRequests).toEqual([]);
  expect(playground.destination.cluster.unknownRequests).toEqual([]);
  await playground.stop();
});

const promote = (inputs: Record<string, string>): Promise<StepResult> =>
  runAction({ ...playgroundInputs(playground), ...inputs });

const streamTag = (project: string, stream: string, tag: string): string | undefined => {
  const { cluster } = project === 'dev' ? playground.source : playground.destination;
  return streamTagDigest(cluster, project, stream, tag);
};

describe('a promotion between two clusters', () => {
  it('dry-run tells the plan and changes nothing at the destination', async () => {
    const before = snapshotOf(playground.destination.cluster);

    const run = await promote({
      'dry-run': 'true',
      rollout: 'dc/api\ndeployment/web',
      'destination-tags': 'live',
    });

    expect(run.status, run.log).toBe(0);
    expect(snapshotOf(playground.destination.cluster)).toEqual(before);
    const plan = JSON.parse(run.outputs['plan'] ?? '') as { images: unknown[]; rollouts: unknown[] };
    expect(plan).toMatchObject({
      images: [{ action: 'create', tags: ['1.4.2', 'live'] }],
      rollouts: [{ method: 'trigger' }, { method: 'set-image' }],
    });
    expect(run.outputs).toMatchObject({ changed: 'false', 'rollout-status': 'skipped' });
  });

  it('copies, tags, rolls out a DeploymentConfig and a Deployment and proves what runs', async () => {
    const run = await promote({ rollout: 'dc/api\ndeployment/web', 'destination-tags': 'live' });

    expect(run.status, run.log).toBe(0);
    const digest = streamTag('dev', 'app', '1.4.2');
    expect(streamTag('prod', 'app', '1.4.2')).toBe(digest);
    expect(streamTag('prod', 'app', 'live')).toBe(digest);
    expect(run.outputs).toMatchObject({
      digest,
      changed: 'true',
      'image-stream-tag': 'prod/app:1.4.2',
      'rollout-status': 'complete',
    });
    expect(Number(run.outputs['bytes-copied'])).toBeGreaterThan(0);
    expect(Number(run.outputs['bytes-skipped'])).toBeGreaterThan(0);
    expect(run.summary).toContain('prod/app:1.4.2');
  });

  it('finds everything there the second time and rolls nothing out again', async () => {
    await playground.destination.cluster.settled();
    const before = snapshotOf(playground.destination.cluster);

    const run = await promote({ rollout: 'dc/api\ndeployment/web', 'destination-tags': 'live' });

    expect(run.status, run.log).toBe(0);
    expect(run.outputs).toMatchObject({
      changed: 'false',
      'bytes-copied': '0',
      'rollout-status': 'unchanged',
    });
    expect(snapshotOf(playground.destination.cluster)).toEqual(before);
  });

  it('uses one cluster for both sides when there is no source server', async () => {
    const { destination } = playground;
    const run = await runAction({
      'source-image': 'prod/app:1.4.1',
      'destination-server': destination.cluster.apiUrl,
      'destination-token': destination.token,
      'destination-ca': destination.cluster.ca,
      'destination-image': 'prod/app:previous',
    });

    expect(run.status, run.log).toBe(0);
    expect(streamTag('prod', 'app', 'previous')).toBe(streamTag('prod', 'app', '1.4.1'));
    expect(run.outputs['bytes-copied']).toBe('0');
  });
});

describe('an account that may only push', () => {
  it.each([
    ['prod/app:pushed', 0, undefined],
    ['prod/missing:pushed', 3, /may not create image stream missing in project prod/],
  ] as const)('promotes to %s, if the stream exists, by exit code %s', async (image, status, says) => {
    const { cluster } = playground.destination;
    const token = seedServiceAccount(cluster, 'prod', 'only-pusher');
    seedRole(cluster, 'prod', 'system:image-pusher', 'system:serviceaccount:prod:only-pusher');

    const run = await promote({
      'destination-token': token,
      'destination-image': image,
      'destination-registry': cluster.registryHost,
      signatures: 'never',
    });

    expect(run.status, run.log).toBe(status);
    if (says === undefined) expect(streamTag('prod', 'app', 'pushed')).toBe(streamTag('dev', 'app', '1.4.2'));
    else expect(run.log).toMatch(says);
  });
});

describe('the images of the sandbox', () => {
  it('are the same on both clusters where they have the same tag', () => {
    expect(streamTag('prod', 'app', '1.4.1')).toBe(streamTag('dev', 'app', '1.4.1'));
  });

  it('have a port: a first deployment makes Service and Route', async () => {
    const run = await promote({
      'destination-image': 'prod/first:live',
      rollout: 'deployment/first',
      'create-workload': 'true',
      expose: 'true',
    });

    expect(run.status, run.log).toBe(0);
    const { state } = playground.destination.cluster;
    expect(find(state, 'services', 'prod', 'first')?.spec['ports']).toMatchObject([{ port: 8080 }]);
    expect(find(state, 'routes', 'prod', 'first')?.spec).toMatchObject({ port: { targetPort: '8080-tcp' } });
  });
});

describe('what cannot be promoted ends with one clear error, and nothing has changed', () => {
  let before: unknown;
  beforeEach(() => {
    before = snapshotOf(playground.destination.cluster);
  });

  const cases: readonly {
    name: string;
    inputs: () => Record<string, string>;
    code: string;
    status: number;
    says: RegExp;
  }[] = [
    {
      name: 'a wrong reference, an unknown input and an empty required one, all at once',
      inputs: () => ({ 'source-image': 'app', 'destination-image': '', 'destnation-tags': 'x' }),
      code: 'INPUT_INVALID',
      status: 2,
      says: /destination-image[\s\S]*source-image|source-image[\s\S]*destination-image/,
    },
    {
      name: 'a malformed digest',
      inputs: () => ({ 'source-image': 'dev/app@sha256:12' }),
      code: 'INPUT_INVALID',
      status: 2,
      says: /64 lower-case/,
    },
    {
      name: 'a server that is not OpenShift',
      inputs: () => ({ 'source-server': `https://${playground.source.cluster.registryHost}` }),
      code: 'NOT_OPENSHIFT',
      status: 4,
      says: /source-server/,
    },
    {
      name: 'a certificate authority that is missing',
      inputs: () => ({ 'destination-ca': '' }),
      code: 'TLS_FAILED',
      status: 6,
      says: /destination-ca/,
    },
    {
      name: 'a token nobody knows',
      inputs: () => ({ 'destination-token': 'sha256~AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }),
      code: 'TOKEN_EXPIRED',
      status: 3,
      says: /destination-token/,
    },
    {
      name: 'a tag that does not exist',
      inputs: () => ({ 'source-image': 'dev/app:9.9' }),
      code: 'IMAGE_NOT_FOUND',
      status: 4,
      says: /dev\/app:9\.9/,
    },
    {
      name: 'a stream that does not exist',
      inputs: () => ({ 'source-image': 'dev/nostream:1' }),
      code: 'IMAGE_NOT_FOUND',
      status: 4,
      says: /dev\/nostream:1/,
    },
    {
      name: 'a source project that does not exist',
      inputs: () => ({
        'source-image': 'nowhere/app:1',
        'source-registry': playground.source.cluster.registryHost,
      }),
      code: 'ACCESS_DENIED',
      status: 3,
      says: /nowhere/,
    },
    {
      name: 'no right to push',
      inputs: () => ({
        'destination-token': pullerToken,
        'destination-image': 'prod/app:1.4.1',
        'destination-registry': playground.destination.cluster.registryHost,
      }),
      code: 'ACCESS_DENIED',
      status: 3,
      says: /oc policy add-role-to-user registry-editor/,
    },
    {
      name: 'no right at all',
      inputs: () => ({
        'destination-token': playground.destination.cluster.token('puller'),
        'destination-registry': playground.destination.cluster.registryHost,
      }),
      code: 'PROJECT_NOT_FOUND',
      status: 4,
      says: /does not exist, or the account may do nothing in it/,
    },
    {
      name: 'a workload that does not exist',
      inputs: () => ({ rollout: 'deployment/nope' }),
      code: 'WORKLOAD_NOT_FOUND',
      status: 4,
      says: /deployment\/nope/,
    },
    {
      name: 'a digest that is not the expected one, and a tag that must not be moved',
      inputs: () => ({
        'destination-image': 'prod/app:1.4.1',
        'expected-digest': `sha256:${'0'.repeat(64)}`,
        'on-existing-tag': 'fail',
      }),
      code: 'CHECK_FAILED',
      status: 3,
      says: /expected[\s\S]*exists already/,
    },
  ];

  it.each(cases)('$name', async ({ inputs, code, status, says }) => {
    const run = await promote(inputs());

    expect(run.status, run.log).toBe(status);
    expect(run.outputs['error-code']).toBe(code);
    expect(run.log).toMatch(says);
    expect(run.summary).toContain(code);
    expect(snapshotOf(playground.destination.cluster)).toEqual(before);
  });
});

describe('secrets', () => {
  it('are in no log, output, summary or record, also of a failed run with all details', async () => {
    const { source, destination } = playground;
    const runs = await Promise.all([
      promote({ 'log-level': 'debug', record: '/dev/stdout' }),
      promote({ 'log-level': 'debug', 'source-image': 'dev/app:9.9', record: '/dev/stdout' }),
      promote({ 'log-level': 'debug', 'destination-token': destination.cluster.token('puller') }),
    ]);

    for (const run of runs) {
      // the lines that tell the runner what to mask are the one place where secrets stand
      const log = run.log.replaceAll(/^::add-mask::.*$/gm, '');
      const everything = [log, run.summary, JSON.stringify(run.outputs)].join('\n');
      for (const secret of [source.token, destination.token, destination.cluster.token('puller')]) {
        expect(everything).not.toContain(secret);
        expect(everything).not.toContain(Buffer.from(secret).toString('base64'));
      }
      expect(everything).not.toMatch(/_state=[^*\s]/);
    }
  });
});
