import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textOf } from './source-files.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** What a runner downloads for `uses:`, unpacked where nothing else is. */
let unpacked: string;
let archive: Buffer;

beforeAll(() => {
  const options = { cwd: root, maxBuffer: 64 * 1024 * 1024 };
  archive = execFileSync('git', ['archive', '--worktree-attributes', 'HEAD'], options);
  unpacked = mkdtempSync(path.join(os.tmpdir(), 'archive-'));
  execFileSync('tar', ['-x', '-C', unpacked], { input: archive });
});
afterAll(() => {
  rmSync(unpacked, { recursive: true });
});

describe('the archive that a runner downloads', () => {
  it('is small', () => {
    const megabytes = gzipSync(archive).length / 1e6;

    console.log(`archive: ${megabytes.toFixed(2)} MB`);
    expect(megabytes).toBeLessThanOrEqual(1.4);
  });

  it('holds every file that action.yml names', () => {
    const named = [...textOf('action.yml').matchAll(/^ {2}(?:main|post|pre): (.+)$/gm)].map(
      ([, file = '']) => file,
    );

    expect(named).toEqual(['dist/index.js', 'dist/post.js']);
    for (const file of named) expect(existsSync(path.join(unpacked, file)), file).toBe(true);
  });

  it.each(['index.js', 'post.js', 'cli.js'])('holds all that dist/%s loads', (file) => {
    const { stderr } = spawnSync(process.execPath, [path.join(unpacked, 'dist', file)], {
      cwd: unpacked,
      encoding: 'utf8',
      env: {},
    });

    expect(stderr).not.toMatch(/Cannot find|ERR_/);
  });

  it('holds neither sources nor tests', () => {
    for (const name of ['src', 'sandbox', '__tests__', 'bench', 'scripts', '.github', 'docs/pictures']) {
      expect(existsSync(path.join(unpacked, name)), name).toBe(false);
    }
  });
});
