import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Cluster } from '../../src/core/ports/cluster.ts';
import {
  WORKLOAD_KINDS,
  workloadKindOf,
  workloadRow,
  type WorkloadKind,
} from '../../src/core/ports/workload-kinds.ts';
import { rolloutRights, workloadRollBackRights } from '../../src/promotion/rights/rights.ts';
import { seedDeployment, seedDeploymentConfig, type WorkloadSeed } from '../../sandbox/seeds.ts';
import type { SandboxCluster } from '../../sandbox/cluster.ts';
import { seedRole } from '../../sandbox/seeds.ts';
import { discoveryDocument } from '../../sandbox/server/discovery.ts';
import { seedCronJob, seedDaemonSet, seedStatefulSet } from '../../sandbox/set-seeds.ts';
import {
  INTERNAL,
  rolloutOptions,
  startSandboxedCluster,
  workloadIn,
  type SandboxedCluster,
} from '../support/sandboxed-cluster.ts';
import { textOf } from './source-files.ts';

// A kind of workload works everywhere or nowhere: CONTRIBUTING.md, "A workload kind".

const SEEDS: Readonly<Record<WorkloadKind, (cluster: SandboxCluster, seed: WorkloadSeed) => unknown>> = {
  deployment: seedDeployment,
  deploymentconfig: seedDeploymentConfig,
  statefulset: seedStatefulSet,
  daemonset: seedDaemonSet,
  cronjob: seedCronJob,
};

const signal = (): AbortSignal => AbortSignal.timeout(60_000);

it.each(WORKLOAD_KINDS)('a %s is named as clusters and oc name it', (key) => {
  const { kind, group, version, resource, shortName } = workloadRow(key);
  const names = { name: resource, singularName: key, kind, shortNames: [shortName] };
  expect(discoveryDocument(`/apis/${group}/${version}`)).toMatchObject({
    body: { resources: expect.arrayContaining([expect.objectContaining(names)]) as unknown },
  });
  const printed = [`${key}.${group}`, `${resource}.${group}`, `${resource}.${version}.${group}`];
  for (const name of [key, resource, shortName, kind, ...printed]) expect(workloadKindOf(name)).toBe(key);
  for (const name of [`${key}.other.io`, `${key}x`, '']) expect(workloadKindOf(name)).toBeUndefined();
});

it.each(WORKLOAD_KINDS)('a %s is in the record schema and in the table of kinds', (key) => {
  const { definitions } = JSON.parse(textOf('docs/record.schema.json')) as {
    definitions: { WorkloadKind: { enum: readonly string[] } };
  };
  expect(definitions.WorkloadKind.enum).toContain(key);
  const { kind, shortName } = workloadRow(key);
  expect(textOf('docs/recipes/rollouts.md')).toContain(`| ${kind} | \`${shortName}/\` |`);
});

describe.each(WORKLOAD_KINDS)('a %s in the sandbox', (kind) => {
  const { group, version, resource, kind: apiKind } = workloadRow(kind);
  const workload = workloadIn(kind, kind);
  let lab: SandboxedCluster;
  let cluster: Cluster;

  beforeAll(async () => {
    lab = await startSandboxedCluster();
    seedRole(lab.sandbox, 'prod', 'edit', 'bob');
    cluster = lab.quietClusterAs('bob');
  });
  afterEach(() => {
    expect(lab.sandbox.unknownRequests).toEqual([]);
  });
  afterAll(() => lab.stop());

  it('is found, shown, rolled out, verified, kept by an apply, and rolled back with the role edit', async () => {
    const rights = [...rolloutRights(workload), ...workloadRollBackRights(workload)];
    expect(await cluster.account.missingRights(rights, signal())).toEqual([]);
    const old = lab.push('prod', kind, 'prod', 'old');
    const image = `${INTERNAL}/prod/${kind}@${old}`;
    SEEDS[kind](lab.sandbox, { project: 'prod', name: kind, image, tag: `${kind}:prod` });
    await lab.sandbox.settled();
    const digest = lab.push('dev', kind, 'new', 'new');
    const target = lab.targetOf(kind, digest);

    expect(await cluster.workloads.find('prod', target, signal())).toEqual([workload]);
    const moved = [{ stream: kind, tags: ['prod'] }];
    expect(await cluster.inspection.followers('prod', moved, signal())).toMatchObject([{ workload }]);
    expect(await cluster.inspection.workload(workload, signal())).toMatchObject({ trouble: undefined });
    const plan = await cluster.rollouts.plan(workload, [target], signal());
    expect(plan).toMatchObject({ method: 'trigger', containers: ['web'] });

    lab.push('prod', kind, 'prod', 'new');
    const result = await cluster.rollouts.rollOut(plan, [target], rolloutOptions(), signal());
    expect(result.status).toBe('complete');
    const pods = await cluster.rollouts.listPods(result, signal());
    expect(new Set(pods.map(({ imageDigests }) => imageDigests['web']))).toEqual(new Set([digest]));
    expect(await cluster.workloads.listPinned('prod', signal())).toEqual([{ workload, digests: [digest] }]);

    const again = await cluster.rollouts.plan(workload, [target], signal());
    await applyWith(image);
    await lab.sandbox.settled();
    expect(await cluster.workloads.listPinned('prod', signal())).toEqual([{ workload, digests: [digest] }]);
    await expect(
      cluster.rollouts.rollOut(again, [target], rolloutOptions(), signal()),
    ).resolves.toMatchObject({ status: 'unchanged' });

    const back = await cluster.rollouts.planRollback(plan, signal());
    lab.push('prod', kind, 'prod', 'old');
    await back.go(rolloutOptions(), signal());
    expect(await cluster.workloads.listPinned('prod', signal())).toEqual([{ workload, digests: [old] }]);
  });

  /** As a manifest that was written before the tag moved. */
  async function applyWith(image: string): Promise<void> {
    const containers = [{ name: 'web', image }];
    const template = { metadata: { labels: { app: kind } }, spec: { containers } };
    const spec = kind === 'cronjob' ? { jobTemplate: { spec: { template } } } : { template };
    const manifest = { apiVersion: `${group}/${version}`, kind: apiKind, metadata: { name: kind }, spec };
    const text = JSON.stringify(manifest);
    const applied: string[] = [];
    await cluster.objects.apply(
      {
        template: undefined,
        parameters: {},
        manifests: [{ kind: 'text', name: `${resource}.json`, text }],
        objects: [],
        values: {},
        project: 'prod',
        projects: ['prod'],
        newProjects: new Set(),
        forceConflicts: false,
      },
      ({ object }) => applied.push(object.kind),
      signal(),
    );
    expect(applied).toEqual([apiKind]);
  }
});
