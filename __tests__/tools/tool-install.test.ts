import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { installTool, type ToolSpec } from '../../src/tools/tool-install.ts';
import { failureOf, noAbort } from '../support/http-transport.ts';

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

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

describe('a tool', () => {
  it('is downloaded once, can be run, and is found in the cache of the runner after that', async () => {
    const first = wish();
    const { program, folder: place, sha256 } = await installTool(first, noAbort);

    expect(spawnSync(program, { encoding: 'utf8' }).stdout).toBe('client of the cluster\n');
    expect(sha256).toBe(hashOf(archive));
    expect(await installTool(first, noAbort)).toEqual({ program, folder: place, sha256: undefined });
    expect(first.downloads()).toBe(1);
  });

  it('is what its hash says', async () => {
    const sha256 = hashOf(archive);

    await expect(installTool(wish({ sha256 }), noAbort)).resolves.toMatchObject({ sha256 });
    const error = await failureOf(installTool(wish({ sha256: '0'.repeat(64), version: '2.0.0' }), noAbort));
    expect(error.code).toBe('DIGEST_MISMATCH');
    expect(error.message).toContain(sha256);
  });

  it('is reported to be missing from its archive, and nothing is remembered', async () => {
    const error = await failureOf(installTool(wish({ name: 'kubectl' }), noAbort));

    expect(error).toMatchObject({
      code: 'CLIENT_NOT_FOUND',
      message: 'https://downloads.example.com/amd64/linux/oc.tar has no kubectl at its top level',
    });
    await expect(failureOf(installTool(wish({ name: 'kubectl' }), noAbort))).resolves.toBeDefined();
  });

  it('is a file of its archive, never what a link in it leads to', async () => {
    const outside = path.join(folder, 'outside');
    writeFileSync(outside, '', { mode: 0o600 });
    symlinkSync(outside, path.join(folder, 'content/link'));
    spawnSync('tar', ['-c', '-f', archive, '-C', path.join(folder, 'content'), 'link']);

    const error = await failureOf(installTool(wish({ name: 'link' }), noAbort));

    expect(error.message).toContain('has no link at its top level');
    expect(statSync(outside).mode & 0o777).toBe(0o600);
  });
});
