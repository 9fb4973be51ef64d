import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NOTHING_LEFT, type LeftToken } from '../../../src/core/leftovers.ts';
import { readLeftovers, saveLeftovers } from '../../../src/hosts/github/leftovers.ts';

const TOKEN: LeftToken = {
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
    saveLeftovers({ tokens: [TOKEN], folders: ['/tmp/x'] }, { env: { GITHUB_STATE: file } });

    expect(readLeftovers({ env: handedOver() })).toEqual({ tokens: [TOKEN], folders: ['/tmp/x'] });
  });

  it('is forgotten when it is given back', () => {
    saveLeftovers({ tokens: [TOKEN], folders: ['/tmp/x'] }, { env: { GITHUB_STATE: file } });
    saveLeftovers(NOTHING_LEFT, { env: { GITHUB_STATE: file } });

    expect(readLeftovers({ env: handedOver() })).toEqual(NOTHING_LEFT);
  });

  it('is nothing where there is no runner, or no state', () => {
    saveLeftovers({ tokens: [TOKEN], folders: ['/tmp/x'] }, { env: {} });

    expect(readLeftovers({ env: {} })).toEqual(NOTHING_LEFT);
  });

  it.each([
    ['no JSON', '{'],
    ['no list', '{"tokens":{},"folders":{}}'],
    ['no text', '{"folders":[1,null]}'],
    ['another side', JSON.stringify({ tokens: [{ ...TOKEN, side: 'middle' }] })],
    ['no server', JSON.stringify({ tokens: [{ ...TOKEN, server: 'nowhere' }] })],
    [
      'a token instead of the hash of one',
      JSON.stringify({ tokens: [{ ...TOKEN, tokenName: 'sha256~secret' }] }),
    ],
    ['null', '{"tokens":[null]}'],
    ['empty', ''],
  ])('is not believed when it is %s', (_, text) => {
    expect(readLeftovers({ env: { STATE_leftovers: text } })).toEqual(NOTHING_LEFT);
  });
});
