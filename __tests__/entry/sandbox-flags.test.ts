import { expect, it } from 'vitest';
import { commandRow } from '../../src/config/tables/commands.ts';
import { readFlags } from '../../src/entry/sandbox/sandbox.ts';
import { RELEASE_NAMES } from '../../sandbox/state/releases.ts';

it('the sandbox has the releases that its help names', () => {
  const flag = commandRow('sandbox').flags.find(({ name }) => name === 'openshift');
  expect(flag?.takes).toBe(RELEASE_NAMES.join(' | '));
});

it('the sandbox reads its flags, and refuses others without repeating them', () => {
  expect(readFlags([])).toEqual({ release: '4.20', connection: undefined, isVerbose: false });
  expect(readFlags(['--openshift=5.0', '--verbose', '--connection', 'a.json'])).toEqual({
    release: '5.0',
    connection: 'a.json',
    isVerbose: true,
  });
  for (const wrong of ['--port=1', '--openshift=4.12', '--connection=', 'word', '--verbose=yes'])
    expect(readFlags([wrong])).toBeUndefined();
});
