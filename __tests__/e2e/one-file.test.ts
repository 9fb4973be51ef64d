import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPlayground, type Playground } from '../../src/entry/sandbox/playground.ts';
import { runProgram } from '../support/command.ts';
import { playgroundInputs, streamTagDigest } from '../support/playground-inputs.ts';
import { variableOf } from '../../src/core/command-inputs.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

let playground: Playground;
let folder: string;
let program: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'one-file-'));
  const built = path.join(folder, 'openshift-promote.mjs');
  const made = await runProgram(process.execPath, ['scripts/one-file.ts', built], {}, ROOT);
  if (made.status !== 0) throw new Error(made.stderr);
  // nothing else is beside it
  program = path.join(mkdtempSync(path.join(folder, 'alone-')), 'openshift-promote.mjs');
  copyFileSync(built, program);
  playground = await startPlayground();
});
afterAll(async () => {
  await playground.stop();
  rmSync(folder, { recursive: true });
});

describe('the command as one file', () => {
  it('promotes and rolls out with Node and nothing else', async () => {
    const inputs = Object.entries({ ...playgroundInputs(playground), rollout: 'deployment/web' });
    const env = Object.fromEntries(inputs.map(([name, value]) => [variableOf(name), value]));

    const { status, stderr } = await runProgram(
      process.execPath,
      [program, 'promote'],
      env,
      path.dirname(program),
    );

    expect(status, stderr).toBe(0);
    expect(streamTagDigest(playground.destination.cluster, 'prod', 'app', '1.4.2')).toBe(
      streamTagDigest(playground.source.cluster, 'dev', 'app', '1.4.2'),
    );
  });

  it('says that the sandbox is not in it', async () => {
    const { status, stderr } = await runProgram(process.execPath, [program, 'demo'], {});

    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'this file is without the sandbox: npx openshift-promote demo\n',
    });
  });
});
