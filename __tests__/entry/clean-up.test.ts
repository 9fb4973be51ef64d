import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeFolders } from '../../src/entry/clean-up.ts';

let root: string;
let temporary: string;
let told: string[];
const reporter = { info: (line: string) => told.push(line), warning: (line: string) => told.push(line) };

beforeEach(() => {
  told = [];
  root = mkdtempSync(path.join(tmpdir(), 'post-'));
  temporary = path.join(root, 'temporary');
  mkdirSync(path.join(temporary, 'kubeconfig-x'), { recursive: true });
  mkdirSync(path.join(root, 'workspace'));
  writeFileSync(path.join(temporary, 'kubeconfig-x', 'source'), 'token');
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('folders of a job', () => {
  it('are removed with what is in them, and it is reported', async () => {
    await removeFolders([path.join(temporary, 'kubeconfig-x')], { RUNNER_TEMP: temporary }, reporter);

    expect(existsSync(path.join(temporary, 'kubeconfig-x'))).toBe(false);
    expect(told).toEqual([expect.stringContaining('removed ')]);
  });

  it.each(['workspace', 'temporary', 'temporary/../workspace', '.'])(
    'are left alone when they are elsewhere: %s',
    async (name) => {
      await removeFolders([path.join(root, name)], { RUNNER_TEMP: temporary }, reporter);

      expect(existsSync(path.join(root, 'workspace'))).toBe(true);
      expect(existsSync(temporary)).toBe(true);
    },
  );

  it('are left alone where there is no runner, and nothing is said of those that are gone', async () => {
    await removeFolders([path.join(temporary, 'kubeconfig-x')], {}, reporter);

    expect(existsSync(path.join(temporary, 'kubeconfig-x'))).toBe(true);
    expect(told).toEqual([]);
  });
});
