import { expect, it } from 'vitest';
import { commandRow } from '../../src/config/tables/commands.ts';
import { programText, readFlags } from '../../src/entry/sandbox/sandbox.ts';
import { VERSION } from '../../src/core/version.ts';
import { RELEASE_NAMES } from '../../sandbox/state/releases.ts';

it('the sandbox has the releases that its help names', () => {
  const flag = commandRow('sandbox').flags.find(({ name }) => name === 'openshift');
  expect(flag?.takes).toBe(RELEASE_NAMES.join(' | '));
});

it('the sandbox reads its flags, and refuses others without repeating them', () => {
  expect(readFlags([])).toEqual({
    release: '4.20',
    connection: undefined,
    isCompany: false,
    isVerbose: false,
  });
  expect(readFlags(['--openshift=5.0', '--verbose', '--connection', 'a.json'])).toEqual({
    release: '5.0',
    connection: 'a.json',
    isCompany: false,
    isVerbose: true,
  });
  expect(readFlags(['--company'])?.isCompany).toBe(true);
  for (const wrong of ['--port=1', '--openshift=4.12', '--connection=', 'word', '--verbose=yes'])
    expect(readFlags([wrong])).toBeUndefined();
});

it.each([
  ['npm run sandbox', 'run-script', 'node dist/cli.js'],
  ['npm 11 run sandbox', 'run', 'node dist/cli.js'],
  ['npx openshift-promote', 'exec', `npx openshift-promote@${VERSION}`],
  ['openshift-promote', undefined, 'openshift-promote'],
])('the sandbox started by "%s" says how to start the program the same way', (_how, npm, text) => {
  expect(programText({ npm_command: npm })).toBe(text);
});
