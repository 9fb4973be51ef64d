import { expect, it } from 'vitest';
import { INPUT_NAMES, inputRow } from '../../src/config/tables/inputs.ts';
import { helpText } from '../../src/entry/commands.ts';

it('names every input: secrets by their variable, all others by their flag', () => {
  const text = helpText('promote');

  for (const name of INPUT_NAMES) {
    const isSecret = inputRow(name).secret === true;
    expect(text).toContain(isSecret ? `PROMOTE_${name.toUpperCase().replaceAll('-', '_')}` : `--${name}`);
    if (isSecret) expect(text).not.toContain(`--${name}\n`);
  }
});

it('fits a terminal of 100 columns', () => {
  const lines = helpText('promote').split('\n');

  expect(lines.filter((line) => line.length > 100)).toEqual([]);
});

it('starts with the commands', () => {
  expect(helpText(undefined)).toContain('openshift-promote <command> --help');
});
