import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPlayground, type Playground } from '../../src/entry/sandbox/playground.ts';
import { pointTag } from '../../sandbox/imagestreams/pushes.ts';
import { seedProject, seedRole, seedServiceAccount } from '../../sandbox/seeds.ts';
import type { ImageStream, Secret } from '../../sandbox/state/kinds.ts';
import { find } from '../../sandbox/state/store.ts';
import { startDockerRegistry, type DockerRegistry } from '../support/docker-registry.ts';
import { describeWith } from '../support/peers.ts';
import { playgroundInputs, streamTagDigest } from '../support/playground-inputs.ts';
import { recipeUnder } from '../support/recipes.ts';
import { runAction, type StepResult } from '../support/runner.ts';
import { runWorkflow, type WorkflowResult } from '../support/workflow-run.ts';

let playground: Playground;
let folder: string;
let caFile: string;
/** the token of an account that may do nothing but pull */
let puller: string;

beforeAll(async () => {
  playground = await startPlayground({ importIntervalSeconds: 0.2 });
  const { source, destination } = playground;
  puller = seedServiceAccount(source.cluster, 'dev', 'prod-puller');
  seedRole(source.cluster, 'dev', 'system:image-puller', 'system:serviceaccount:dev:prod-puller');
  folder = mkdtempSync(path.join(tmpdir(), 'import-'));
  caFile = path.join(folder, 'ca.pem');
  writeFileSync(caFile, `${source.cluster.ca}\n${destination.cluster.ca}`);
});
afterAll(async () => {
  expect(playground.destination.cluster.unknownRequests).toEqual([]);
  await playground.stop();
  rmSync(folder, { recursive: true });
});

const promote = (inputs: Record<string, string>): Promise<StepResult> =>
  runAction({ ...playgroundInputs(playground), strategy: 'import', ...inputs });

const streamOf = (name: string): ImageStream | undefined =>
  [...playground.destination.cluster.state.objects.imagestreams.values()].find(
    ({ metadata }) => metadata.namespace === 'prod' && metadata.name === name,
  );
const digestOf = (name: string, tag: string): string | undefined =>
  streamTagDigest(playground.destination.cluster, 'prod', name, tag);
const ourSecrets = (): readonly Secret[] =>
  [...playground.destination.cluster.state.objects.secrets.values()].filter(
    ({ metadata }) => metadata.labels?.['app.kubernetes.io/managed-by'] === 'openshift-promote',
  );

describe('a cluster that pulls by itself', () => {
  it('is asked before anything changes, and the plan says what it needs', async () => {
    const run = await promote({ 'destination-image': 'prod/app:1.4.2', 'dry-run': 'true' });

    expect(run.status, run.log).toBe(0);
    expect(run.log).toContain('import dev/app:1.4.2');
    expect(run.log).toContain('create pull secret openshift-promote-127-0-0-1-');
    expect(ourSecrets()).toEqual([]);
    expect(digestOf('app', '1.4.2')).toBeUndefined();
  });

  it('leaves no pull secret behind when the registry refuses it all the same', async () => {
    const { cluster } = playground.source;
    seedProject(cluster, 'elsewhere');
    const stranger = seedServiceAccount(cluster, 'elsewhere', 'stranger');
    const run = await promote({
      'destination-image': 'prod/app:1.4.2',
      'source-registry-username': 'stranger',
      'source-registry-password': stranger,
    });

    expect(run.outputs['error-code'], run.log).toBe('ACCESS_DENIED');
    expect(run.log).toContain('system:image-puller');
    expect(ourSecrets()).toEqual([]);
    expect(streamOf('app')?.spec.tags ?? []).toEqual([]);
  });

  it('gets the very digest, and the workload that follows the tag runs it', async () => {
    const run = await promote({
      'destination-image': 'prod/app:live',
      rollout: 'dc/api',
      'backup-tag': 'before',
    });

    expect(run.status, run.log).toBe(0);
    const { digest = '' } = run.outputs;
    const { state } = playground.destination.cluster;
    expect(digestOf('app', 'live')).toBe(digest);
    expect(run.outputs).toMatchObject({
      'rollout-status': 'complete',
      'bytes-copied': '0',
      image: `${state.internalRegistryHost}/prod/app@${digest}`,
    });
    expect(run.log).toContain('will hold the source token');
    expect(ourSecrets()).toHaveLength(1);
    const told = run.log.replace(/^::add-mask::.*$/gm, '');
    expect(told).not.toContain(playground.source.token);
    expect(run.summary).toContain('pulled by the cluster itself');
  });

  it('serves layers that it fetches when they are asked for', async () => {
    const { cluster, token } = playground.destination;
    const digest = digestOf('app', 'live') ?? '';
    const run = await runAction({
      'source-server': cluster.apiUrl,
      'source-token': token,
      'source-ca': cluster.ca,
      'destination-server': cluster.apiUrl,
      'destination-token': token,
      'destination-ca': cluster.ca,
      'source-image': `prod/app@${digest}`,
      'destination-image': 'prod/copied:1',
      strategy: 'copy',
    });

    expect(run.status, run.log).toBe(0);
    expect(digestOf('copied', '1')).toBe(digest);
  });

  it('does nothing the second time', async () => {
    const generation = streamOf('app')?.metadata.generation;
    const run = await promote({ 'destination-image': 'prod/app:live' });

    expect(run.status, run.log).toBe(0);
    expect(run.outputs['changed']).toBe('false');
    expect(streamOf('app')?.metadata.generation).toBe(generation);
  });

  it('goes back when the rollout fails, and pods pull from where they did', async () => {
    const { cluster } = playground.destination;
    const before = digestOf('app', 'live');
    const image = streamTagDigest(playground.source.cluster, 'dev', 'app', '1.4.1') ?? '';
    const failure = { kind: 'CrashLoopBackOff', workload: 'api', image } as const;
    cluster.failures.push(failure);
    const run = await promote({
      'source-image': 'dev/app:1.4.1',
      'destination-image': 'prod/app:live',
      rollout: 'dc/api',
      'rollback-on-failure': 'true',
      timeout: '15s',
    });
    cluster.failures.splice(cluster.failures.indexOf(failure), 1);

    expect(run.outputs['error-code'], run.log).toMatch(/^ROLLOUT_/);
    expect(run.outputs['rolled-back']).toBe('true');
    expect(digestOf('app', 'live')).toBe(before);
    const tag = streamOf('app')?.spec.tags?.find(({ name }) => name === 'live');
    expect(tag?.referencePolicy.type).toBe('Local');
  });
});

describe('the recipe "production follows development, with no copy"', () => {
  const follow = (title: string): Promise<WorkflowResult> => {
    const { source, destination } = playground;
    return runWorkflow(recipeUnder('docs/recipes/follow.md', title), {
      vars: { DEV_API: source.cluster.apiUrl, PROD_API: destination.cluster.apiUrl },
      secrets: {
        DEV_TOKEN: source.token,
        DEV_PULLER_TOKEN: puller,
        PROD_TOKEN: destination.token,
      },
      inputs: { release: '1.4.2' },
      // recipes are for clusters that a runner trusts
      environment: { NODE_EXTRA_CA_CERTS: caFile },
    });
  };

  it('release by release: the pull secret has the account that lasts', async () => {
    const { jobs, log } = await follow('Release by release');

    expect(jobs['promote']?.succeeded, log).toBe(true);
    const [secret] = ourSecrets();
    const text = Buffer.from(secret?.data?.['.dockerconfigjson'] ?? '', 'base64').toString();
    expect(text).toContain(puller);
    expect(log).not.toContain('will hold the source token');
  });

  it('by itself: the tag moves when the source tag moves', async () => {
    const { jobs, log } = await follow('Automatic updates');
    expect(jobs['follow']?.succeeded, log).toBe(true);
    const { cluster } = playground.source;
    const first = digestOf('app', 'following');

    const stream = find(cluster.state, 'imagestreams', 'dev', 'app');
    const other = stream?.status.tags?.find(({ tag }) => tag === '1.4.1')?.items?.[0];
    if (stream === undefined || other === undefined) throw new Error('the source has no second release');
    pointTag(cluster.state, stream, '1.4.2', other.image, other.dockerImageReference);

    await expect.poll(() => digestOf('app', 'following'), { timeout: 300_000 }).toBe(other.image);
    expect(other.image).not.toBe(first);
  });
});

describe('a cluster that does not trust the registry of the source', () => {
  it('is found before anything changes, with how to trust it', async () => {
    const strangers = await startPlayground({ strangers: true });
    try {
      const run = await runAction({ ...playgroundInputs(strangers), strategy: 'import' });

      expect(run.outputs['error-code'], run.log).toBe('TLS_FAILED');
      expect(run.log).toContain('additionalTrustedCA');
      expect(streamTagDigest(strangers.destination.cluster, 'prod', 'app', '1.4.2')).toBeUndefined();
    } finally {
      await strangers.stop();
    }
  });
});

describeWith(['docker-registry'], 'a registry without TLS', () => {
  let registry: DockerRegistry;
  const image = (): string => `${registry.host}/team/app:1`;
  const imports = (more: Record<string, string>): Promise<StepResult> => {
    const { cluster, token } = playground.destination;
    return runAction({
      'destination-server': cluster.apiUrl,
      'destination-token': token,
      'destination-ca': cluster.ca,
      'source-image': image(),
      'source-registry': `http://${registry.host}`,
      'destination-image': 'prod/plain:1',
      strategy: 'import',
      ...more,
    });
  };

  beforeAll(async () => {
    registry = await startDockerRegistry();
    const { cluster, token } = playground.source;
    const run = await runAction({
      'source-server': cluster.apiUrl,
      'source-token': token,
      'source-ca': cluster.ca,
      'source-image': 'dev/app:1.4.1',
      'destination-image': image(),
      'destination-registry': `http://${registry.host}`,
    });
    expect(run.status, run.log).toBe(0);
  });
  afterAll(() => registry.stop());

  it('is imported from only when that is asked for', async () => {
    const refused = await imports({});
    expect(refused.outputs['error-code'], refused.log).toBe('TLS_FAILED');
    expect(refused.log).toContain('import-insecure');

    const run = await imports({ 'import-insecure': 'true', 'import-reference-policy': 'source' });
    expect(run.status, run.log).toBe(0);
    expect(digestOf('plain', '1')).toBe(streamTagDigest(playground.source.cluster, 'dev', 'app', '1.4.1'));
    expect(run.outputs['image']).toBe(`${registry.host}/team/app@${run.outputs['digest'] ?? ''}`);
  });
});
