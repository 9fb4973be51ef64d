import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPlayground, type Playground } from '../../src/entry/sandbox/playground.ts';
import { blocksOf } from '../repository/documents.ts';

interface Task {
  readonly kind: string;
  readonly spec: {
    readonly params: readonly { readonly name: string; readonly default?: string }[];
    readonly results: readonly { readonly name: string }[];
    readonly steps: readonly {
      readonly script: string;
      readonly env: readonly {
        readonly name: string;
        readonly value?: string;
        readonly valueFrom?: { readonly secretKeyRef: { readonly name: string; readonly key: string } };
      }[];
    }[];
  };
}

/** The committed command, or what the variable names: another build. */
const COMMAND = path.resolve(import.meta.dirname, '../..', process.env['TESTED_COMMAND'] ?? 'dist/cli.js');
const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

const task = blocksOf('docs/recipes/tekton.md')
  .map(({ text }) => load(text) as Task)
  .find(({ kind }) => kind === 'Task');
let playground: Playground;
let folder: string;

beforeAll(async () => {
  playground = await startPlayground();
  folder = mkdtempSync(path.join(tmpdir(), 'tekton-'));
  // what a pod of the account has mounted
  writeFileSync(path.join(folder, 'token'), playground.destination.token);
  writeFileSync(path.join(folder, 'ca.crt'), playground.destination.cluster.ca);
  writeFileSync(path.join(folder, 'dev-ca.crt'), playground.source.cluster.ca);
  const npx = path.join(folder, 'npx');
  // `npx --yes openshift-promote@VERSION` is the program under test
  writeFileSync(npx, `#!/bin/sh\nshift 2\nexec "${process.execPath}" "${COMMAND}" "$@"\n`);
  chmodSync(npx, 0o755);
});
afterAll(async () => {
  await playground.stop();
  rmSync(folder, { recursive: true });
});

/** Runs the step of the Task as Tekton does: parameters and paths of results replaced, variables set, the script executed. */
async function runTask(params: Readonly<Record<string, string>>) {
  if (task === undefined) throw new Error('docs/recipes/tekton.md has no Task');
  const [step] = task.spec.steps;
  if (step === undefined) throw new Error('the Task has no step');
  const declared = Object.fromEntries(task.spec.params.map(({ name, default: value }) => [name, value]));
  const values: Readonly<Record<string, string | undefined>> = { ...declared, ...params };
  const results = Object.fromEntries(
    task.spec.results.map(({ name }) => [name, path.join(folder, `result-${name}`)]),
  );
  const replace = (text: string): string =>
    text
      .replace(/\$\(params\.([\w-]+)\)/g, (_, name: string) => {
        const value = values[name];
        if (value === undefined) throw new Error(`the parameter ${name} has no value`);
        return value;
      })
      .replace(/\$\(results\.([\w-]+)\.path\)/g, (_, name: string) => results[name] ?? '?')
      .replaceAll(ACCOUNT, folder)
      .replaceAll('/tmp/outputs', path.join(folder, 'outputs'));
  const env = Object.fromEntries(
    step.env.map(({ name, value, valueFrom }) => [
      name,
      valueFrom === undefined ? replace(value ?? '') : playground.source.token,
    ]),
  );
  const script = path.join(folder, 'script');
  writeFileSync(script, replace(step.script), { mode: 0o755 });
  const child = spawn(script, {
    cwd: folder,
    env: {
      ...env,
      HOME: folder,
      PATH: `${folder}:${process.env['PATH'] ?? ''}`,
      PROMOTE_SOURCE_CA: path.join(folder, 'dev-ca.crt'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (log += text));
  }
  const [status] = (await once(child, 'close')) as [number | null];
  const result = (name: string): string => readFileSync(results[name] ?? '', 'utf8');
  return { status, log, result };
}

describe('the Task for Tekton', () => {
  it('promotes as the account of its pod, and gives digest and change as results', async () => {
    const { status, log, result } = await runTask({
      'source-server': playground.source.cluster.apiUrl,
      'source-image': 'dev/app:1.4.2',
      'destination-server': playground.destination.cluster.apiUrl,
      'destination-image': 'prod/app:1.4.2',
      rollout: 'deployment/web',
    });

    expect(status, log).toBe(0);
    expect(result('digest')).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(result('changed')).toBe('true');
    expect(log).not.toContain(playground.destination.token);
  });

  it('fails when the promotion does', async () => {
    const { status, log } = await runTask({
      'source-server': playground.source.cluster.apiUrl,
      'source-image': 'dev/app:9.9',
      'destination-server': playground.destination.cluster.apiUrl,
      'destination-image': 'prod/app:9.9',
    });

    expect(status).not.toBe(0);
    expect(log).toContain('IMAGE_NOT_FOUND');
  });
});
