import { describe, expect, it } from 'vitest';
import type { ApplyOptions, ApplyRequest, ObjectPlan } from '../../../src/core/ports/apply.ts';
import { PromoteError } from '../../../src/core/text/errors.ts';
import type { ImageConfig } from '../../../src/core/image/image-config.ts';
import type { PromoteOptions } from '../../../src/core/options.ts';
import type { WorkloadName } from '../../../src/core/ports/rollouts.ts';
import { promote } from '../../../src/promotion/promote.ts';
import { anImage, fakePorts, type FakePorts } from '../../support/fake-ports.ts';
import { promoteOptions, request } from '../../support/promote-options.ts';

const never = new AbortController().signal;
const APP: WorkloadName = { kind: 'deployment', project: 'prod', name: 'app' };

const CONFIG: ImageConfig = {
  created: undefined,
  environmentNames: [],
  labels: {},
  ports: [],
  user: undefined,
};

const asked = (changes: Partial<ApplyOptions> = {}): ApplyOptions => ({
  template: undefined,
  parameters: {},
  manifests: [],
  forceConflicts: false,
  createWorkload: false,
  expose: false,
  ...changes,
});

const object = (kind: string, name = 'app', action: ObjectPlan['action'] = 'create'): ObjectPlan => ({
  apiVersion: 'v1',
  kind,
  project: 'prod',
  name,
  action,
});

/** What was asked to be applied, in plan and deed. */
function twoClusters(...objects: readonly ObjectPlan[]): { ports: FakePorts; requests: ApplyRequest[] } {
  const ports = fakePorts({ source: true, destination: true });
  ports.registry.source.hold('dev/app', { manifests: [anImage('one')], tag: '1.0' });
  const requests: ApplyRequest[] = [];
  ports.objectsOf = (each) => {
    requests.push(each);
    return objects;
  };
  return { ports, requests };
}

/** Workloads that are not there until something has been applied. */
function withoutWorkloads(ports: FakePorts): FakePorts {
  const cluster = ports.clusters.destination;
  if (cluster === undefined) throw new TypeError('no cluster');
  const plan = cluster.rollouts.plan.bind(cluster.rollouts);
  cluster.rollouts.plan = async (workload, target, signal) => {
    if (ports.changes.some((change) => change.startsWith('apply'))) return plan(workload, target, signal);
    throw new PromoteError({ code: 'WORKLOAD_NOT_FOUND', message: `no ${workload.name}` });
  };
  return ports;
}

const options = (changes: Partial<PromoteOptions> = {}): PromoteOptions =>
  promoteOptions({ apply: asked(), ...changes });

describe('objects', () => {
  it('are planned, then applied between the tags and the rollout', async () => {
    const { ports } = twoClusters(object('ConfigMap'), object('Service', 'app', 'unchanged'));

    const { failure, plan, report } = await promote(
      options({ rollouts: [APP], verifyPods: false }),
      ports,
      never,
    );

    expect(failure).toBeUndefined();
    expect(plan?.objects?.map(({ kind, action }) => `${action} ${kind}`)).toEqual([
      'create ConfigMap',
      'unchanged Service',
    ]);
    expect(ports.changes.slice(-4)).toEqual([
      'manifest prod/app:1.0',
      'apply ConfigMap/app',
      'apply Service/app',
      'roll out deployment/app',
    ]);
    expect(report.applied).toEqual(plan?.objects);
    expect(ports.lines).toContain('create ConfigMap app in prod');
    expect(ports.lines).toContain('created ConfigMap app in prod');
  });

  it('learn what is promoted as pods name it, once the tag is there', async () => {
    const { ports, requests } = twoClusters();

    await promote(options(), ports, never);

    const digest = anImage('one').digest;
    const [planned, applied] = requests;
    expect(planned?.values['PROMOTE_IMAGE']).toBe(`registry.destination.example.com/prod/app@${digest}`);
    expect(applied?.values).toMatchObject({
      PROMOTE_IMAGE: `internal/prod/app@${digest}`,
      PROMOTE_IMAGE_APP: `internal/prod/app@${digest}`,
      PROMOTE_DIGEST: digest,
      PROMOTE_TAG: '1.0',
      PROMOTE_STREAM: 'app',
      PROMOTE_PROJECT: 'prod',
    });
  });

  it('of several images know each by its stream, and what is the same for all', async () => {
    const { ports, requests } = twoClusters();
    ports.registry.source.hold('dev/web-api', { manifests: [anImage('two')], tag: '1.0' });
    const promotions = [
      request('dev/app:1.0', 'prod/app:1.0'),
      request('dev/web-api:1.0', 'prod/web-api:1.0'),
    ];

    await promote(options({ promotions }), ports, never);

    const values = requests.at(-1)?.values ?? {};
    expect(values['PROMOTE_DIGEST_WEB_API']).toBe(anImage('two').digest);
    expect(values).not.toHaveProperty('PROMOTE_DIGEST');
    expect(values).toMatchObject({ PROMOTE_TAG: '1.0', PROMOTE_PROJECT: 'prod' });
  });

  it('are only planned in a dry run', async () => {
    const { ports } = twoClusters(object('ConfigMap'));
    await promote(options({ dryRun: true }), ports, never);
    expect(ports.changes).toEqual([]);
  });

  it('are taken back in reverse when the rollout fails, but for workloads with a way back of their own', async () => {
    const { ports } = twoClusters(
      object('ConfigMap'),
      object('Deployment', 'app', 'change'),
      object('Route'),
    );
    ports.beforeChange = (change) => {
      if (change === 'roll out deployment/app')
        throw new PromoteError({ code: 'ROLLOUT_FAILED', message: 'no pod started' });
    };

    const { report } = await promote(options({ rollouts: [APP], rollbackOnFailure: true }), ports, never);

    expect(report.rolledBack).toBe(true);
    expect(ports.changes.slice(-4)).toEqual([
      'delete prod/app:1.0',
      'take back Route/app',
      'take back ConfigMap/app',
      'back deployment/app',
    ]);
  });
});

describe('a workload that does not exist', () => {
  it('and will not be applied stops the promotion before anything moves', async () => {
    const { ports } = twoClusters(object('ConfigMap'));
    const { failure } = await promote(options({ rollouts: [APP] }), withoutWorkloads(ports), never);
    expect(failure?.error).toMatchObject({ code: 'WORKLOAD_NOT_FOUND' });
    expect(ports.changes).toEqual([]);
  });

  it('is rolled out after it was applied, and removed when that fails', async () => {
    const { ports } = twoClusters(object('Deployment'));
    ports.beforeChange = (change) => {
      if (change === 'roll out deployment/app')
        throw new PromoteError({ code: 'ROLLOUT_FAILED', message: 'no pod started' });
    };

    const { plan, report } = await promote(
      options({ rollouts: [APP], rollbackOnFailure: true }),
      withoutWorkloads(ports),
      never,
    );

    expect(plan?.rollouts).toMatchObject([{ method: 'apply', workload: APP }]);
    expect(report.rolledBack).toBe(true);
    expect(ports.changes.slice(-2)).toEqual(['delete prod/app:1.0', 'take back Deployment/app']);
  });

  it('is made of the image, and waits for its ports to be known', async () => {
    const { ports, requests } = twoClusters(object('Deployment'));
    ports.imageConfig = { ...CONFIG, ports: [{ port: 8080, protocol: 'TCP' }] };
    const apply = asked({ createWorkload: true, expose: true });

    const { failure } = await promote(
      options({ apply, rollouts: [APP], verifyPods: false }),
      withoutWorkloads(ports),
      never,
    );

    expect(failure).toBeUndefined();
    expect(requests.map(({ objects }) => objects.map((each) => each['kind']))).toEqual([
      ['Deployment', 'Service', 'Route'],
      ['Deployment', 'Service', 'Route'],
    ]);
    expect(ports.lines.join('\n')).toContain('is built to run as root');
  });

  it.each([
    ['without a port', []],
    ['with a UDP port only', [{ port: 53, protocol: 'UDP' }] as const],
  ])('cannot be exposed %s, or made of another kind than a Deployment', async (_what, exposed) => {
    const { ports } = twoClusters(object('Deployment'));
    ports.imageConfig = { ...CONFIG, user: '1001', ports: exposed };
    const apply = asked({ createWorkload: true, expose: true });
    const api: WorkloadName = { kind: 'deploymentconfig', project: 'prod', name: 'api' };

    const { failure } = await promote(
      options({ apply, rollouts: [APP, api] }),
      withoutWorkloads(ports),
      never,
    );

    const { problems } = failure?.error as PromoteError;
    const messages = problems.map(({ message }) => message);
    expect(messages).toContain('deployment/app cannot be exposed: its image names no TCP port');
    expect(messages.join('\n')).toContain('"create-workload" makes Deployments');
    expect(ports.changes).toEqual([]);
  });
});

describe('a workload that runs something else', () => {
  /** Until it is applied, it does not use the image. */
  function withOtherImage(ports: FakePorts): FakePorts {
    const cluster = ports.clusters.destination;
    if (cluster === undefined) throw new TypeError('no cluster');
    const plan = cluster.rollouts.plan.bind(cluster.rollouts);
    cluster.rollouts.plan = async (workload, target, signal) => {
      if (ports.changes.some((change) => change.startsWith('apply'))) return plan(workload, target, signal);
      throw new PromoteError({ code: 'ROLLOUT_FAILED', message: 'no container uses the promoted image' });
    };
    return ports;
  }

  it('is rolled out when what is applied changes it', async () => {
    const { ports, requests } = twoClusters(object('Deployment', 'app', 'change'));
    const apply = asked({ createWorkload: true });

    const { failure } = await promote(
      options({ apply, rollouts: [APP], verifyPods: false }),
      withOtherImage(ports),
      never,
    );

    expect(failure).toBeUndefined();
    expect(ports.changes.slice(-2)).toEqual(['apply Deployment/app', 'roll out deployment/app']);
    // it exists, so it is not made
    expect(requests.map(({ objects }) => objects)).toEqual([[], []]);
  });

  it('stops the promotion when nothing changes it', async () => {
    const { ports } = twoClusters(object('Deployment', 'app', 'unchanged'));
    const { failure } = await promote(options({ rollouts: [APP] }), withOtherImage(ports), never);
    expect(failure?.error).toMatchObject({ message: 'no container uses the promoted image' });
    expect(ports.changes).toEqual([]);
  });
});

describe('an image stream that a manifest creates', () => {
  /** As the API has it: what was applied once is unchanged the next time. */
  function withStream(name = 'app'): FakePorts {
    const { ports } = twoClusters();
    ports.objectsOf = () => {
      const exists = ports.changes.includes(`apply ImageStream/${name}`);
      return [object('ImageStream', name, exists ? 'unchanged' : 'create'), object('ConfigMap')];
    };
    return ports;
  }

  it('is there before the first push to it, and is applied again with everything else', async () => {
    const ports = withStream();

    const { failure, report } = await promote(options(), ports, never);

    expect(failure).toBeUndefined();
    expect(ports.changes[0]).toBe('apply ImageStream/app');
    expect(ports.changes.slice(-3)).toEqual([
      'manifest prod/app:1.0',
      'apply ImageStream/app',
      'apply ConfigMap/app',
    ]);
    expect(report.applied?.map(({ kind, action }) => `${action} ${kind}`)).toEqual([
      'create ImageStream',
      'create ConfigMap',
    ]);
    expect(ports.lines.filter((line) => line.includes('created ImageStream'))).toHaveLength(1);
  });

  it('is applied with everything else when no image goes to it', async () => {
    const ports = withStream('other');
    await promote(options(), ports, never);
    expect(ports.changes.slice(-3)).toEqual([
      'manifest prod/app:1.0',
      'apply ImageStream/other',
      'apply ConfigMap/app',
    ]);
  });

  const failAt = (ports: FakePorts, start: string): void => {
    ports.beforeChange = (change) => {
      if (change.startsWith(start)) throw new PromoteError({ code: 'ACCESS_DENIED', message: 'no' });
    };
  };
  const streamGone = 'take back ImageStream/app';

  it('is removed when the run fails before a tag moved', async () => {
    const ports = withStream();
    failAt(ports, 'manifest prod/app:1.0');
    const { failure } = await promote(options(), ports, never);
    expect(failure?.error).toMatchObject({ code: 'ACCESS_DENIED' });
    expect(ports.changes.at(-1)).toBe(streamGone);
    expect(ports.lines).toContain('removed ImageStream app in prod');
  });

  it('stays when somebody else has set a tag of it meanwhile', async () => {
    const ports = withStream();
    failAt(ports, 'manifest prod/app:1.0');
    const streams = ports.clusters.destination?.streams;
    if (streams === undefined) throw new TypeError('no cluster');
    streams.readTags = async () => ({ names: ['theirs'], failedImports: {} });
    await promote(options(), ports, never);
    expect(ports.changes).not.toContain(streamGone);
  });

  it('is removed once when the promotion is rolled back', async () => {
    const ports = withStream();
    failAt(ports, 'apply ConfigMap');
    const { report } = await promote(options({ rollbackOnFailure: true }), ports, never);
    expect(report.rolledBack).toBe(true);
    expect(ports.changes.slice(-2)).toEqual(['delete prod/app:1.0', streamGone]);
    expect(ports.changes.filter((change) => change === streamGone)).toHaveLength(1);
  });
});
