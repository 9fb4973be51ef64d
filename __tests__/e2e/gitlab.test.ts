import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPlayground, type Playground } from '../../src/entry/sandbox/playground.ts';
import { describeWith } from '../support/peers.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const RUNNER = createRequire(import.meta.url).resolve('gitlab-ci-local/dist/index.js');
/** The committed command, or what the variable names: another build. */
const COMMAND = path.resolve(ROOT, process.env['TESTED_COMMAND'] ?? 'dist/cli.js');

// As a team writes it: the component with its inputs, and a job that needs what it promoted.
const PIPELINE = `
stages: [release, announce]
include:
  - local: templates/promote.yml
    inputs:
      stage: release
      source-image: dev/app:$RELEASE
      source-server: $DEV_API
      source-ca: $DEV_CA
      destination-image: prod/app:$RELEASE
      destination-server: $PROD_API
      destination-ca: $PROD_CA
      destination-tags: [live, stable]
      rollout: [dc/api, deployment/web]
      retries: 2
announce:
  stage: announce
  needs: [promote]
  script:
    - echo "now in production $PROMOTED_DIGEST, $PROMOTED_ROLLOUT_STATUS"
    - echo "inputs stay inputs [$PROMOTE_DIGEST]"
    - node -e 'console.log("record says", JSON.parse(require("fs").readFileSync("promotion.json")).rolloutStatus)'
`;

let playground: Playground;
let folder: string;

beforeAll(async () => {
  playground = await startPlayground();
  folder = mkdtempSync(path.join(tmpdir(), 'gitlab-'));
  mkdirSync(path.join(folder, 'templates'));
  cpSync(path.join(ROOT, 'templates/promote.yml'), path.join(folder, 'templates/promote.yml'));
  writeFileSync(path.join(folder, '.gitlab-ci.yml'), PIPELINE);
  const git = (...args: readonly string[]): unknown => execFileSync('git', args, { cwd: folder });
  git('init', '--quiet', '--initial-branch=main');
  git('remote', 'add', 'origin', 'git@gitlab.example.com:team/app.git');
  git('add', '.');
  git('-c', 'user.name=team', '-c', 'user.email=team@example.com', 'commit', '--quiet', '-m', 'pipeline');
  // the shell of the job splits the variable at spaces, which paths of a machine may have
  const command = `#!/bin/sh\nexec "${process.execPath}" "${COMMAND}" "$@"\n`;
  writeFileSync(path.join(folder, 'openshift-promote'), command, { mode: 0o755 });
});
afterAll(async () => {
  await playground.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the pipeline on this machine, with other inputs of the component. */
function runPipeline(
  variables: Readonly<Record<string, string>>,
  inputs: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number | null; readonly log: string }> {
  const { source, destination } = playground;
  const all = {
    OPENSHIFT_PROMOTE: path.join(folder, 'openshift-promote'),
    RELEASE: '1.4.2',
    DEV_API: source.cluster.apiUrl,
    DEV_CA: source.caFile,
    PROD_API: destination.cluster.apiUrl,
    PROD_CA: destination.caFile,
    PROMOTE_SOURCE_TOKEN: source.token,
    PROMOTE_DESTINATION_TOKEN: destination.token,
    ...variables,
  };
  const lines = Object.entries(inputs).map(([name, value]) => `      ${name}: ${value}\n`);
  const pipeline = PIPELINE.replace('      retries: 2\n', (line) => lines.join('') || line);
  writeFileSync(path.join(folder, '.gitlab-ci.yml'), pipeline);
  const flags = Object.entries(all).flatMap(([name, value]) => ['--variable', `${name}=${value}`]);
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [RUNNER, '--force-shell-executor', '--shell-isolation', '--no-color', ...flags],
      { cwd: folder, env: { ...process.env, HOME: folder }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let log = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (log += text));
    }
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, log }));
  });
}

// gitlab-ci-local copies the project with it
describeWith(['rsync'], 'the GitLab component', () => {
  it('promotes, and the next job reads the digest and the record', async () => {
    const { status, log } = await runPipeline({});

    expect(status, log).toBe(0);
    const stream = [...playground.destination.cluster.state.objects.imagestreams.values()].find(
      ({ metadata }) => metadata.namespace === 'prod' && metadata.name === 'app',
    );
    const digestOf = (tag: string): string | undefined =>
      stream?.status?.tags?.find((entry) => entry.tag === tag)?.items?.[0]?.image;
    expect(digestOf('1.4.2')).toMatch(/^sha256:/);
    expect(digestOf('live')).toBe(digestOf('1.4.2'));
    expect(digestOf('stable')).toBe(digestOf('1.4.2'));
    expect(log).toContain(`now in production ${digestOf('1.4.2') ?? ''}, complete`);
    expect(log).toContain('inputs stay inputs []');
    expect(log).toContain('record says complete');
    expect(log).not.toContain(playground.destination.token);
  });

  it('fails with one clear error, and still leaves its report', async () => {
    const { status, log } = await runPipeline({ RELEASE: '9.9' });

    expect(status).not.toBe(0);
    expect(log).toMatch(/IMAGE_NOT_FOUND: dev\/app:9\.9 does not exist/);
    const kept = readdirSync(path.join(folder, '.gitlab-ci-local'), { recursive: true, encoding: 'utf8' });
    const report = kept.find((file) => file.endsWith('/promotion.env') && file.startsWith('artifacts/'));
    expect(report, kept.join('\n')).toBeDefined();
    expect(readFileSync(path.join(folder, '.gitlab-ci-local', report ?? ''), 'utf8')).toMatch(
      /^PROMOTED_CHANGED=false\n[\s\S]*PROMOTED_ERROR_CODE=IMAGE_NOT_FOUND\n$/,
    );
  });

  it('says which CI/CD variable is missing', async () => {
    const { log } = await runPipeline({ PROMOTE_DESTINATION_TOKEN: '' });

    expect(log).toContain('CI/CD variable PROMOTE_DESTINATION_TOKEN: required');
    expect(log).toContain('add PROMOTE_DESTINATION_TOKEN in Settings → CI/CD → Variables, masked');
  });

  it('runs a program from an address when it is what was said, and nothing else', async () => {
    // as npm packs it
    cpSync(path.dirname(COMMAND), path.join(folder, 'package/dist'), { recursive: true });
    execFileSync('tar', ['-czf', 'program.tgz', 'package'], { cwd: folder });
    const program = readFileSync(path.join(folder, 'program.tgz'));
    rmSync(path.join(folder, 'package'), { recursive: true });
    const server = createServer((_, response) => response.end(program)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/openshift-promote.tgz`;
    const digest = createHash('sha256').update(program).digest('hex');

    const good = await runPipeline(
      { OPENSHIFT_PROMOTE: '' },
      { 'program-url': url, 'program-sha256': digest, 'dry-run': 'true' },
    );
    const bad = await runPipeline(
      { OPENSHIFT_PROMOTE: '' },
      { 'program-url': url, 'program-sha256': 'f'.repeat(64), 'dry-run': 'true' },
    );

    server.close();
    expect(good.status, good.log).toBe(0);
    expect(good.log).toContain('Plan for prod/app:1.4.2: nothing was changed');
    expect(bad.status).not.toBe(0);
    expect(bad.log).toMatch(/program\.tgz: FAILED/);
    expect(bad.log).not.toContain('Plan for');
  });

  it('hands commands and parameters to the program as they are written', async () => {
    const template = {
      apiVersion: 'template.openshift.io/v1',
      kind: 'Template',
      metadata: { name: 'release' },
      parameters: [{ name: 'RELEASED', required: true }],
      objects: [
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'release' },
          data: { image: '${RELEASED}' },
        },
      ],
    };
    writeFileSync(path.join(folder, 'release.json'), JSON.stringify(template));
    execFileSync('git', ['add', 'release.json'], { cwd: folder });

    const { status, log } = await runPipeline(
      {},
      {
        'before-move': `'echo "scan of $PROMOTE_SOURCE_IMAGE, $PROMOTE_DIGEST, for $CI_JOB_NAME costs $(printf 5)"'`,
        template: 'release.json',
        'template-parameters': `['RELEASED=\${PROMOTE_IMAGE}']`,
      },
    );

    expect(status, log).toBe(0);
    expect(log).toMatch(/scan of \S+\/dev\/app@(sha256:[0-9a-f]{64}), \1, for promote costs 5/);
    const released = [...playground.destination.cluster.state.objects.configmaps.values()].find(
      ({ metadata }) => metadata.name === 'release',
    );
    expect(released?.data?.['image']).toMatch(/\/prod\/app@sha256:[0-9a-f]{64}$/);
  });

  it.each([
    ['retries', 'many', /retries/],
    ['strategy', 'teleport', /strategy/],
    ['dry-run', 'perhaps', /dry-run/],
    ['rollout', 'deployment/web', /rollout/],
  ])('becomes no job when the input %s is %s', async (name, value, says) => {
    const { status, log } = await runPipeline({}, { [name]: value });

    expect(status).not.toBe(0);
    expect(log).toMatch(says);
    expect(log).not.toContain('Promoted');
  });
});
