import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { installTool, type ToolSpec } from '../../src/tools/tool-install.ts';
import { failureOf } from '../support/http-transport.ts';

let folder = '';
let archive = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tools-'));
  for (const name of ['cache', 'temp', 'content']) mkdirSync(path.join(folder, name));
  vi.stubEnv('RUNNER_TOOL_CACHE', path.join(folder, 'cache'));
  vi.stubEnv('RUNNER_TEMP', path.join(folder, 'temp'));
  writeFileSync(path.join(folder, 'content/oc'), '#!/bin/sh\necho client of the cluster\n');
  chmodSync(path.join(folder, 'content/oc'), 0o644);
  archive = path.join(folder, 'oc.tar');
  spawnSync('tar', ['-c', '-z', '-f', archive, '-C', path.join(folder, 'content'), 'oc']);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function wish(changes: Partial<ToolSpec> = {}): ToolSpec & { readonly downloads: () => number } {
  let count = 0;
  return {
    name: 'oc',
    version: '1.33.5',
    url: 'https://downloads.example.com/amd64/linux/oc.tar',
    sha256: undefined,
    temporary: path.join(folder, 'temp'),
    download: async (file) => {
      count += 1;
      copyFileSync(archive, file);
      return Promise.resolve();
    },
    downloads: () => count,
    ...changes,
  };
}

describe('a tool', () => {
  it('is downloaded once, can be run, and is found in the cache of the runner after that', async () => {
    const first = wish();
    const place = await installTool(first);

    expect(spawnSync(path.join(place, 'oc'), { encoding: 'utf8' }).stdout).toBe('client of the cluster\n');
    expect(await installTool(first)).toBe(place);
    expect(first.downloads()).toBe(1);
  });

  it('is what its hash says', async () => {
    const sha256 = createHash('sha256').update(readFileSync(archive)).digest('hex');

    await expect(installTool(wish({ sha256 }))).resolves.toContain('oc');
    const error = await failureOf(installTool(wish({ sha256: '0'.repeat(64), version: '2.0.0' })));
    expect(error.code).toBe('DIGEST_MISMATCH');
    expect(error.message).toContain(sha256);
  });

  it('is told to be missing from its archive, and nothing is remembered', async () => {
    const error = await failureOf(installTool(wish({ name: 'kubectl' })));

    expect(error).toMatchObject({
      code: 'CLIENT_NOT_FOUND',
      message: 'https://downloads.example.com/amd64/linux/oc.tar holds no kubectl at its top',
    });
    await expect(failureOf(installTool(wish({ name: 'kubectl' })))).resolves.toBeDefined();
  });
});
