import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startPlayground, type Playground } from '../../src/entry/sandbox/playground.ts';
import { seedRole } from '../../sandbox/seeds.ts';
import { insert } from '../../sandbox/state/store.ts';
import { seedCronJob, seedDaemonSet, seedStatefulSet } from '../../sandbox/set-seeds.ts';
import { createInterrupter, type Interruption, type Moment } from '../support/interrupted-command.ts';

const interrupter = createInterrupter();
let playground: Playground;
let folder: string;

beforeEach(async () => {
  playground = await startPlayground({ hold: interrupter.hold });
  folder = mkdtempSync(path.join(tmpdir(), 'cancel-'));
  writeFileSync(
    path.join(folder, 'config.yml'),
    'kind: ConfigMap\napiVersion: v1\nmetadata:\n  name: release\ndata:\n  version: 1.4.2\n',
  );
  writeFileSync(path.join(folder, 'secret'), 'secret-of-the-webhook');
  const { cluster } = playground.destination;
  insert(cluster.state, 'secrets', {
    metadata: { name: 'mirror', namespace: 'prod' },
    type: 'kubernetes.io/dockerconfigjson',
    data: { '.dockerconfigjson': Buffer.from('{"auths":{}}').toString('base64') },
  });
  seedRole(cluster, 'prod', 'admin', 'system:serviceaccount:prod:promoter');
  seedStatefulSet(cluster, { project: 'prod', name: 'db', tag: 'app:live' });
  seedDaemonSet(cluster, { project: 'prod', name: 'agent', tag: 'app:live' });
  seedCronJob(cluster, { project: 'prod', name: 'nightly', tag: 'app:live' });
  await cluster.settled();
});
afterEach(async () => {
  expect(playground.destination.cluster.unknownRequests).toEqual([]);
  await playground.stop();
  rmSync(folder, { recursive: true });
});

interface State {
  readonly tags: Readonly<Record<string, string | undefined>>;
  /** the image of every workload */
  readonly templates: Readonly<Record<string, string | undefined>>;
  /** the images of all pods that are there to stay, and whether each is ready */
  readonly pods: readonly string[];
  readonly configMaps: readonly string[];
}

const stateNow = (): State => {
  const { objects } = playground.destination.cluster.state;
  const stream = [...objects.imagestreams.values()].find(({ metadata }) => metadata.namespace === 'prod');
  const workloads = [
    objects.deployments,
    objects.deploymentconfigs,
    objects.statefulsets,
    objects.daemonsets,
  ];
  const templates = workloads.flatMap((table) =>
    [...table.values()].map(({ metadata, spec }) => [
      metadata.name,
      spec.template?.spec.containers[0]?.image,
    ]),
  );
  const jobs = [...objects.cronjobs.values()].map(({ metadata, spec }) => [
    metadata.name,
    spec.jobTemplate.spec.template.spec.containers[0]?.image,
  ]);
  return {
    tags: Object.fromEntries((stream?.status?.tags ?? []).map(({ tag, items }) => [tag, items?.[0]?.image])),
    templates: Object.fromEntries([...templates, ...jobs]) as State['templates'],
    pods: [...objects.pods.values()]
      .filter(
        ({ metadata, status }) => metadata.deletionTimestamp === undefined && status.phase === 'Running',
      )
      .map(({ spec, status }) => {
        const ready = status.conditions?.find(({ type }) => type === 'Ready')?.status;
        return `${spec.containers[0]?.image ?? ''} ${ready === 'True' ? 'ready' : 'not ready'}`;
      })
      .sort(),
    configMaps: [...objects.configmaps.values()]
      .filter(({ metadata }) => metadata.namespace === 'prod')
      .map(({ metadata }) => metadata.name),
  };
};

/** What a run could leave behind besides. */
const tracesNow = () => {
  const clusters = [playground.source.cluster, playground.destination.cluster];
  return clusters.map(({ state, registry }) => ({
    secrets: [...state.objects.secrets.values()].map(({ metadata }) => metadata.name),
    builds: [...((state.objects as { builds?: Map<string, object> }).builds?.keys() ?? [])],
    tokens: [...state.tokens.values()].filter(({ deleted }) => !deleted).length,
    uploads: registry.openUploads(),
  }));
};

const interrupt = (
  moment: Moment,
  signal: NodeJS.Signals,
  flags: readonly string[],
): Promise<Interruption> => {
  const { source, destination } = playground;
  const common = [
    `--source-server=${source.cluster.apiUrl}`,
    '--source-image=dev/app:1.4.2',
    `--source-ca=${source.caFile}`,
    `--destination-server=${destination.cluster.apiUrl}`,
    '--destination-image=prod/app:1.4.2',
    `--destination-ca=${destination.caFile}`,
    '--destination-tags=live',
    '--rollout=auto',
    '--rollout=deployment/web',
  ];
  const env = { PROMOTE_SOURCE_TOKEN: source.token, PROMOTE_DESTINATION_TOKEN: destination.token };
  return interrupter.run([...common, ...flags], env, moment, signal);
};

const MOMENTS: readonly (readonly [phase: string, moment: Moment])[] = [
  ['connect', { request: /^destination: (GET|POST) / }],
  ['resolve', { request: /^source: GET \/v2\/dev\/app\/manifests/ }],
  ['check', { request: /^destination: POST .*selfsubjectaccessreviews$/ }],
  ['gate', { line: '\n  a gate is open' }],
  ['prepare', { request: /^destination: (PATCH|PUT) .*\/serviceaccounts\/default$/ }],
  ['move', { request: /^destination: PATCH \/v2\/prod\/app\/blobs\/uploads/ }],
  ['tag, before the first one', { request: /^destination: PUT \/v2\/prod\/app\/manifests\/1\.4\.2$/ }],
  ['tag, between two', { request: /^destination: PUT .*\/imagestreamtags\/app(:|%3A)live$/ }],
  ['apply', { request: /^destination: PATCH .*\/configmaps\/release$/ }],
  ['roll out, at its start', { request: /^destination: PATCH .*\/deployments\/web$/ }],
  ['roll out, in the middle', { line: '\n  dc/api: ' }],
  ['verify', { line: 'the promoted image' }],
  ['notify', { request: /^destination: POST .*\/buildconfigs\/release\/webhooks\// }],
];

describe('a job that is cancelled', () => {
  it.each(MOMENTS)(
    'in the phase %s leaves everything as it was, and nothing of its own',
    async (_, moment) => {
      const [before, traces] = [stateNow(), tracesNow()];

      const { status, log, tookMs, isHit } = await interrupt(moment, 'SIGTERM', [
        '--rollback-on-failure',
        '--before-move=echo a gate is open; sleep 1',
        `--manifests=${path.join(folder, 'config.yml')}`,
        '--link-pull-secret=mirror',
        '--webhook=buildconfig/release',
        `--webhook-secret-file=${path.join(folder, 'secret')}`,
      ]);

      expect(isHit, log).toBe(true);
      expect(status, log).toBe(130);
      expect(log).toContain('the job was cancelled (SIGTERM)');
      // nothing is waited out: its rollouts would take minutes to time out
      expect(tookMs).toBeLessThan(60_000);
      await playground.destination.cluster.settled();
      expect(stateNow(), log).toEqual(before);
      expect(tracesNow(), log).toEqual(traces);
    },
  );

  it('while it goes back from a failure goes on with that', async () => {
    const [before, traces] = [stateNow(), tracesNow()];
    playground.destination.cluster.failures.push({ kind: 'CrashLoopBackOff', workload: 'web' });

    const { status, log, isHit } = await interrupt({ line: '\nRoll back' }, 'SIGTERM', [
      '--rollback-on-failure',
      '--timeout=15s',
    ]);

    expect(isHit, log).toBe(true);
    expect(status, log).toBe(7);
    expect(log).toContain('tags and workloads were rolled back');
    playground.destination.cluster.failures.length = 0;
    await playground.destination.cluster.settled();
    expect({ ...stateNow(), pods: [] }, log).toEqual({ ...before, pods: [] });
    expect(tracesNow(), log).toEqual(traces);
  });

  it.each<[moment: string, moment: Moment]>([
    ['between two tags', { request: /^destination: PUT \/v2\/prod\/app\/manifests\/1\.4\.2$/ }],
    ['between the tags and the rollout', { line: '\n  a gate is open' }],
    ['before every rollout has started', { request: /^destination: PATCH .*\/deployments\/web$/ }],
  ])('%s takes them back, also when nobody asked for it', async (_, moment) => {
    const before = stateNow();

    const { log, isHit } = await interrupt(moment, 'SIGINT', [
      '--before-rollout=echo a gate is open; sleep 1',
    ]);

    expect(isHit, log).toBe(true);
    await playground.destination.cluster.settled();
    expect(stateNow(), log).toEqual(before);
    expect(log).toContain('tags and workloads are as before');
  });
});
