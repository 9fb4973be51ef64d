// What a promotion leaves on tags and workloads, that nothing else changes, and how it is read.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startPlayground, type Playground } from '../../src/entry/sandbox/playground.ts';
import type { HistoryEntry } from '../../src/core/trace/tag-history.ts';
import { runShellCommand, type CommandResult } from '../support/command.ts';
import { startKubectl, type Kubectl } from '../support/kubectl.ts';
import { playgroundInputs, streamTagDigest } from '../support/playground-inputs.ts';
import { setup } from '../support/run-doctor.ts';
import { runAction, type StepResult } from '../support/runner.ts';

const RUN = {
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'acme/app',
  GITHUB_RUN_ID: '4711',
  GITHUB_ACTOR: 'octocat',
};
const URL_OF_RUN = 'https://github.com/acme/app/actions/runs/4711';

let playground: Playground;
let kubectl: Kubectl;

beforeEach(async () => {
  playground = await startPlayground();
  kubectl = startKubectl();
});
afterEach(async () => {
  expect(playground.destination.cluster.unknownRequests).toEqual([]);
  kubectl.close();
  await playground.stop();
});

const promote = async (inputs: Record<string, string> = {}): Promise<StepResult> => {
  const run = await runAction(
    {
      ...playgroundInputs(playground),
      'destination-tags': 'live',
      rollout: 'deployment/web\ndc/api',
      ...inputs,
    },
    RUN,
  );
  expect(run.status, run.log).toBe(0);
  return run;
};
const command = (...args: readonly string[]): Promise<CommandResult> => {
  const { cluster, token } = playground.destination;
  return runShellCommand([...args], {
    PROMOTE_DESTINATION_SERVER: cluster.apiUrl,
    PROMOTE_DESTINATION_CA: cluster.ca,
    PROMOTE_DESTINATION_TOKEN: token,
  });
};
const history = async (tag: string): Promise<readonly HistoryEntry[]> => {
  const { status, stdout, stderr } = await command('history', `prod/app:${tag}`, '--output=json');
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout) as readonly HistoryEntry[];
};
const stream = () =>
  [...playground.destination.cluster.state.objects.imagestreams.values()].find(
    ({ metadata }) => metadata.namespace === 'prod' && metadata.name === 'app',
  );

describe('traces', () => {
  it('say on tags and workloads what was promoted, and change nothing else', async () => {
    const run = await promote();
    const { state } = playground.destination.cluster;

    expect(run.log).toContain('left on dc/api, deployment/web, prod/app:1.4.2, prod/app:live');
    const digest = streamTagDigest(playground.destination.cluster, 'prod', 'app', 'live');
    // one image more, and nothing to import
    expect(stream()?.status.tags?.map(({ tag, items }) => [tag, items?.length])).toEqual(
      expect.arrayContaining([
        ['1.4.2', 1],
        ['live', 2],
      ]),
    );
    for (const name of ['1.4.2', 'live']) {
      const spec = stream()?.spec.tags?.find((entry) => entry.name === name);
      expect(spec?.annotations).toMatchObject({
        'openshift-promote.github.io/digest': digest,
        'openshift-promote.github.io/run': URL_OF_RUN,
        'openshift-promote.github.io/actor': 'octocat',
        'openshift-promote.github.io/version': '1.4.2',
      });
    }
    const revisions = [...state.objects.replicasets.values()].filter(({ metadata }) =>
      metadata.name.startsWith('web-'),
    );
    expect(revisions).toHaveLength(2);
    const [api] = [...state.objects.deploymentconfigs.values()];
    expect(api?.status.latestVersion).toBe(2);
    const { cluster } = playground.destination;
    await expect
      .poll(() => kubectl.run(cluster, 'rollout', 'history', 'deployment/web', '-n', 'prod'), {
        timeout: 20_000,
      })
      .toMatch(
        /2 +prod\/app:1\.4\.2 promoted to 1\.4\.2 \(sha256:\w{12}\) by octocat, https:\/\/github\.com/,
      );
  });

  it('need no more than setup --traces grants', async () => {
    const { cluster } = playground.destination;
    const flags = [
      '--for=copy',
      '--project=prod',
      '--rollout=deployment/web',
      '--rollout=dc/api',
      '--further-tags',
    ];
    for (const [account, more] of [
      ['with', ['--traces']],
      ['without', []],
    ] as const) {
      await kubectl.apply(cluster, await setup(...flags, `--account=${account}`, ...more));
      const run = await promote({
        'source-image': account === 'with' ? 'dev/app:1.4.2' : 'dev/app:1.4.1',
        'destination-token': cluster.token(`system:serviceaccount:prod:${account}`),
        // the account may not list streams, of which the host is read otherwise
        'destination-registry': cluster.registryHost,
      });

      expect(run.log.includes('prod/app:live: who promoted what'), run.log).toBe(account === 'with');
    }
  });

  it('are left once: an unchanged promotion writes nothing', async () => {
    await promote();
    const version = stream()?.metadata.resourceVersion;
    const run = await promote();

    expect(run.log).not.toContain('left on');
    expect(stream()?.metadata.resourceVersion).toBe(version);
  });

  it('can be left out', async () => {
    const run = await promote({ traces: 'off' });

    expect(run.log).not.toContain('left on');
    expect(JSON.stringify(stream()?.spec)).not.toContain('openshift-promote');
  });

  it('are read by history, with what no promotion brought, and after a rollback', async () => {
    await promote();
    const [now, before] = await history('live');

    expect(now?.promotion).toMatchObject({ version: '1.4.2', actor: 'octocat', run: URL_OF_RUN });
    expect(before).toMatchObject({ digest: now?.promotion?.previous });
    expect(before?.promotion).toBeUndefined();

    const back = await command('rollback', 'prod/app:live', '--rollout=dc/api');
    expect(back.status, back.stderr).toBe(0);
    const entries = await history('live');
    expect(entries.map(({ digest }) => digest)).toEqual([before?.digest, now?.digest, before?.digest]);
    expect(entries[0]?.promotion).toMatchObject({ previous: now?.digest, action: 'rollback' });
    expect(entries[1]?.promotion?.actor).toBe('octocat');
    const text = await command('history', 'prod/app:live');
    expect(text.stdout).toMatch(/^SINCE +DIGEST +VERSION +FROM +BY +RUN +HOW\n/);
    expect(text.stdout).toContain('not a promotion, or without trace');
  });

  it('do not explain an image that somebody tagged again by hand', async () => {
    await promote();
    await promote({ 'source-image': 'dev/app:1.4.1', 'destination-image': 'prod/app:1.4.1' });
    const { cluster } = playground.destination;
    const [, first] = await history('live');
    const from = { kind: 'ImageStreamImage', name: `app@${first?.digest ?? ''}` };
    const patch = JSON.stringify({ tag: { from } });
    await kubectl.run(
      cluster,
      'patch',
      'imagestreamtag',
      'app:live',
      '-n',
      'prod',
      '--type=merge',
      '-p',
      patch,
    );
    const entries = await history('live');

    expect(entries[0]?.digest).toBe(first?.digest);
    expect(entries[0]?.promotion).toBeUndefined();
    expect(entries.slice(1, 3).map(({ promotion }) => promotion?.version)).toEqual(['1.4.1', '1.4.2']);
  });

  it('that somebody edited in words only are marked', async () => {
    await promote();
    const { cluster } = playground.destination;
    const note = 'openshift-promote.github.io/actor=mallory';
    await kubectl.run(cluster, 'annotate', 'imagestreamtag', 'app:live', '-n', 'prod', '--overwrite', note);
    const { stderr, stdout } = await command('history', 'prod/app:live');

    expect(stderr).toContain('another client has edited what promotions left there');
    expect(stdout).toContain('promotion, edited since');
  });

  it('that somebody edited are said to be', async () => {
    await promote();
    const { cluster } = playground.destination;
    const note = 'openshift-promote.github.io/digest=newest';
    await kubectl.run(cluster, 'annotate', 'imagestreamtag', 'app:live', '-n', 'prod', '--overwrite', note);
    const { status, stderr, stdout } = await command('history', 'prod/app:live');

    expect(status).toBe(0);
    expect(stderr).toContain('another client has edited what promotions left there');
    expect(stdout).not.toContain('octocat');
  });

  it('belong to tags of streams: history says what to type for one that does not exist', async () => {
    const missing = await command('history', 'prod/app:9.9.9');
    expect(missing.status).toBe(4);
    expect(missing.stderr).toContain('openshift-promote tags prod/app');
  });
});
