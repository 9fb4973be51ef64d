import { describe, expect, it } from 'vitest';
import { DOCUMENTATION } from '../../src/core/version.ts';
import { nearestName } from '../../src/config/unknown-names.ts';
import { messagesOf } from './read-options.ts';

describe('inputs that do not exist', () => {
  it.each([
    ['source_image', 'source-image'],
    ['soruce-image', 'source-image'],
    ['target-server', 'destination-server'],
    ['dest-token', 'destination-token'],
    ['from-image', 'source-image'],
    ['expected-digst', 'expected-digest'],
    ['time-out', 'timeout'],
    ['verbose', 'log-level'],
    ['dst-namespace', 'destination-image'],
    ['constructor', undefined],
    ['frobnicate', undefined],
    ['', undefined],
  ])('"%s" was meant to be %s', (name, nearest) => {
    expect(nearestName(name)).toBe(nearest);
  });

  it('are refused with the one that was meant', () => {
    expect(messagesOf({ dryrun: 'true', frobnicate: 'yes', verbose: '' })).toEqual([
      'dryrun: unknown input → did you mean dry-run?',
      `frobnicate: unknown input → see ${DOCUMENTATION}/inputs.md for all inputs`,
    ]);
  });

  it('a file is an input of secrets only', () => {
    expect(messagesOf({ 'source-image-file': 'x' })).toEqual([
      expect.stringContaining('source-image-file: unknown input'),
    ]);
  });
});
