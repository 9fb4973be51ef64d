import { describe, expect, it } from 'vitest';
import { plainLines } from '../../../src/hosts/github/reporter.ts';

describe('a plain line', () => {
  it.each([
    ['registry::app', 'registry::app'],
    [': one', ': one'],
    ['##[group]x', '## [group]x'],
    ['\t::group::x', ' : :group::x'],
    ['colour \x1b[31m', 'colour  [31m'],
  ])('%j is written as %j', (text, line) => {
    expect(plainLines(text)).toEqual([line]);
  });

  it('is one for each line break of any kind', () => {
    expect(plainLines('a\nb\r\nc\rd')).toEqual(['a', 'b', 'c', 'd']);
  });
});
