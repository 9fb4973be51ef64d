import { describe, expect, it } from 'vitest';
import type { Inspection, QuotaLimit, WorkloadFacts } from '../../../src/core/ports/inspection.ts';
import { diagnose } from '../../../src/promotion/diagnose.ts';
import { promote } from '../../../src/promotion/promote.ts';
import { anImage, fakePorts, type FakePorts } from '../../support/fake-ports.ts';
import { nothingToSee } from '../../support/fake-preparing.ts';
import { promoteOptions } from '../../support/promote-options.ts';

const OPTIONS = promoteOptions();
const image = anImage('one');
const WEB = { kind: 'deployment', project: 'prod', name: 'web' } as const;

const quota = (resource: string, hard: number, used: number): QuotaLimit => ({
  name: 'few',
  kind: 'project',
  isScoped: false,
  resource,
  ...{ hard, hardText: String(hard), used, usedText: String(used) },
});

/** Ports whose destination shows what is given. */
function portsWith(seen: Partial<Inspection>): FakePorts {
  const ports = fakePorts({ source: true, destination: true });
  ports.registry.source.hold('dev/app', { manifests: [image], tag: '1.0' });
  const { destination } = ports.clusters;
  if (destination !== undefined) {
    Object.assign(destination, { inspection: { ...nothingToSee(), ...seen } });
  }
  return ports;
}

const run = (ports: FakePorts, more: Partial<typeof OPTIONS> = {}) =>
  promote({ ...OPTIONS, ...more }, ports, AbortSignal.timeout(60_000));

const limits = (quotas: readonly QuotaLimit[]): Pick<Inspection, 'limits'> => ({
  limits: async () => ({ quotas, ranges: [] }),
});

const facts = (more: Partial<WorkloadFacts>): Pick<Inspection, 'workload'> => ({
  workload: async () => ({
    trouble: undefined,
    surge: undefined,
    serviceAccount: 'default',
    pullSecrets: [],
    ...more,
  }),
});

describe('the check', () => {
  it('stops when a new stream exceeds the quota, and changes nothing', async () => {
    const ports = portsWith({
      ...limits([quota('openshift.io/imagestreams', 2, 2)]),
      streamUsage: async () => 'absent',
    });
    const { failure } = await run(ports);

    expect(failure?.error).toMatchObject({
      code: 'QUOTA_EXCEEDED',
      message: expect.stringContaining('allows 2 openshift.io/imagestreams and 2 are there') as string,
      hint: expect.stringContaining('oc describe quota few -n prod') as string,
    });
    expect(ports.changes).toEqual([]);
  });

  it('goes on when the stream is there already, or nobody tells', async () => {
    const full = limits([quota('openshift.io/imagestreams', 2, 2)]);
    for (const usage of [{ images: new Set<string>(), specTags: new Map<string, string>() }, undefined]) {
      const { failure } = await run(portsWith({ ...full, streamUsage: async () => usage }));
      expect(failure).toBeUndefined();
    }
  });

  it.each([
    ['openshift.io/ImageStream', 'openshift.io/images', 1, 'app would have 2'],
    ['openshift.io/Image', 'storage', 10, 'has 3100 bytes'],
  ])('stops at a limit range of %s about %s', async (type, resource, max, says) => {
    const range = { name: 'img', type, resource, max, maxText: String(max) };
    const ports = portsWith({
      limits: async () => ({ quotas: [], ranges: [range] }),
      streamUsage: async () => ({ images: new Set(['sha256:old']), specTags: new Map() }),
    });
    const { failure } = await run(ports);

    expect(failure?.error).toMatchObject({
      code: 'QUOTA_EXCEEDED',
      message: expect.stringContaining(says) as string,
    });
  });

  it('stops at a project that is being deleted', async () => {
    const ports = portsWith({});
    ports.projects['prod'] = 'terminating';
    const { failure } = await run(ports);

    expect(failure?.error).toMatchObject({
      code: 'PROJECT_NOT_FOUND',
      hint: expect.stringContaining('oc new-project prod') as string,
    });
  });

  it('stops when new pods have no room and old ones may not go first; else it warns', async () => {
    const surge = { pods: 1, isNeeded: true, amounts: { 'requests.cpu': 0.5 } };
    const full = limits([quota('requests.cpu', 2, 2)]);
    const stopped = await run(portsWith({ ...full, ...facts({ surge }) }), { rollouts: [WEB] });
    expect(stopped.failure?.error).toMatchObject({
      code: 'QUOTA_EXCEEDED',
      hint: expect.stringContaining('"maxSurge":0') as string,
    });

    const ports = portsWith({ ...full, ...facts({ surge: { ...surge, isNeeded: false } }) });
    expect((await run(ports, { rollouts: [WEB], verifyPods: false })).failure).toBeUndefined();
    expect(ports.lines.join('\n')).toContain('cannot start new pods beside the old ones');
  });

  it('counts the pod that rolls a DeploymentConfig out', async () => {
    const api = { kind: 'deploymentconfig', project: 'prod', name: 'api' } as const;
    const { failure } = await run(portsWith({ ...limits([quota('pods', 3, 3)]), ...facts({}) }), {
      rollouts: [api],
    });
    expect(failure?.error).toMatchObject({ code: 'QUOTA_EXCEEDED' });
  });

  it('warns of a workload that fails already, and of one that may not pull, and goes on', async () => {
    const ports = portsWith({
      ...facts({ trouble: 'Deployment does not have minimum availability', serviceAccount: 'runner' }),
      mayPull: async () => false,
    });
    const { failure } = await run(ports, { rollouts: [WEB], verifyPods: false });

    expect(failure).toBeUndefined();
    const log = ports.lines.join('\n');
    expect(log).toContain('does not run as it should even before the promotion');
    expect(log).toContain('system:image-puller system:serviceaccount:prod:runner -n prod');
  });

  it('warns of a pull secret that does not exist, also when the image is in the cluster', async () => {
    const ports = portsWith({
      ...facts({ pullSecrets: ['gone'] }),
      pullSecrets: async () => ({ has: () => true, missing: ['gone'] }),
    });
    const { failure } = await run(ports, { rollouts: [WEB], verifyPods: false });

    expect(failure).toBeUndefined();
    expect(ports.lines.join('\n')).toMatch(/pull secret gone of .*web.* does not exist in prod/);
  });

  it('names those who roll out by themselves and that nobody asked for', async () => {
    const api = { kind: 'deploymentconfig', project: 'prod', name: 'api' } as const;
    const followers = [WEB, api].map((workload) => ({
      workload,
      stream: 'app',
      tag: '1.0',
      isAutomatic: true,
    }));
    const ports = portsWith({ followers: async () => followers });
    await run(ports, { rollouts: [WEB], verifyPods: false });

    const told = ports.lines.filter((line) => line.includes('rolls out by itself'));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('/api in prod');
  });
});

describe('the doctor', () => {
  const topicsOf = async (ports: FakePorts, more: Partial<typeof OPTIONS> = {}) =>
    diagnose({ ...OPTIONS, ...more }, ports, AbortSignal.timeout(60_000));

  it('finds nothing where nothing is wrong, and changes nothing', async () => {
    const ports = portsWith({});
    const entries = await topicsOf(ports);

    expect(entries.every(({ level }) => level === 'ok')).toBe(true);
    expect(entries.map(({ topic }) => topic)).toEqual(
      expect.arrayContaining(['connection', 'token', 'registry', 'image', 'permissions', 'tag']),
    );
    expect(ports.changes).toEqual([]);
  });

  it('goes on after what fails: image, rights and quota at once', async () => {
    const ports = portsWith(limits([quota('openshift.io/imagestreams', 2, 2)]));
    const { destination } = ports.clusters;
    Object.assign(destination ?? {}, {
      account: {
        ...destination?.account,
        missingRights: async (questions: readonly { problem: unknown }[]) =>
          questions.map(({ problem }) => problem),
      },
      inspection: {
        ...nothingToSee(),
        ...limits([quota('openshift.io/imagestreams', 2, 2)]),
        streamUsage: async () => 'absent',
      },
    });
    const missing = {
      kind: 'stream',
      project: 'dev',
      stream: 'app',
      tag: 'nope',
      digest: undefined,
    } as const;
    const [first] = OPTIONS.promotions;
    const promotions = first === undefined ? [] : [first, { ...first, source: missing }];

    const entries = await topicsOf(ports, { promotions });

    const problems = entries.filter(({ level }) => level === 'problem').map(({ topic }) => topic);
    expect(new Set(problems)).toEqual(new Set(['image', 'permissions', 'limits']));
  });

  it('says what it can of one side when the other does not know us', async () => {
    const ports = portsWith({});
    const { PromoteError } = await import('../../../src/core/text/errors.ts');
    Object.assign(ports.clusters.source?.account ?? {}, {
      identify: async () =>
        Promise.reject(new PromoteError({ code: 'TOKEN_EXPIRED', message: 'it is over' })),
    });
    const entries = await topicsOf(ports);

    expect(entries).toContainEqual(
      expect.objectContaining({ topic: 'token', level: 'problem', side: 'source', message: 'it is over' }),
    );
    expect(entries).toContainEqual(
      expect.objectContaining({ topic: 'permissions', level: 'ok', side: 'destination' }),
    );
  });
});
