import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { load } from 'js-yaml';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startPlayground, type Playground } from '../../src/entry/sandbox/playground.ts';
import { blocksOf } from '../repository/documents.ts';
import { snapshotOf } from '../support/cluster-snapshot.ts';
import { playgroundInputs, streamTagDigest } from '../support/playground-inputs.ts';
import { COMMAND, runProgram } from '../support/command.ts';
import { runAction, type StepResult } from '../support/runner.ts';
import { runWorkflow, type WorkflowResult } from '../support/workflow-run.ts';

const SERVICE = 'image-registry.openshift-image-registry.svc:5000';
const FILES = {
  'deploy/kustomization.yaml': `# prod\nresources: [app.yaml]\nimages:\n  - name: app # ours\n    newName: ${SERVICE}/prod/app\n    newTag: "1.4.1" # promoted\n`,
  'deploy/app.yaml':
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app}\nspec:\n  template:\n    spec:\n      containers:\n        - {name: app, image: app}\n',
  'chart/values.yaml': `image:\r\n  tag: '1.4.1'\r\n  digest: "" # by promotion`,
};

let playground: Playground;
let folder: string;
let checkout: string;
let remote: string;

const git = (where: string, ...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=dev', '-c', 'user.email=dev@example.com', '-C', where, ...args], {
    encoding: 'utf8',
  }).trimEnd();

beforeAll(async () => {
  playground = await startPlayground();
});
afterAll(() => playground.stop());
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'gitops-'));
  [remote, checkout] = [path.join(folder, 'remote.git'), path.join(folder, 'checkout')];
  git(folder, 'init', '--quiet', '--bare', '--initial-branch=main', remote);
  git(folder, 'clone', '--quiet', remote, checkout);
  git(checkout, 'checkout', '--quiet', '-B', 'main');
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(path.dirname(path.join(checkout, name)), { recursive: true });
    writeFileSync(path.join(checkout, name), text);
  }
  git(checkout, 'add', '--all');
  git(checkout, 'commit', '--quiet', '-m', 'start');
  git(checkout, 'push', '--quiet', 'origin', 'main');
  return () => {
    rmSync(folder, { recursive: true });
  };
});

const promote = (line: string, inputs: Record<string, string> = {}): Promise<StepResult> =>
  runAction({ ...playgroundInputs(playground), gitops: path.join(checkout, line), ...inputs });

const hook = (where: string, name: string, script: string): void => {
  mkdirSync(path.join(where, 'hooks'), { recursive: true });
  writeFileSync(path.join(where, 'hooks', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
};
const promoted = (): string | undefined =>
  streamTagDigest(playground.destination.cluster, 'prod', 'app', '1.4.2');

describe('the desired state in git', () => {
  it('gets nothing while the plan has a problem, nor does the destination', async () => {
    await playground.destination.cluster.settled();
    const before = snapshotOf(playground.destination.cluster);

    const run = await promote('chart/values.yaml image.sha', { 'gitops-push': 'true' });

    expect(run.status, run.log).toBe(8);
    expect(run.outputs['error-code']).toBe('GITOPS_FAILED');
    expect(run.log).toContain('has no key image.sha');
    expect(run.log).toContain('keys there: tag, digest');
    expect(snapshotOf(playground.destination.cluster)).toEqual(before);
    expect(git(remote, 'rev-list', '--count', 'main')).toBe('1');
  });

  it('is only planned by a dry run', async () => {
    const run = await promote('deploy/kustomization.yaml', { 'gitops-push': 'true', 'dry-run': 'true' });

    expect(run.status, run.log).toBe(0);
    expect(run.log).toContain('commit and push to branch main:');
    expect(run.log).toMatch(/images\[0\]\.newTag: 1\.4\.1 → 1\.4\.2/);
    expect(git(remote, 'rev-list', '--count', 'main')).toBe('1');
    expect(promoted()).toBeUndefined();
  });

  it('names the promoted digest as kustomize reads it, in one pushed commit', async () => {
    const run = await promote('deploy/kustomization.yaml', { 'gitops-push': 'true' });

    expect(run.status, run.log).toBe(0);
    const { digest = '', 'gitops-commit': sha = '' } = run.outputs;
    expect(run.outputs['gitops-branch']).toBe('main');
    expect(promoted()).toBe(digest);
    expect(git(remote, 'rev-parse', 'main')).toBe(sha);
    expect(git(remote, 'rev-list', '--count', 'main')).toBe('2');
    expect(git(remote, 'show', '-s', '--format=%B', sha)).toBe(
      `Promote prod/app:1.4.2\n\nSource-Image: dev/app:1.4.2\nDestination-Image: prod/app:1.4.2\nImage-Digest: ${digest}`,
    );
    expect(git(remote, 'show', '-s', '--format=%(trailers:key=Image-Digest,valueonly)', sha)).toBe(digest);
    expect(git(checkout, 'status', '--porcelain')).toBe('');
    expect(git(checkout, 'rev-parse', 'HEAD')).toBe(sha);
    expect(readFileSync(path.join(checkout, 'deploy/kustomization.yaml'), 'utf8')).toBe(
      FILES['deploy/kustomization.yaml'].replace(
        '"1.4.1" # promoted',
        `"1.4.2" # promoted\n    digest: ${digest}`,
      ),
    );
    const built = execFileSync('kubectl', ['kustomize', path.join(checkout, 'deploy')], { encoding: 'utf8' });
    expect(built).toMatch(new RegExp(`image: ${SERVICE}/prod/app(?::1\\.4\\.2)?@${digest}`));

    const again = await promote('deploy/kustomization.yaml', { 'gitops-push': 'true' });
    expect(again.status, again.log).toBe(0);
    expect(again.outputs['gitops-commit']).toBe(sha);
    expect(git(remote, 'rev-list', '--count', 'main')).toBe('2');
  });

  it('is committed to a branch of its own, with every other byte as it was', async () => {
    const line = `chart/values.yaml image.digest\n${path.join(checkout, 'chart/values.yaml')} image.tag`;
    const run = await promote(line, {
      'gitops-branch': 'promote/app',
      'gitops-message': 'app ${PROMOTE_TAG}',
    });

    expect(run.status, run.log).toBe(0);
    const { digest = '', 'gitops-commit': sha } = run.outputs;
    expect(git(checkout, 'rev-parse', 'promote/app')).toBe(sha);
    expect(git(checkout, 'show', '-s', '--format=%s', 'promote/app')).toBe('app 1.4.2');
    expect(git(checkout, 'cat-file', 'blob', 'promote/app:chart/values.yaml')).toBe(
      FILES['chart/values.yaml'].replace("'1.4.1'", "'1.4.2'").replace('""', `"${digest}"`),
    );
    expect(git(checkout, 'rev-parse', '--abbrev-ref', 'HEAD')).toBe('main');
    expect(git(checkout, 'status', '--porcelain')).toBe('');
  });

  it('is written again on the new head when another push is faster, which stays', async () => {
    const other = path.join(folder, 'other');
    git(folder, 'clone', '--quiet', remote, other);
    git(other, 'commit', '--quiet', '--allow-empty', '-m', 'faster');
    // the first time is the dry run of the check
    hook(
      path.join(checkout, '.git'),
      'pre-push',
      `echo . >> ${folder}/times; test "$(wc -l < ${folder}/times)" = 2 || exit 0\nunset GIT_DIR; git -C ${other} push --quiet origin main`,
    );

    const run = await promote('deploy/kustomization.yaml', { 'gitops-push': 'true' });

    expect(run.status, run.log).toBe(0);
    expect(git(remote, 'log', '--format=%s', 'main')).toBe('Promote prod/app:1.4.2\nfaster\nstart');
    expect(git(checkout, 'rev-parse', 'HEAD')).toBe(run.outputs['gitops-commit']);
    expect(readFileSync(path.join(folder, 'times'), 'utf8')).toBe('.\n.\n.\n');
  });

  it('says what the remote says when the branch is protected', async () => {
    hook(remote, 'pre-receive', 'echo "main is protected: ::error::x" >&2; exit 1');

    const run = await promote('deploy/kustomization.yaml', { 'gitops-push': 'true' });

    expect(run.status, run.log).toBe(8);
    expect(run.outputs['error-code']).toBe('GITOPS_FAILED');
    expect(run.log).toContain('branch main was not accepted by origin');
    expect(run.log).toContain('main is protected');
    expect(run.log).not.toContain('::error::x');
    expect(git(remote, 'rev-list', '--count', 'main')).toBe('1');
    expect(git(checkout, 'status', '--porcelain')).toBe('');
  });

  it.each([
    [
      'changes that are not committed',
      () => writeFileSync(path.join(checkout, 'chart/values.yaml'), 'image: {digest: x}\n'),
    ],
    ['(detached HEAD)', () => git(checkout, 'checkout', '--quiet', '--detach')],
    [
      'has commits that branch main of origin does not have',
      () => git(checkout, 'commit', '--quiet', '--allow-empty', '-m', 'x'),
    ],
    ['the branches of origin cannot be read', () => git(checkout, 'remote', 'remove', 'origin')],
  ])('is not touched when the checkout is not fit for it: %s', async (message, spoil) => {
    spoil();

    const run = await promote('chart/values.yaml image.digest', { 'gitops-push': 'true' });

    expect(run.status, run.log).toBe(8);
    expect(run.log).toContain(message);
    expect(git(remote, 'rev-list', '--count', 'main')).toBe('1');
  });
});

it('in a checkout of another user says how git is told to trust it', async () => {
  const run = await runAction(
    { ...playgroundInputs(playground), gitops: path.join(checkout, 'deploy/kustomization.yaml') },
    { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' },
  );

  expect(run.status, run.log).toBe(8);
  expect(run.log).toContain('dubious ownership');
  expect(run.log).toContain(`git config --global --add safe.directory ${checkout}`);
});

describe('the recipes', () => {
  it('commit to the branch, and open a pull request from a branch', async () => {
    const blocks = blocksOf('docs/recipes/gitops.md');
    const toBranch = blocks.find(({ text }) => text.includes('jobs:'));
    const request = blocks.find(({ text }) => text.includes('gh pr create'));
    const ca = path.join(folder, 'ca.pem');
    const { source, destination } = playground;
    writeFileSync(ca, `${source.cluster.ca}\n${destination.cluster.ca}`);
    const follow = (text: string): Promise<WorkflowResult> =>
      runWorkflow(text.replaceAll('deploy/values.yaml', 'chart/values.yaml'), {
        vars: { DEV_API: source.cluster.apiUrl, PROD_API: destination.cluster.apiUrl },
        secrets: { DEV_TOKEN: source.token, PROD_TOKEN: destination.token },
        inputs: { release: '1.4.2' },
        environment: { NODE_EXTRA_CA_CERTS: ca },
        // as actions/checkout leaves it
        files: { ...FILES, '.git': `gitdir: ${checkout}/.git\n` },
      });

    const committed = await follow(toBranch?.text ?? '');
    expect(committed.jobs['promote']?.succeeded, committed.log).toBe(true);
    expect(git(remote, 'show', 'main:deploy/kustomization.yaml')).toContain(`digest: ${promoted() ?? ''}`);

    const { jobs, log } = await follow(request?.text.replace(/\n {6}- run: gh[\s\S]*/, '\n') ?? '');
    expect(jobs['promote']?.succeeded, log).toBe(true);
    expect(git(remote, 'show', 'promote-app-1.4.2:chart/values.yaml')).toContain(
      `digest: "${promoted() ?? ''}"`,
    );
  });

  it('open a merge request of GitLab from the checkout of a tag', async () => {
    const block = blocksOf('docs/recipes/gitops.md').find(({ text }) => text.includes('merge_request'));
    const { promote: job } = load(block?.text ?? '') as {
      readonly promote: {
        readonly variables: Readonly<Record<string, string>>;
        readonly script: readonly string[];
      };
    };
    const { source, destination } = playground;
    const [ca, bin] = [path.join(folder, 'ca.pem'), path.join(folder, 'bin')];
    writeFileSync(ca, `${source.cluster.ca}\n${destination.cluster.ca}`);
    mkdirSync(bin);
    const command = `#!/bin/sh\nshift\nexec '${process.execPath}' '${COMMAND}' "$@"\n`;
    writeFileSync(path.join(bin, 'npx'), command, { mode: 0o755 });
    hook(remote, 'post-receive', `env | grep GIT_PUSH_OPTION_ | sort > ${folder}/options`);
    git(remote, 'config', 'receive.advertisePushOptions', 'true');
    git(checkout, 'checkout', '--quiet', '--detach');
    const given: Readonly<Record<string, string>> = { CI_COMMIT_TAG: '1.4.2', CI_DEFAULT_BRANCH: 'main' };
    const servers: Readonly<Record<string, string>> = {
      'https://api.dev.example.com:6443': source.cluster.apiUrl,
      'https://api.prod.example.com:6443': destination.cluster.apiUrl,
    };
    const variables = Object.entries(job.variables).map(([name, value]): [string, string] => [
      name,
      servers[value] ?? value.replace(/\$(\w+)/g, (_, wanted: string) => given[wanted] ?? ''),
    ]);

    const { status, stdout, stderr } = await runProgram(
      'sh',
      ['-e', '-c', job.script.join('\n')],
      {
        ...given,
        ...Object.fromEntries(variables),
        PATH: `${bin}:${process.env['PATH'] ?? ''}`,
        HOME: folder,
        GITLAB_CI: 'true',
        NODE_EXTRA_CA_CERTS: ca,
        // masked variables of the project
        PROMOTE_SOURCE_TOKEN: source.token,
        PROMOTE_DESTINATION_TOKEN: destination.token,
      },
      checkout,
    );

    expect(status, stdout + stderr).toBe(0);
    expect(git(remote, 'show', 'promote-app-1.4.2:deploy/kustomization.yaml')).toContain(
      `digest: ${promoted() ?? ''}`,
    );
    expect(readFileSync(path.join(folder, 'options'), 'utf8')).toBe(
      'GIT_PUSH_OPTION_0=merge_request.create\nGIT_PUSH_OPTION_1=merge_request.target=main\nGIT_PUSH_OPTION_COUNT=2\n',
    );
  });
});
