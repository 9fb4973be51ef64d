import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPlayground, type Playground } from '../../src/entry/sandbox/playground.ts';
import type { Release } from '../../src/core/release.ts';
import { runShellCommand, type CommandResult } from '../support/command.ts';
import { streamTagDigest } from '../support/playground-inputs.ts';

let playground: Playground;
let loggedIn: Readonly<Record<string, string>>;

beforeAll(async () => {
  playground = await startPlayground();
  const { source, destination } = playground;
  loggedIn = {
    PROMOTE_SOURCE_SERVER: source.cluster.apiUrl,
    PROMOTE_SOURCE_TOKEN: source.token,
    PROMOTE_SOURCE_CA: source.caFile,
    PROMOTE_DESTINATION_SERVER: destination.cluster.apiUrl,
    PROMOTE_DESTINATION_TOKEN: destination.token,
    PROMOTE_DESTINATION_CA: destination.caFile,
  };
});
afterAll(async () => {
  const { source, destination } = playground;
  expect([...source.cluster.unknownRequests, ...destination.cluster.unknownRequests]).toEqual([]);
  await playground.stop();
});

const run = (...argv: readonly string[]): Promise<CommandResult> => runShellCommand(argv, loggedIn);
const releasesOf = ({ stdout }: CommandResult): readonly Release[] => JSON.parse(stdout) as Release[];
const outputsOf = ({ stdout }: CommandResult): Record<string, unknown> =>
  JSON.parse(stdout) as Record<string, unknown>;
const live = (): string | undefined => streamTagDigest(playground.destination.cluster, 'prod', 'app', 'live');

/** `tags` asks the source: here the cluster that is promoted to. */
const tagsOfProduction = (...argv: readonly string[]): Promise<CommandResult> => {
  const { cluster, token, caFile } = playground.destination;
  return runShellCommand(['tags', ...argv], {
    PROMOTE_SOURCE_SERVER: cluster.apiUrl,
    PROMOTE_SOURCE_TOKEN: token,
    PROMOTE_SOURCE_CA: caFile,
  });
};

describe('openshift-promote tags', () => {
  it('lists the tags of a stream, newest first, with what their labels say', async () => {
    const listed = await run('tags', 'dev/app', '--output=json');

    expect(listed.status, listed.stderr).toBe(0);
    expect(releasesOf(listed)).toMatchObject([
      { tag: '1.4.2', image: 'dev/app:1.4.2', version: '1.4.2', stepsBack: 0, deployed: [] },
      { tag: '1.4.1', image: 'dev/app:1.4.1', version: '1.4.1' },
    ]);
  });

  it('prints a table for people, and a matrix for jobs of GitHub', async () => {
    const [table, matrix] = [
      await run('tags', 'dev/app', '--limit=1'),
      await run('tags', 'dev/app', '--output=github-matrix'),
    ];

    expect(table.stdout).toMatch(/^TAG +DIGEST +AGE +VERSION +COMMIT +DEPLOYED AS\n1\.4\.2 .+\n$/);
    expect(JSON.parse(matrix.stdout)).toMatchObject({ include: [{ tag: '1.4.2' }, { tag: '1.4.1' }] });
  });

  it('says where a digest is deployed already: tags and workloads of the destination', async () => {
    const { cluster, token, caFile } = playground.destination;
    const listed = await runShellCommand(
      ['tags', 'prod/app', '--destination-image=prod/app', '--output=json'],
      {
        PROMOTE_DESTINATION_SERVER: cluster.apiUrl,
        PROMOTE_DESTINATION_TOKEN: token,
        PROMOTE_DESTINATION_CA: caFile,
      },
    );

    expect(listed.status, listed.stderr).toBe(0);
    expect(releasesOf(listed).find(({ tag }) => tag === '1.4.1')?.deployed).toEqual(
      expect.arrayContaining(['prod/app:1.4.1', 'prod/app:live', 'dc/api']),
    );
  });

  it('lists the tags of any other registry, by their labels', async () => {
    const { cluster, token, caFile } = playground.source;
    const listed = await runShellCommand(['tags', `${cluster.registryHost}/dev/app`, '--output=json'], {
      PROMOTE_SOURCE_REGISTRY_USERNAME: 'promoter',
      PROMOTE_SOURCE_REGISTRY_PASSWORD: token,
      PROMOTE_SOURCE_CA: caFile,
    });

    expect(listed.status, listed.stderr).toBe(0);
    const inStream = releasesOf(await run('tags', 'dev/app', '--output=json'));
    expect(releasesOf(listed).map(({ tag, digest, version }) => [tag, digest, version])).toEqual(
      inStream.map(({ tag, digest, version }) => [tag, digest, version]),
    );
    expect(inStream.map(({ version }) => version)).toEqual(['1.4.2', '1.4.1']);
  });

  it('asks the cluster that has it, or the one that --side names', async () => {
    const found = await run('tags', 'prod/app:live', '--output=json');
    const table = await run('tags', 'prod/app:live');
    const named = await run('tags', 'prod/app:live', '--side=destination', '--output=json');
    const wrong = await run('tags', 'prod/app:live', '--side=source');
    const none = await run('tags', 'prod/nothing');
    const strange = await run('tags', 'prod/app', '--side=production');

    expect(found.status, found.stderr).toBe(0);
    expect(releasesOf(found)[0]?.digest).toBe(live());
    expect(releasesOf(named)[0]?.digest).toBe(live());
    expect(table.stderr).toContain(
      'listing tags of the destination; use --side=source for the other cluster',
    );
    expect(wrong.status).not.toBe(0);
    expect(none.status).not.toBe(0);
    expect(none.stderr).toContain(playground.source.cluster.apiUrl);
    expect(none.stderr).toContain(playground.destination.cluster.apiUrl);
    expect(strange.stderr).toContain('write source or destination');
  });

  it('lets a login of the destination that nobody asks about not be in the way', async () => {
    const listed = await runShellCommand(['tags', 'dev/app', '--output=json'], {
      ...loggedIn,
      PROMOTE_DESTINATION_TOKEN: 'over',
    });

    expect(listed.status, listed.stderr).toBe(0);
  });

  it('says what does not exist, and refuses what it does not take', async () => {
    const missing = await run('tags', 'dev/nothing');
    const strange = await run('tags', 'dev/app', '--rollout=dc/api', '--output=plain', '--limit=0');

    expect(missing.status).toBe(4);
    expect(missing.stderr).toContain('dev/nothing does not exist on');
    expect(strange.status).toBe(2);
    expect(strange.stderr).toContain('--rollout is not an option of tags');
    expect(strange.stderr).toContain('--output: "plain" is not a valid value');
  });
});

describe('openshift-promote rollback', () => {
  it('plans the way back without going it', async () => {
    const before = live();
    await promoteLive();
    expect(live()).not.toBe(before);

    const plan = await run('rollback', 'prod/app:live', '--rollout=dc/api', '--dry-run');

    expect(plan.status, plan.stderr).toBe(0);
    expect(plan.stderr).toContain('move live from');
    expect(plan.stderr).toContain('roll out dc/api in prod');
    expect(live()).not.toBe(before);
  });

  it('takes the tag and its workloads back to the previous promotion, verified and with outputs', async () => {
    const history = releasesOf(await tagsOfProduction('prod/app:live', '--output=json'));
    const [current, previous] = history.map(({ digest }) => digest);

    const done = await run('rollback', 'prod/app:live', '--rollout=dc/api', '--output=json');

    expect(done.status, done.stderr).toBe(0);
    expect(outputsOf(done)).toMatchObject({
      digest: previous,
      'previous-digest': current,
      changed: 'true',
      'rollout-status': 'complete',
      'bytes-copied': '0',
    });
    expect(done.stderr).toContain('ready pods run the promoted image');
    expect(done.stderr).toMatch(/^Rolled back prod\/app:live /m);
    expect(live()).toBe(previous);
  });

  it('goes to a digest as a table shows it, to a tag, and so many steps back', async () => {
    const listed = releasesOf(await tagsOfProduction('prod/app:live', '--output=json'));
    const wanted = listed[1]?.digest ?? '';

    expect((await run('rollback', 'prod/app:live', `--to=${wanted.slice(0, 19)}`)).status).toBe(0);
    expect(live()).toBe(wanted);
    expect((await run('rollback', 'prod/app:live', '--to=1.4.1')).status).toBe(0);
    expect(live()).toBe(streamTagDigest(playground.destination.cluster, 'prod', 'app', '1.4.1'));
    expect((await run('rollback', 'prod/app:live', '--to=1')).status).toBe(0);
    expect(live()).toBe(wanted);
  });

  it('says that there is nothing to go back to', async () => {
    const far = await run('rollback', 'prod/app:live', '--to=99');
    const never = await run('rollback', 'prod/app:1.4.1');
    const nowhere = await run('rollback', 'prod/app:nowhere');
    const unnamed = await run('rollback', 'prod/app', '--to=!');

    expect([far, never, nowhere].map(({ status }) => status)).toEqual([4, 4, 4]);
    expect(far.stderr).toMatch(/has a history of \d steps, not of 99/);
    expect(never.stderr).toContain('has never been another image');
    expect(nowhere.stderr).toContain('openshift-promote tags prod/app');
    expect(unnamed.status).toBe(2);
    expect(unnamed.stderr).toContain('has no tag');
    expect(unnamed.stderr).toContain('"!" is not a number of steps, a digest or a tag');
  });

  async function promoteLive(): Promise<void> {
    const promoted = await run(
      'promote',
      '--source-image=dev/app:1.4.2',
      '--destination-image=prod/app:live',
      '--rollout=dc/api',
    );
    expect(promoted.status, promoted.stderr).toBe(0);
  }
});
