import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPlayground, type Playground } from '../../src/entry/sandbox/playground.ts';
import { seedSharedProject } from '../../sandbox/seeds.ts';
import { find, insert, remove } from '../../sandbox/state/store.ts';
import { snapshotOf } from '../support/cluster-snapshot.ts';
import { runShellCommand, type CommandResult } from '../support/command.ts';
import { playgroundInputs } from '../support/playground-inputs.ts';
import { runAction } from '../support/runner.ts';

let playground: Playground;

beforeAll(async () => {
  playground = await startPlayground();
});
afterAll(async () => {
  expect(playground.destination.cluster.unknownRequests).toEqual([]);
  await playground.stop();
});

const variables = (inputs: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [
      `PROMOTE_${name.toUpperCase().replaceAll('-', '_')}`,
      value,
    ]),
  );
const doctor = (inputs: Readonly<Record<string, string>>, ...flags: string[]): Promise<CommandResult> =>
  runShellCommand(['doctor', ...flags], variables({ ...playgroundInputs(playground), ...inputs }));

/** A quota with what it allows beyond what there is. */
async function withQuota(hard: Readonly<Record<string, string>>, body: () => Promise<void>): Promise<void> {
  const { cluster } = playground.destination;
  insert(cluster.state, 'resourcequotas', {
    metadata: { name: 'tight', namespace: 'prod' },
    spec: { hard },
    status: {},
  });
  await cluster.settled();
  try {
    await body();
  } finally {
    const quota = find(cluster.state, 'resourcequotas', 'prod', 'tight');
    if (quota !== undefined) remove(cluster.state, 'resourcequotas', quota);
    await cluster.settled();
  }
}

describe('openshift-promote doctor', () => {
  it('says that no problems found, and changes nothing', async () => {
    const { cluster } = playground.destination;
    const before = snapshotOf(cluster);

    const { status, stdout, stderr } = await doctor({
      rollout: 'deployment/web, dc/api',
      'destination-tags': 'live',
    });

    expect(status, stdout + stderr).toBe(0);
    expect(stdout).toMatch(/^ok +connection +source: https:/m);
    expect(stdout).toMatch(/^ok +workloads +destination: .*api in prod can be rolled out \(trigger\)$/m);
    expect(stdout).toMatch(/no problems found\n$/);
    expect(snapshotOf(cluster)).toEqual(before);
  });

  it('finds a bad token of one side and missing rights of the other at once', async () => {
    const { status, stdout } = await doctor({
      'source-token': 'sha256~nobody-knows-this-one',
      'destination-image': 'elsewhere/app:1.4.2',
    });

    expect(status).not.toBe(0);
    expect(stdout).toMatch(/^problem +token +source: .* is expired, revoked or meant for another cluster/m);
    expect(stdout).toMatch(
      /^problem +permissions +destination: .* may not push to image stream app in project elsewhere/m,
    );
    expect(stdout).toContain(
      'oc policy add-role-to-user registry-editor system:serviceaccount:prod:promoter -n elsewhere',
    );
    expect(stdout).not.toContain('nobody-knows-this-one');
  });

  it('says which authority is missing', async () => {
    const { status, stdout } = await doctor({ 'destination-ca': '' });

    expect(status).toBe(6);
    expect(stdout).toMatch(/^problem +connection +destination: the certificate .* is not trusted/m);
    expect(stdout).toMatch(/^ok +connection +source:/m);
  });

  it('names a workload that nobody asked for and that rolls out by itself', async () => {
    const { stdout } = await doctor({ 'destination-tags': 'live' });

    expect(stdout).toMatch(/^note +triggers +destination: .*api in prod has an image trigger for app:live/m);
    expect(stdout).toContain('--manual -n prod');
  });

  it('foresees the quota that the registry does not name, for programs, too', async () => {
    await withQuota({ 'openshift.io/imagestreams': '1' }, async () => {
      const inputs = { 'destination-image': 'prod/brand-new:1' };
      const { status, stdout } = await doctor(inputs, '--output=json');

      expect(status).toBe(8);
      const report = JSON.parse(stdout) as {
        ok: boolean;
        checks: { topic: string; level: string; code?: string }[];
      };
      expect(report.ok).toBe(false);
      expect(report.checks).toContainEqual(
        expect.objectContaining({ topic: 'limits', level: 'problem', code: 'QUOTA_EXCEEDED' }),
      );
      // and so it would have ended: before anything was moved
      const run = await runAction({ ...playgroundInputs(playground), ...inputs });
      expect(run.outputs['error-code'], run.log).toBe('QUOTA_EXCEEDED');
      expect(run.log).toContain('quota tight of project prod allows 1 openshift.io/imagestreams');
    });
  });

  it('foresees that new pods have no room, and so does a promotion, before it moves anything', async () => {
    await withQuota({ pods: '4' }, async () => {
      const inputs = { rollout: 'dc/api', 'destination-tags': 'live', timeout: '15s' };
      const { status, stdout } = await doctor(inputs);

      expect(status, stdout).toBe(8);
      expect(stdout).toMatch(
        /^problem +limits +destination: quota tight of project prod allows 4 pods and 4 are used/m,
      );
      const run = await runAction({ ...playgroundInputs(playground), ...inputs });
      expect(run.outputs['error-code'], run.log).toBe('QUOTA_EXCEEDED');
    });
  });
});

describe('a project that does not exist, on clusters where everybody may read the project "openshift"', () => {
  beforeAll(() => {
    for (const side of ['source', 'destination'] as const) seedSharedProject(playground[side].cluster);
  });

  it.each([
    [
      'source',
      { 'source-image': 'dve/app:1.4.2' },
      /project dve on https:.* does not exist, or the source account may not pull/,
      { code: 'ACCESS_DENIED', exit: 3 },
    ],
    [
      'destination',
      { 'destination-image': 'prdo/app:1.4.2' },
      /project prdo on https:.* does not exist, or the account may do nothing in it/,
      { code: 'PROJECT_NOT_FOUND', exit: 4 },
    ],
  ])('is reported for the %s by doctor and by a promotion', async (side, inputs, text, { code, exit }) => {
    const promotion = await runAction({ ...playgroundInputs(playground), ...inputs, 'dry-run': 'true' });
    const { status, stdout } = await doctor(inputs);

    expect(promotion.outputs['error-code'], promotion.log).toBe(code);
    expect(promotion.log).toMatch(text);
    expect(status, stdout).toBe(exit);
    expect(stdout).toMatch(new RegExp(`^problem +\\w+ +${side}: `, 'm'));
    expect(stdout).toMatch(text);
  });

  it('is not said to have all permissions and room', async () => {
    const { stdout } = await doctor({ 'destination-image': 'prdo/app:1.4.2' });

    expect(stdout).not.toMatch(/^ok +(?:permissions|limits|triggers) /m);
  });
});
