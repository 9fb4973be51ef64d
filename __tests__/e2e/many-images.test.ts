import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { load } from 'js-yaml';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seedDeploymentConfig } from '../../sandbox/seeds.ts';
import { COMMAND, runProgram, runShellCommand } from '../support/command.ts';
import { startImageSet, type ImageSet } from '../support/image-set.ts';
import { streamTagDigest } from '../support/playground-inputs.ts';
import { runAction } from '../support/runner.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const GITLAB = createRequire(import.meta.url).resolve('gitlab-ci-local/dist/index.js');

const hasRsync = spawnSync('rsync', ['--version']).status === 0;

const numbered = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `app-${index}`);

/** The n-th YAML block of the recipe. */
function recipeBlock(index: number): string {
  const text = readFileSync(path.join(ROOT, 'docs/recipes/many-images.md'), 'utf8');
  return [...text.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)][index]?.[1] ?? '';
}

interface Job {
  readonly steps: readonly {
    readonly id?: string;
    readonly run?: string;
    readonly with?: Readonly<Record<string, string>>;
  }[];
}

interface Matrix {
  readonly include: readonly { readonly shard: string; readonly images: string }[];
}

/** A program `npx` that runs the command under test instead of fetching one. */
function fakeNpx(folder: string): string {
  const bin = path.join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  const script = `#!/bin/sh\n[ "$1 $2" = '--yes openshift-promote@0.1.0' ] || exit 99\nshift 2\nexec "${process.execPath}" "${COMMAND}" "$@"\n`;
  writeFileSync(path.join(bin, 'npx'), script, { mode: 0o755 });
  return bin;
}

const isPromoted = (set: ImageSet, name: string): boolean =>
  streamTagDigest(set.destination, 'prod', name, '1.4.2') ===
  streamTagDigest(set.source, 'dev', name, '1.4.2');

describe('what a run costs', () => {
  it('is four requests for an image that is in place, and a fixed number besides', async () => {
    const requestsOf = async (count: number): Promise<number> => {
      const set = await startImageSet(numbered(count));
      try {
        const file = path.join(set.folder, 'images.txt');
        writeFileSync(file, set.lines.join('\n'));
        seedDeploymentConfig(set.destination, { project: 'prod', name: 'web', tag: 'app-0:1.4.2' });
        const flags = ['promote', `--images-file=${file}`, '--rollout=dc/web'];
        const run = async () => runShellCommand(flags, set.environment);
        expect(await run()).toMatchObject({ status: 0 });
        expect(numbered(count).filter((name) => !isPromoted(set, name))).toEqual([]);
        set.takeRequests();
        expect(await run()).toMatchObject({ status: 0 });
        return set.takeRequests().length;
      } finally {
        await set.stop();
      }
    };

    const [few, many] = [await requestsOf(5), await requestsOf(25)];

    expect(many - few).toBe(4 * 20);
    // two of them for the Lease
    expect(few - 4 * 5).toBeLessThan(32);
  });
});

describe('the recipe for many images', () => {
  let set: ImageSet;
  let folder: string;
  let environment: Readonly<Record<string, string>>;

  beforeEach(async () => {
    set = await startImageSet(['web', 'api']);
    for (const name of ['web', 'api']) {
      seedDeploymentConfig(set.destination, { project: 'prod', name, tag: `${name}:live` });
    }
    folder = mkdtempSync(path.join(os.tmpdir(), 'many-images-'));
    const lines = ['web', 'api'].map((name) => `dev/${name}:1.4.2 => prod/${name}:1.4.2,live`);
    writeFileSync(path.join(folder, 'images.txt'), ['# two of them', ...lines].join('\n'));
    const tools = `${fakeNpx(folder)}:${process.env['PATH'] ?? ''}`;
    environment = { ...set.environment, PATH: tools, HOME: folder };
  });
  afterEach(async () => {
    await set.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const expectPromoted = (): void => {
    for (const name of ['web', 'api']) {
      const digest = streamTagDigest(set.source, 'dev', name, '1.4.2');
      expect(streamTagDigest(set.destination, 'prod', name, '1.4.2')).toBe(digest);
      expect(streamTagDigest(set.destination, 'prod', name, 'live')).toBe(digest);
    }
  };

  it('shares a set among jobs of GitHub; the last one rolls out and verifies', async () => {
    const { jobs } = load(recipeBlock(1)) as { readonly jobs: Readonly<Record<string, Job>> };
    const output = path.join(folder, 'output');
    const script = jobs['plan']?.steps.find(({ id }) => id === 'plan')?.run ?? '';
    const planned = await runProgram(
      'bash',
      ['-e', '-c', script],
      { ...environment, GITHUB_OUTPUT: output },
      folder,
    );
    expect(planned.status, planned.stderr).toBe(0);
    const matrix = JSON.parse(readFileSync(output, 'utf8').replace('matrix=', '')) as Matrix;
    expect(matrix.include).toHaveLength(2);

    for (const { images } of matrix.include) {
      const moved = await runAction(inputsOf(jobs['move'], { '${{ matrix.images }}': images }));
      expect(moved.status, moved.log).toBe(0);
    }
    expectPromoted();
    const last = await runAction(
      inputsOf(jobs['roll-out'], { 'images.txt': path.join(folder, 'images.txt') }),
    );

    expect(last.status, last.log).toBe(0);
    expect(last.outputs).toMatchObject({
      changed: 'false',
      'rollout-status': expect.stringMatching(/^(?:unchanged|complete)$/) as string,
    });
    expect(last.log).toContain('ready pod runs the promoted image');
  });

  it('shares a set among jobs of GitLab, whose child pipeline runs', async (context) => {
    if (!hasRsync && process.env['CI'] === undefined) context.skip('gitlab-ci-local needs rsync');
    const parent = load(recipeBlock(3)) as Readonly<Record<string, { readonly script: readonly string[] }>>;
    for (const line of parent['plan']?.script ?? []) {
      const planned = await runProgram('sh', ['-e', '-c', line], environment, folder);
      expect(planned.status, planned.stderr).toBe(0);
    }
    const project = path.join(folder, 'project');
    mkdirSync(path.join(project, 'ci'), { recursive: true });
    copyFileSync(path.join(folder, 'promote.yml'), path.join(project, 'promote.yml'));
    writeFileSync(path.join(project, 'ci/promote-share.yml'), recipeBlock(2));
    // what GitLab makes of `trigger: include:`
    const child = 'include:\n  - local: promote.yml\n  - local: ci/promote-share.yml\n';
    writeFileSync(path.join(project, '.gitlab-ci.yml'), child);
    commitAll(project);
    const variables = Object.entries(set.environment).flatMap(([name, value]) => [
      '--variable',
      `${name}=${value}`,
    ]);
    const flags = ['--force-shell-executor', '--shell-isolation', '--no-color', ...variables];
    const run = await runProgram(process.execPath, [GITLAB, ...flags], environment, project);

    expect(run.status, run.stdout + run.stderr).toBe(0);
    expect(run.stdout).toContain('promote 1/2');
    expect(run.stdout).toContain('promote 2/2');
    expectPromoted();
  });

  /** The inputs of the step of the action, with the values of expressions filled in. */
  function inputsOf(
    job: Job | undefined,
    values: Readonly<Record<string, string>>,
  ): Readonly<Record<string, string>> {
    const given = job?.steps.find((step) => step.with !== undefined)?.with ?? {};
    const secrets: Readonly<Record<string, string | undefined>> = {
      '${{ vars.DEV_API }}': set.environment['PROMOTE_SOURCE_SERVER'],
      '${{ secrets.DEV_TOKEN }}': set.environment['PROMOTE_SOURCE_TOKEN'],
      '${{ vars.PROD_API }}': set.environment['PROMOTE_DESTINATION_SERVER'],
      '${{ secrets.PROD_TOKEN }}': set.environment['PROMOTE_DESTINATION_TOKEN'],
      ...values,
    };
    const inputs = Object.entries(given).map(([name, value]) => [name, secrets[value] ?? value]);
    return {
      ...(Object.fromEntries(inputs) as Record<string, string>),
      'source-ca': set.source.ca,
      'destination-ca': set.destination.ca,
    };
  }
});

function commitAll(folder: string): void {
  const git = (...args: readonly string[]): unknown => execFileSync('git', args, { cwd: folder });
  git('init', '--quiet', '--initial-branch=main');
  git('remote', 'add', 'origin', 'git@gitlab.example.com:team/app.git');
  git('add', '.');
  git('-c', 'user.name=team', '-c', 'user.email=team@example.com', 'commit', '--quiet', '-m', 'pipeline');
}
