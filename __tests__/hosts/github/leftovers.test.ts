import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Leftover } from '../../../src/core/leftovers.ts';
import { readLeftovers, saveLeftovers } from '../../../src/hosts/github/leftovers.ts';

const LEFTOVER: Leftover = {
  side: 'source',
  server: 'https://api.dev.example.com:6443',
  tokenName: `sha256~${'a'.repeat(43)}`,
};
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'promote-state-'));
  file = join(folder, 'state');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The state that the runner gives to the post step. */
function handedOver(): Record<string, string> {
  const entries = readFileSync(file, 'utf8').matchAll(/^(.+?)<<(.+)\r?\n([\s\S]*?)\r?\n\2\r?$/gm);
  return Object.fromEntries([...entries].map(([, name = '', , value = '']) => [`STATE_${name}`, value]));
}

describe('what a step leaves behind', () => {
  it('reaches its post step', () => {
    saveLeftovers([LEFTOVER], { env: { GITHUB_STATE: file } });

    expect(readLeftovers({ env: handedOver() })).toEqual([LEFTOVER]);
  });

  it('is forgotten when it is given back', () => {
    saveLeftovers([LEFTOVER], { env: { GITHUB_STATE: file } });
    saveLeftovers([], { env: { GITHUB_STATE: file } });

    expect(readLeftovers({ env: handedOver() })).toEqual([]);
  });

  it('is nothing where there is no runner, or no state', () => {
    saveLeftovers([LEFTOVER], { env: {} });

    expect(readLeftovers({ env: {} })).toEqual([]);
  });

  it.each([
    ['no JSON', '{'],
    ['no list', '{"side":"source"}'],
    ['another side', JSON.stringify([{ ...LEFTOVER, side: 'middle' }])],
    ['no server', JSON.stringify([{ ...LEFTOVER, server: 'nowhere' }])],
    ['a token instead of the hash of one', JSON.stringify([{ ...LEFTOVER, tokenName: 'sha256~secret' }])],
    ['null', '[null]'],
  ])('is not believed when it is %s', (_, text) => {
    expect(readLeftovers({ env: { STATE_leftovers: text } })).toEqual([]);
  });
});
