import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPrograms } from '../support/peers.ts';

/** Six seconds on an idle machine. One that does ten other things at the same time must not make a build look broken. */
const BUILD_TIMEOUT_MS = 15 * 60_000;
const root = path.resolve(import.meta.dirname, '../..');
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };

/** Any Node on the machine that is not the one of this repository, oldest supported first. */
const otherNode = findPrograms('node').find((node) => {
  const shown = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout;
  return shown.startsWith('v20.') || shown.startsWith('v22.');
});

describe('the committed bundles', () => {
  let elsewhere: string; // no node_modules above it

  beforeAll(() => {
    elsewhere = mkdtempSync(path.join(os.tmpdir(), 'bundle-'));
    cpSync(path.join(root, 'dist'), elsewhere, { recursive: true });
  });
  afterAll(() => {
    rmSync(elsewhere, { recursive: true });
  });

  const run = (node: string, ...args: string[]): SpawnSyncReturns<string> =>
    spawnSync(node, args, { cwd: elsewhere, encoding: 'utf8', env: {}, timeout: 300_000 });

  it(
    'are what the sources give',
    () => {
      const { status, signal, stdout, stderr, error } = spawnSync(
        process.execPath,
        ['scripts/build.ts', '--check'],
        { cwd: root, encoding: 'utf8', timeout: BUILD_TIMEOUT_MS },
      );

      const ended = error?.message ?? `it ended with ${String(status ?? signal)}`;
      const slow = signal === null ? '' : ` and was given up after ${BUILD_TIMEOUT_MS / 60_000} minutes`;
      expect(stdout, `the build: ${ended}${slow}\n${stderr}`).toMatch(/dist is up to date/);
    },
    BUILD_TIMEOUT_MS + 10_000,
  );

  it('hold the code of the program once', () => {
    const megabytesOf = (ours: (file: string) => boolean): number =>
      readdirSync(elsewhere)
        .filter((file) => file.endsWith('.js') && ours(file))
        .reduce((sum, name) => sum + statSync(path.join(elsewhere, name)).size, 0) / 1e6;
    // with sigstore's own signing and verification
    const trust = megabytesOf((file) => /^(?:policy-program|attest|verify)\b/.test(file));
    // with a parser that keeps positions
    const gitops = megabytesOf((file) => /^gitops\b/.test(file));
    // what promotions leave on tags and workloads
    const traces = megabytesOf((file) => /^traces\b/.test(file));
    // with npm's comparison of versions
    const environments = megabytesOf(
      (file) => /^(?:board~)?environments/.test(file) || /^board~environments/.test(file),
    );
    const board = megabytesOf((file) => file === 'board.js');
    // of sets of images
    const locks = megabytesOf((file) => /^locks\b/.test(file));
    // messages and records of results
    const notify = megabytesOf((file) => /^notify\b/.test(file));
    const all = megabytesOf(() => true);

    console.log(
      `dist: ${all.toFixed(2)} MB, ${trust.toFixed(2)} of it for policies and attestations, ${gitops.toFixed(2)} for GitOps, ${traces.toFixed(2)} for traces, ${environments.toFixed(2)} for environments, ${board.toFixed(2)} for the board, ${locks.toFixed(2)} for locks, ${notify.toFixed(2)} for notifications`,
    );
    // 3.8 before the inputs, help and messages of what was added since
    expect(all - trust - gitops - traces - environments - board - locks - notify).toBeLessThanOrEqual(3.9);
    expect(trust).toBeLessThanOrEqual(0.85);
    expect(gitops).toBeLessThanOrEqual(0.34);
    expect(traces).toBeLessThanOrEqual(0.03);
    expect(locks).toBeLessThanOrEqual(0.03);
    expect(environments).toBeLessThanOrEqual(0.17);
    expect(board).toBeLessThanOrEqual(0.13);
    expect(notify).toBeLessThanOrEqual(0.05);
  });

  it('start as the command of the shell where nothing is installed', () => {
    const { stdout, stderr } = run(process.execPath, 'cli.js', '--version');

    expect({ stdout, stderr }).toEqual({ stdout: `${version}\n`, stderr: '' });
  });

  it('start as the command on the older Node of the machine', (context) => {
    if (otherNode === undefined) return context.skip('no Node 20 or 22 on this machine');
    const { stdout, stderr } = run(otherNode, 'cli.js', '--version');

    expect({ stdout, stderr }).toEqual({ stdout: `${version}\n`, stderr: '' });
  });

  it('start as the action where nothing is installed, and say which input is missing', () => {
    const { status, stdout, stderr } = run(process.execPath, 'index.js');

    expect(status).not.toBe(0);
    expect(stdout).toMatch(/::error .*source-image: required/s);
    expect(stderr).not.toMatch(/Cannot find|ERR_/);
  });

  it('load no file that is not there', () => {
    const files = readdirSync(elsewhere);
    const loaded = files.flatMap((file) => {
      const text = readFileSync(path.join(elsewhere, file), 'utf8');
      return [...text.matchAll(/import\(\/\* webpackIgnore: true \*\/ ["']([^"']+)["']\)/g)].map(
        ([, name]) => name,
      );
    });

    expect(loaded).toContain('./undici-client.js');
    for (const name of loaded) expect(files).toContain(name?.replace(/^\.\//, ''));
  });

  it('start as the post step of the action, which says nothing when nothing was left', () => {
    const { status, stdout, stderr } = run(process.execPath, 'post.js');

    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('know no folder of the machine they were built on', () => {
    for (const file of readdirSync(elsewhere)) {
      const text = readFileSync(path.join(elsewhere, file), 'utf8');

      expect(text.includes(root), file).toBe(false);
      expect(text.includes(os.homedir() + path.sep), file).toBe(false);
    }
  });
});
