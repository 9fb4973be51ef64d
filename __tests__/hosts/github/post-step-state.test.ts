import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EMPTY_POST_STEP_STATE, type UnrevokedToken } from '../../../src/core/post-step-state.ts';
import { addToPath, saveForPostStep } from '../../../src/hosts/github/later-steps.ts';
import { postStepState } from '../../../src/hosts/github/post-step-state.ts';

const TOKEN: UnrevokedToken = {
  side: 'source',
  server: 'https://api.dev.example.com:6443',
  tokenName: `sha256~${'a'.repeat(43)}`,
};
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'promote-state-'));
  file = join(folder, 'file');
  writeFileSync(file, '');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** @actions/core reads the variables of the process. */
function onRunner(env: Readonly<Record<string, string>>): { readonly env: Readonly<Record<string, string>> } {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  return { env };
}

/** The state that the runner gives to the post step. */
function handedOver(): Record<string, string> {
  const entries = readFileSync(file, 'utf8').matchAll(/^(.+?)<<(.+)\r?\n([\s\S]*?)\r?\n\2\r?$/gm);
  return Object.fromEntries([...entries].map(([, name = '', , value = '']) => [`STATE_${name}`, value]));
}

describe('what a step leaves behind', () => {
  it('reaches its post step', () => {
    onRunner({ GITHUB_STATE: file });
    saveForPostStep({ tokens: [TOKEN], folders: ['/tmp/x'] });

    expect(postStepState({ env: handedOver() })).toEqual({ tokens: [TOKEN], folders: ['/tmp/x'] });
  });

  it('is forgotten when it is given back', () => {
    onRunner({ GITHUB_STATE: file });
    saveForPostStep({ tokens: [TOKEN], folders: ['/tmp/x'] });
    saveForPostStep(EMPTY_POST_STEP_STATE);

    expect(postStepState({ env: handedOver() })).toEqual(EMPTY_POST_STEP_STATE);
  });

  it('is nothing where there is no state', () => {
    expect(postStepState({ env: {} })).toEqual(EMPTY_POST_STEP_STATE);
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
    expect(postStepState({ env: { 'STATE_post-step-state': text } })).toEqual(EMPTY_POST_STEP_STATE);
  });
});

describe('a folder with programs', () => {
  it('is where later steps look, and those that this one starts', () => {
    vi.stubEnv('PATH', '/usr/bin');
    addToPath('/tools/oc', onRunner({ GITHUB_PATH: file }));

    expect(readFileSync(file, 'utf8')).toMatch(/^\/tools\/oc\r?\n$/);
    expect(process.env['PATH']).toMatch(/^\/tools\/oc[:;]\/usr\/bin$/);
  });

  it('is not reported where there is no runner', () => {
    const path = process.env['PATH'];
    addToPath('/tools/oc', { env: {} });

    expect(process.env['PATH']).toBe(path);
  });
});
