import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPlayground, type Playground } from '../../src/entry/sandbox/playground.ts';
import { textOf } from '../repository/source-files.ts';
import { COMMAND } from '../support/command.ts';
import { streamTagDigest } from '../support/playground-inputs.ts';

interface Task {
  readonly spec: {
    readonly params: readonly { readonly name: string; readonly default: string }[];
    readonly results: readonly { readonly name: string }[];
    readonly steps: readonly {
      readonly args: readonly string[];
      readonly env: readonly { readonly name: string; readonly value: string }[];
    }[];
  };
}

const task = load(textOf('tekton/promote-image/promote-image.yaml')) as Task;
let playground: Playground;
let folder: string;
let runs = 0;

beforeAll(async () => {
  playground = await startPlayground();
  folder = mkdtempSync(path.join(tmpdir(), 'tekton-'));
});
afterAll(async () => {
  await playground.stop();
  rmSync(folder, { recursive: true });
});

/** Folders of workspaces with their files; one that is not named is not bound. */
type Workspaces = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Runs the step of the Task as Tekton does: variables with what is replaced in them, arguments, and a folder for results. */
async function runTask(params: Readonly<Record<string, string>>, workspaces: Workspaces) {
  runs += 1;
  const pod = path.join(folder, `pod-${runs}`);
  mkdirSync(path.join(pod, 'results'), { recursive: true });
  for (const [name, files] of Object.entries(workspaces)) {
    mkdirSync(path.join(pod, name));
    for (const [file, text] of Object.entries(files)) writeFileSync(path.join(pod, name, file), text);
  }
  const [step] = task.spec.steps;
  if (step === undefined) throw new Error('the Task has no step');
  const declared = new Map(task.spec.params.map((param) => [param.name, param.default]));
  const replace = (text: string): string =>
    text
      .replace(/\$\(params\.([\w-]+)\)/g, (_, name: string) => params[name] ?? declared.get(name) ?? '?')
      .replace(/\$\(results\.([\w-]+)\.path\)/g, (_, name: string) => path.join(pod, 'results', name))
      .replace(/\$\(workspaces\.([\w-]+)\.path\)/g, (_, name: string) =>
        name in workspaces ? path.join(pod, name) : '',
      )
      .replace('$(context.taskRun.name)', 'promote-x7k2p');
  const child = spawn(process.execPath, [COMMAND, ...step.args], {
    cwd: 'files' in workspaces ? path.join(pod, 'files') : pod,
    env: {
      PATH: process.env['PATH'],
      ...Object.fromEntries(step.env.map(({ name, value }) => [name, replace(value)])),
      HOME: pod,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (log += text));
  }
  const [status] = (await once(child, 'close')) as [number | null];
  const result = (name: string): string => readFileSync(path.join(pod, 'results', name), 'utf8');
  return { status, log, result, file: (name: string) => path.join(pod, name) };
}

const servers = (): Readonly<Record<string, string>> => ({
  'source-server': playground.source.cluster.apiUrl,
  'destination-server': playground.destination.cluster.apiUrl,
});
const credentials = (): Readonly<Record<string, string>> => ({
  // as `oc create secret --from-file` keeps what an editor ended with a line break
  'source-token': `${playground.source.token}\n`,
  'source-ca': playground.source.cluster.ca,
  'destination-token': playground.destination.token,
  'destination-ca': playground.destination.cluster.ca,
});

describe('the Task for Tekton', () => {
  it('promotes with a Secret as workspace, and gives outputs as results and a record', async () => {
    const { status, log, result, file } = await runTask(
      {
        ...servers(),
        'source-image': 'dev/app:1.4.2',
        'destination-image': 'prod/app:1.4.2',
        'destination-tags': 'live, stable',
        rollout: 'deployment/web\ndc/api',
        'before-move': 'echo "scan $PROMOTE_DIGEST"; cat note.txt',
      },
      { credentials: credentials(), files: { 'note.txt': 'from the workspace' }, record: {} },
    );

    expect(status, log).toBe(0);
    const digest = streamTagDigest(playground.destination.cluster, 'prod', 'app', 'live');
    expect(result('digest')).toBe(digest);
    expect(result('changed')).toBe('true');
    expect(result('rollout-status')).toBe('complete');
    expect(result('error-code')).toBe('');
    expect(task.spec.results.filter(({ name }) => !existsSync(file(`results/${name}`)))).toEqual([]);
    expect(log).toContain(`scan ${digest ?? ''}`);
    expect(log).toContain('from the workspace');
    expect(readFileSync(file('record/promotion.json'), 'utf8')).toContain('TaskRun promote-x7k2p');
    expect(existsSync(file('record/promotion.html'))).toBe(true);
    expect(log).not.toContain(playground.destination.token);
  });

  it('goes back', async () => {
    const before = streamTagDigest(playground.destination.cluster, 'prod', 'app', 'live');

    const { status, log, result } = await runTask(
      { ...servers(), rollback: 'previous', 'destination-image': 'prod/app:live' },
      { credentials: credentials() },
    );

    expect(status, log).toBe(0);
    expect(result('previous-digest')).toBe(before);
    expect(streamTagDigest(playground.destination.cluster, 'prod', 'app', 'live')).toBe(result('digest'));
  });

  it('fails when the promotion does, with the code as a result', async () => {
    const { status, log, result } = await runTask(
      { ...servers(), 'source-image': 'dev/app:9.9', 'destination-image': 'prod/app:9.9' },
      { credentials: credentials() },
    );

    expect(status).not.toBe(0);
    expect(log).toContain('IMAGE_NOT_FOUND');
    expect(result('error-code')).toBe('IMAGE_NOT_FOUND');
    expect(result('digest')).toBe('');
  });

  it('says which key of which workspace is missing', async () => {
    const { 'source-ca': ca = '', 'destination-ca': otherCa = '' } = credentials();
    const { status, log } = await runTask(
      { ...servers(), 'source-image': 'dev/app:1.4.2', 'destination-image': 'prod/app:1.4.2' },
      { credentials: { 'source-ca': ca, 'destination-ca': otherCa } },
    );

    expect(status).toBe(2);
    expect(log).toContain('source-token of the workspace "credentials": required');
    expect(log).toContain('oc create secret generic promotion --from-file=source-token=FILE');
  });
});
