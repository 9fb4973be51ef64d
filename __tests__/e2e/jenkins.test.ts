import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPlayground, type Playground } from '../../src/entry/sandbox/playground.ts';
import { blocksOf, documents } from '../repository/documents.ts';
import { describeWith } from '../support/peers.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const JENKINS = path.join(ROOT, '__tests__/support/jenkins.groovy');
const STEP = path.join(ROOT, 'vars/promoteImage.groovy');
/** The committed command, or what the variable names: another build. */
const COMMAND = path.resolve(ROOT, process.env['TESTED_COMMAND'] ?? 'dist/cli.js');

interface BuildResult {
  readonly outputs?: Readonly<Record<string, string>>;
  readonly failed?: string;
  readonly archived: readonly string[];
  readonly log: string;
}

describeWith(['groovy'], 'the step of Jenkins', () => {
  let playground: Playground;
  let folder: string;

  beforeAll(async () => {
    playground = await startPlayground();
    folder = mkdtempSync(path.join(tmpdir(), 'jenkins-'));
  });
  afterAll(async () => {
    await playground.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs the step in a build whose credentials are those of the playground. */
  async function build(parameters: Readonly<Record<string, unknown>>): Promise<BuildResult> {
    const { source, destination } = playground;
    const workspace = mkdtempSync(path.join(folder, 'workspace-'));
    const job = {
      workspace,
      environment: {
        PATH: process.env['PATH'],
        JENKINS_URL: 'https://jenkins.example.com/',
        BUILD_NUMBER: '7',
      },
      credentials: {
        'dev-promoter': source.token,
        'prod-promoter': destination.token,
        'release-channel': 'http://127.0.0.1:1/hooks/abcdefghijklmnopqrstuvwx',
        'prod-user': { username: 'alice', password: 'wrong' },
      },
      parameters: {
        program: `'${process.execPath}' '${COMMAND}'`,
        sourceServer: source.cluster.apiUrl,
        sourceCa: source.caFile,
        sourceToken: 'dev-promoter',
        sourceImage: 'dev/app:1.4.2',
        destinationServer: destination.cluster.apiUrl,
        destinationCa: destination.caFile,
        destinationToken: 'prod-promoter',
        destinationImage: 'prod/app:1.4.2',
        ...parameters,
      },
    };
    const file = path.join(folder, 'job.json');
    writeFileSync(file, JSON.stringify(job));
    const child = spawn('groovy', [JENKINS, 'run', STEP, file], { stdio: ['ignore', 'pipe', 'pipe'] });
    let log = '';
    let answer = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
    child.stdout.setEncoding('utf8').on('data', (text: string) => (answer += text));
    await once(child, 'close');
    const result = /^\{.*\}$/m.exec(answer)?.[0];
    if (result === undefined) throw new Error(`the step gave nothing: ${log}${answer}`);
    return { ...(JSON.parse(result) as Omit<BuildResult, 'log'>), log };
  }

  it('promotes with lists and credentials, gives the outputs, and keeps the record', async () => {
    const { outputs, failed, archived, log } = await build({
      destinationTags: ['live', 'stable'],
      rollout: ['dc/api', 'deployment/web'],
      retries: 2,
      verifyPods: true,
    });

    expect(failed, log).toBeUndefined();
    expect(outputs).toMatchObject({ changed: 'true', 'rollout-status': 'complete' });
    expect(outputs?.['digest']).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(archived).toEqual(['promotion.html', 'promotion.json', 'promotion-outputs.json']);
    expect(log).not.toContain(playground.destination.token);
  });

  it('fails the build with the code of the error, and keeps the record', async () => {
    const { failed, archived } = await build({ sourceImage: 'dev/app:9.9' });

    expect(failed).toBe('the promotion failed: IMAGE_NOT_FOUND');
    expect(archived).toContain('promotion.json');
  });

  it('hands the URL of a channel over as a credential, and does not fail because nobody is there', async () => {
    const { failed, log } = await build({
      destinationImage: 'prod/app:announced',
      notifyUrl: 'release-channel',
      notifyOn: ['success', 'failure'],
    });

    expect(failed, log).toBeUndefined();
    expect(log).toContain('no message was sent');
    expect(log).not.toContain('abcdefghijklmnopqrstuvwx');
  });

  it('knows no other parameters, and names no credential that there is not', async () => {
    expect((await build({ destinationTag: 'live' })).failed).toMatch(/no parameter "destinationTag"/);
    expect((await build({ sourceToken: 'nobody' })).failed).toMatch(/ID 'nobody'/);
  });

  it('hands user and password over together', async () => {
    const { failed, log } = await build({ destinationToken: null, destinationCredentials: 'prod-user' });

    expect(failed, log).toBe('the promotion failed: LOGIN_FAILED');
    expect(log).not.toContain('wrong');
  });

  it('and the pipelines of the documentation are Groovy', () => {
    const blocks = documents()
      .flatMap(blocksOf)
      .filter(({ language }) => language === 'groovy');
    const files = blocks.map(({ text }, index) => {
      const file = path.join(folder, `pipeline-${index}.groovy`);
      writeFileSync(file, text);
      return file;
    });

    expect(files.length).toBeGreaterThan(2);
    const parse = (...names: readonly string[]) =>
      spawnSync('groovy', [JENKINS, 'parse', ...names], { encoding: 'utf8' });
    expect(parse(...files)).toMatchObject({ status: 0, stderr: '' });
    const broken = path.join(folder, 'broken.groovy');
    writeFileSync(broken, 'pipeline { agent any');
    expect(parse(broken).status).not.toBe(0);
  });
});
