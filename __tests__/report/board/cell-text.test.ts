import { describe, expect, it } from 'vitest';
import { companyBoard } from '../../support/sample-board.ts';
import { ageText, cellText, stepsBehind, timeText } from '../../../src/report/board/cell-text.ts';

const BOARD = companyBoard();
const NOW = new Date(BOARD.time);
const cellsOf = (name: string) => BOARD.applications.find((one) => one.name === name)?.cells ?? [];

describe('the age of an image', () => {
  it.each([
    ['2026-12-01T08:00:05Z', '0s'],
    ['2026-12-01T07:59:20Z', '40s'],
    ['2026-12-01T07:48:00Z', '12m'],
    ['2026-11-29T09:00:00Z', '47h'],
    ['2026-11-28T08:00:00Z', '3d'],
    ['2024-06-01T00:00:00Z', '2y'],
    ['yesterday', undefined],
    [undefined, undefined],
  ])('of %s is %s', (since, age) => {
    expect(ageText(since, NOW)).toBe(age);
  });
});

describe('a cell', () => {
  const [cell] = cellsOf('web');
  if (cell === undefined) throw new Error('the board has no web');

  it('has the digest where no version is known, and no age where no moment is', () => {
    expect(cellText({ ...cell, version: undefined, history: [] }, NOW)).toMatch(/^[0-9a-f]{12}$/);
    expect(cellText({ ...cell, version: undefined, digest: undefined, history: [] }, NOW)).toBe(
      'image elsewhere',
    );
  });
});

describe('how far a stage is behind the one before', () => {
  it.each([
    ['web', 1, 1],
    ['web', 2, 1],
    ['worker', 2, 0],
    // another image, which the stage before never had
    ['billing', 2, undefined],
    ['reports', 2, undefined],
    // the first one, since it does not belong into dev
    ['gateway', 1, undefined],
  ])('of %s in stage %d is %s', (name, index, steps) => {
    expect(stepsBehind(cellsOf(name), index)).toBe(steps);
  });
});

describe('a moment', () => {
  it('that is none is shown as it came', () => {
    expect(timeText('2026-12-01T08:00:00Z')).toBe('2026-12-01 08:00 UTC');
    expect(timeText('soon')).toBe('soon');
  });
});
