import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startPlayground, type Playground } from '../../src/entry/sandbox/playground.ts';
import { seedDeploymentConfig } from '../../sandbox/seeds.ts';
import { seedCronJob, seedDaemonSet, seedStatefulSet } from '../../sandbox/set-seeds.ts';
import { blocksOf } from '../repository/documents.ts';
import { streamTagDigest } from '../support/playground-inputs.ts';
import { runWorkflow, type WorkflowResult } from '../support/workflow-run.ts';

const BLOCKS = blocksOf('docs/recipes/rollouts.md');
function recipe(part: string): string {
  const found = BLOCKS.find(({ text }) => text.includes(part));
  if (found === undefined) throw new Error(`there is no recipe with ${part}`);
  return found.text;
}

let playground: Playground;
let folder: string;

beforeEach(async () => {
  playground = await startPlayground();
  folder = mkdtempSync(path.join(tmpdir(), 'recipes-'));
  const { source, destination } = playground;
  writeFileSync(path.join(folder, 'ca.pem'), `${source.cluster.ca}\n${destination.cluster.ca}`);
});
afterEach(async () => {
  expect(playground.destination.cluster.unknownRequests).toEqual([]);
  await playground.stop();
  rmSync(folder, { recursive: true });
});

const follow = (text: string, release = '1.4.2'): Promise<WorkflowResult> =>
  runWorkflow(text, {
    vars: { DEV_API: playground.source.cluster.apiUrl, PROD_API: playground.destination.cluster.apiUrl },
    secrets: { DEV_TOKEN: playground.source.token, PROD_TOKEN: playground.destination.token },
    inputs: { release },
    // recipes are for clusters that a runner trusts
    environment: { NODE_EXTRA_CA_CERTS: path.join(folder, 'ca.pem') },
  });

const tag = (name: string): string | undefined =>
  streamTagDigest(playground.destination.cluster, 'prod', 'app', name);

/** Version and image of each DeploymentConfig, and whether its trigger is automatic. */
const configs = (): Record<string, unknown> => {
  const { deploymentconfigs } = playground.destination.cluster.state.objects;
  return Object.fromEntries(
    [...deploymentconfigs.values()].map(({ metadata, spec, status }) => {
      const image = spec.template?.spec.containers[0]?.image.replace(/.*@/, '');
      const triggers = (spec.triggers ?? []).flatMap(({ imageChangeParams }) => imageChangeParams ?? []);
      return [
        metadata.name,
        [status.latestVersion, image, triggers.map(({ automatic = false }) => automatic)],
      ];
    }),
  );
};

/** The digests that the ready pods of a workload run. */
const running = (owner: RegExp): string[] =>
  [...playground.destination.cluster.state.objects.pods.values()]
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .filter(({ metadata }) => owner.test(metadata.ownerReferences?.[0]?.name ?? ''))
    .filter(({ status }) => status.containerStatuses?.every(({ ready }) => ready) === true)
    .map(({ spec }) => spec.containers[0]?.image.replace(/.*@/, '') ?? '');

/** `dc/batch`, whose trigger follows the tag `live` on request, and the release before, which both run. */
async function promoteBefore(): Promise<string | undefined> {
  const { cluster } = playground.destination;
  seedDeploymentConfig(cluster, { project: 'prod', name: 'batch', tag: 'app:live', isManual: true });
  await cluster.settled();
  const first = tag('live');
  // it waits for somebody to ask for its first version
  expect(configs()).toMatchObject({ api: [1, first, [true]], batch: [0, ' ', [false]] });
  const { jobs, log } = await follow(recipe('dc/batch'), '1.4.1');
  expect(jobs['promote']?.succeeded, log).toBe(true);
  const old = tag('live');
  expect(configs(), log).toEqual({ api: [1, old, [true]], batch: [1, old, [false]] });
  return old;
}

describe('DeploymentConfigs with automatic and with manual image triggers', () => {
  it('run the release, each started once, their triggers as they were', async () => {
    const old = await promoteBefore();

    const { jobs, log } = await follow(recipe('dc/batch'));

    expect(jobs['promote']?.succeeded, log).toBe(true);
    const digest = tag('live');
    expect(digest).not.toBe(old);
    await playground.destination.cluster.settled();
    expect(configs(), log).toEqual({ api: [2, digest, [true]], batch: [2, digest, [false]] });
    expect(running(/^api-2$/)).toEqual([digest, digest]);
    expect(running(/^batch-2$/)).toEqual([digest]);
    expect(log).toContain('its image trigger starts it when the tag moves');
    expect(log).toContain('as oc rollout latest does');
  });

  it('both go back when the release crashes, their triggers as they were', async () => {
    const old = await promoteBefore();
    playground.destination.cluster.failures.push({ kind: 'CrashLoopBackOff', workload: 'batch' });

    const { jobs, log } = await follow(
      recipe('dc/batch').replace(
        'rollback-on-failure: true',
        'rollback-on-failure: true\n          timeout: 15s',
      ),
    );

    expect(jobs['promote']?.succeeded, log).toBe(false);
    expect(tag('live'), log).toBe(old);
    await playground.destination.cluster.settled();
    const now = configs() as Record<string, readonly unknown[]>;
    expect(now['api']?.slice(1)).toEqual([old, [true]]);
    expect(now['batch']?.slice(1)).toEqual([old, [false]]);
    expect(running(/^api-/)).toEqual([old, old]);
  });
});

describe('everything that uses the tag', () => {
  it('is found, rolled out and verified, whatever kind it is', async () => {
    const { cluster } = playground.destination;
    const seed = { project: 'prod', tag: 'app:live' };
    seedStatefulSet(cluster, { ...seed, name: 'db', replicas: 2 });
    seedDaemonSet(cluster, { ...seed, name: 'agent' });
    seedCronJob(cluster, { ...seed, name: 'nightly' });
    seedStatefulSet(cluster, { ...seed, name: 'other', tag: 'app:1.4.1' });
    await cluster.settled();

    const { jobs, log } = await follow(recipe('rollout: auto'));

    expect(jobs['promote']?.succeeded, log).toBe(true);
    const digest = tag('live');
    expect(running(/^db$/)).toEqual([digest, digest]);
    expect(running(/^agent$/)).toEqual([digest, digest]);
    expect(running(/^api-2$/)).toEqual([digest, digest]);
    expect(running(/^other$/)).toEqual([tag('1.4.1')]);
    for (const line of [
      'project prod uses prod/app:live in dc/api, statefulset/db, daemonset/agent, cronjob/nightly',
      'statefulset/db: 2 ready pods run the promoted image',
      'cronjob/nightly: its next job runs the promoted image',
    ])
      expect(log).toContain(line);
  });
});
