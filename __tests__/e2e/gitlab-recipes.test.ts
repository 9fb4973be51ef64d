import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blocksOf, documents } from '../repository/documents.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const RUNNER = createRequire(import.meta.url).resolve('gitlab-ci-local/dist/index.js');
// the component is here and not at the addresses of the recipes
const INCLUDE = /- (?:component|remote): \S*openshift-promote\S*/g;
const SMALLEST = `include:
  - local: templates/promote.yml
    inputs: { source-image: dev/app:1, destination-image: prod/app:1 }
`;

/** Pipelines of the documentation; what only adds to the job of the component is put behind the smallest use of it. */
const PIPELINES = documents()
  .flatMap(blocksOf)
  .filter(
    ({ file, language, text }) =>
      language === 'yaml' && (file === 'docs/recipes/gitlab.md' || text.match(INCLUDE) !== null),
  )
  .map(({ file, line, text }) => {
    const here = text.replace(INCLUDE, '- local: templates/promote.yml');
    const isWhole = /^include:/m.test(text) || /^ {2}script:/m.test(text);
    return [`${file}:${line}`, isWhole ? here : SMALLEST + here] as const;
  });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'gitlab-recipes-'));
  mkdirSync(path.join(folder, 'templates'));
  cpSync(path.join(ROOT, 'templates/promote.yml'), path.join(folder, 'templates/promote.yml'));
  const git = (...args: readonly string[]): unknown => execFileSync('git', args, { cwd: folder });
  git('init', '--quiet', '--initial-branch=main');
  git('remote', 'add', 'origin', 'git@gitlab.example.com:team/app.git');
  git('add', '.');
  git('-c', 'user.name=team', '-c', 'user.email=team@example.com', 'commit', '--quiet', '-m', 'component');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Has a pipeline checked against GitLab's schema and the inputs of the component, and its jobs listed. */
function listJobs(
  pipeline: string,
  tag = 'v1',
): {
  readonly status: number | null;
  readonly jobs: string;
  readonly log: string;
} {
  writeFileSync(path.join(folder, '.gitlab-ci.yml'), pipeline);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [RUNNER, '--list-csv-all', '--no-color', '--variable', `CI_COMMIT_TAG=${tag}`],
    { cwd: folder, encoding: 'utf8', env: { ...process.env, HOME: folder } },
  );
  return { status, jobs: stdout, log: stdout + stderr };
}

describe('the recipes for GitLab', () => {
  it('are there', () => {
    expect(PIPELINES.length).toBeGreaterThan(5);
  });

  it.each(PIPELINES)('%s is a pipeline that promotes', (_, pipeline) => {
    const { status, jobs, log } = listJobs(pipeline);

    expect(status, log).toBe(0);
    expect(jobs).toMatch(/^"?(?:promote|roll-back)/m);
  });

  it.each([
    ['an input of another type', SMALLEST.replace('source-image: dev/app:1', 'retries: many'), /retries/],
    ['a keyword of another type', `${SMALLEST}promote:\n  artifacts: 5\n`, /artifacts/],
  ])('would not be with %s', (_, pipeline, says) => {
    const { status, log } = listJobs(pipeline);

    expect(status).not.toBe(0);
    expect(log).toMatch(says);
  });
});

describe('the pipeline of a mirror', () => {
  it('publishes the component for the tag of a release, and for nothing else', () => {
    const pipeline = readFileSync(path.join(ROOT, '.gitlab-ci.yml'), 'utf8');
    const whenOf = (tag: string): string | undefined =>
      /^"?publish"?;.*?;(on_success|never);/m.exec(listJobs(pipeline, tag).jobs)?.[1];

    expect(whenOf('v1.2.3')).toBe('on_success');
    expect(whenOf('v1')).toBe('never');
    expect(whenOf('nightly')).toBe('never');
  });
});
