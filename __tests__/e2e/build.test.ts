import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPlayground, type Playground } from '../../src/entry/sandbox/playground.ts';
import { pointTag } from '../../sandbox/imagestreams/pushes.ts';
import { find } from '../../sandbox/state/store.ts';
import { recipeUnder } from '../support/recipes.ts';
import { playgroundInputs, streamTagDigest } from '../support/playground-inputs.ts';
import { runAction, type StepResult } from '../support/runner.ts';
import { runWorkflow } from '../support/workflow-run.ts';

let playground: Playground;
let folder: string;
let caFile: string;

beforeAll(async () => {
  playground = await startPlayground();
  const { source, destination } = playground;
  folder = mkdtempSync(path.join(tmpdir(), 'build-'));
  caFile = path.join(folder, 'ca.pem');
  writeFileSync(caFile, `${source.cluster.ca}\n${destination.cluster.ca}`);
});
afterAll(async () => {
  expect(playground.destination.cluster.unknownRequests).toEqual([]);
  await playground.stop();
  rmSync(folder, { recursive: true });
});

const inputs = (more: Record<string, string>): Record<string, string> => ({
  ...playgroundInputs(playground),
  strategy: 'build',
  ...more,
});
const promote = (more: Record<string, string>): Promise<StepResult> => runAction(inputs(more));

const digestOf = (stream: string, tag: string): string | undefined =>
  streamTagDigest(playground.destination.cluster, 'prod', stream, tag);

/** Builds, secrets of ours, and tags that only a build needed. */
function postStepState(): readonly string[] {
  const { objects } = playground.destination.cluster.state;
  const tags = [...objects.imagestreams.values()].flatMap(({ status }) =>
    (status.tags ?? []).map(({ tag }) => tag),
  );
  const ours = [...objects.secrets.values()].filter(
    ({ metadata }) => metadata.labels?.['app.kubernetes.io/managed-by'] === 'openshift-promote',
  );
  return [
    ...[...objects.builds.values()].map(({ metadata }) => metadata.name),
    ...ours.map(({ metadata }) => metadata.name),
    ...tags.filter((tag) => tag.startsWith('promote-')),
  ];
}

describe('a build that moves an image', () => {
  it('is planned, with a warning that the digest will be another one', async () => {
    const run = await promote({ 'destination-image': 'prod/built:1', 'dry-run': 'true' });

    expect(run.status, run.log).toBe(0);
    expect(run.log).toContain('build from dev/app:1.4.2');
    expect(run.summary).toContain('with a new digest');
    expect(digestOf('built', '1')).toBeUndefined();
    expect(postStepState()).toEqual([]);
  });

  it('follows the recipe: the workload runs what was built, nothing else is left', async () => {
    const { source, destination } = playground;
    const { jobs, log } = await runWorkflow(recipeUnder('docs/recipes/build.md'), {
      vars: { DEV_API: source.cluster.apiUrl, PROD_API: destination.cluster.apiUrl },
      secrets: { DEV_TOKEN: source.token, PROD_TOKEN: destination.token },
      inputs: { release: '1.4.2' },
      // recipes are for clusters that a runner trusts
      environment: { NODE_EXTRA_CA_CERTS: caFile },
    });

    expect(jobs['promote']?.succeeded, log).toBe(true);
    const built = digestOf('app', 'live');
    const original = streamTagDigest(source.cluster, 'dev', 'app', '1.4.2');
    expect(built).not.toBe(original);
    expect(log).toContain(`built ${built ?? ''} from`);
    expect(log).toContain('Push successful');
    expect(log).toContain(
      `the digest changes: prod/app:live will be ${built ?? ''}, built from ${original ?? ''}`,
    );
    expect(log).toMatch(/dc\/api: 2 ready pods run the promoted image/);
    expect(postStepState()).toEqual([]);
  });

  it('builds the same digest once', async () => {
    const before = digestOf('app', 'live');
    const run = await promote({ 'destination-image': 'prod/app:live' });

    expect(run.status, run.log).toBe(0);
    expect(run.outputs).toMatchObject({ changed: 'false', digest: before });
    expect(run.log).not.toContain('Push successful');
  });

  it('makes a stream that is missing, and keeps the digest of the source in the results', async () => {
    const run = await promote({ 'destination-image': 'prod/fresh:1', 'destination-tags': 'newest' });

    expect(run.status, run.log).toBe(0);
    const [result] = JSON.parse(run.outputs['results'] ?? '[]') as Record<string, unknown>[];
    expect(result).toMatchObject({
      strategy: 'build',
      digest: digestOf('fresh', '1'),
      sourceDigest: streamTagDigest(playground.source.cluster, 'dev', 'app', '1.4.2'),
    });
    expect(digestOf('fresh', 'newest')).toBe(digestOf('fresh', '1'));
    expect(postStepState()).toEqual([]);
  });

  it('leaves nothing behind when it fails, and says what the builder said', async () => {
    const run = await promote({
      'destination-image': 'prod/failing:1',
      'source-registry-username': 'nobody',
      'source-registry-password': 'wrong',
      'source-image': `dev/app@${streamTagDigest(playground.source.cluster, 'dev', 'app', '1.4.1') ?? ''}`,
    });

    expect(run.outputs['error-code'], run.log).toBe('BUILD_FAILED');
    expect(run.log).toContain('PullBuilderImageFailed');
    expect(run.log).toContain('its nodes must reach that registry');
    expect(digestOf('failing', '1')).toBeUndefined();
    expect(postStepState()).toEqual([]);
    const streams = [...playground.destination.cluster.state.objects.imagestreams.keys()];
    expect(streams.filter((key) => key.endsWith('/failing'))).toEqual([]);
  });

  it('leaves nothing behind when the job is cancelled', async () => {
    const { state } = playground.destination.cluster;
    // nothing outside can be reached: the build waits
    const { upstream } = state;
    state.upstream = undefined;
    const env: Record<string, string> = {
      PATH: process.env['PATH'] ?? '',
      GITHUB_ACTIONS: 'true',
      RUNNER_TEMP: folder,
    };
    for (const [name, value] of Object.entries(inputs({ 'destination-image': 'prod/cancelled:1' }))) {
      env[`INPUT_${name.toUpperCase()}`] = value;
    }
    const action = path.resolve(process.env['TESTED_ACTION'] ?? 'dist/index.js');
    const child = spawn(process.execPath, [action], { cwd: folder, env, stdio: 'ignore' });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    await expect.poll(() => state.objects.builds.size, { timeout: 300_000 }).toBe(1);
    child.kill('SIGTERM');

    expect(await ended).not.toBe(0);
    state.upstream = upstream;
    expect(postStepState()).toEqual([]);
    expect([...state.objects.imagestreams.keys()].filter((key) => key.endsWith('/cancelled'))).toEqual([]);
  });

  it('cannot take signatures along: a warning, or a failure before anything changes', async () => {
    const { cluster } = playground.source;
    const stream = find(cluster.state, 'imagestreams', 'dev', 'app');
    const digest = streamTagDigest(cluster, 'dev', 'app', '1.4.2') ?? '';
    const other = stream?.status.tags?.find(({ tag }) => tag === '1.4.1')?.items?.[0];
    if (stream === undefined || other === undefined) throw new Error('the source has no second release');
    const tag = `${digest.replace(':', '-')}.sig`;
    pointTag(cluster.state, stream, tag, other.image, other.dockerImageReference);

    const warned = await promote({ 'destination-image': 'prod/signed:1', 'dry-run': 'true' });
    expect(warned.status, warned.log).toBe(0);
    expect(warned.log).toContain(`leaves behind what is attached to it (${tag})`);

    const run = await promote({ 'destination-image': 'prod/signed:1', signatures: 'always' });
    expect(run.outputs['error-code'], run.log).toBe('SIGNATURES_REQUIRED');
    expect(digestOf('signed', '1')).toBeUndefined();
  });
});
