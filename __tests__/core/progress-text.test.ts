import { describe, expect, it } from 'vitest';
import { transferFraction, transferText } from '../../src/core/progress-text.ts';
import { formatDuration } from '../../src/core/text/units.ts';

const HALF = {
  label: 'prod/app:1',
  doneBytes: 500_000_000,
  totalBytes: 1_000_000_000,
  doneBlobs: 3,
  totalBlobs: 9,
  bytesPerSecond: 50_000_000,
};

describe('durations', () => {
  it.each([
    [0, '0 ms'],
    [840.4, '840 ms'],
    [12_340, '12.3 s'],
    [59_949, '59.9 s'],
    [59_960, '1 min'],
    [245_000, '4 min 5 s'],
    [3_599_600, '1 h'],
    [3_780_000, '1 h 3 min'],
    [90_000_000, '25 h'],
  ])('%d ms is %s', (durationMs, text) => {
    expect(formatDuration(durationMs)).toBe(text);
  });
});

describe('how far a transfer is', () => {
  it('is reported in bytes, percent, rate, time left and blobs', () => {
    expect(transferText(HALF)).toBe('500 MB of 1.0 GB (50 %), 50.0 MB/s, 10.0 s left, 3 of 9 blobs');
  });

  it('is not complete before the last byte', () => {
    expect(transferText({ ...HALF, doneBytes: 999_999_999 })).toContain('(99 %)');
  });

  it('has no rate and no estimate while nothing moves', () => {
    expect(transferText({ ...HALF, bytesPerSecond: 0 })).toBe('500 MB of 1.0 GB (50 %), 3 of 9 blobs');
  });

  it('has no estimate of days', () => {
    expect(transferText({ ...HALF, bytesPerSecond: 1 })).not.toContain('left');
  });

  it.each([
    [{ totalBytes: 0 }, 1],
    [{ doneBytes: -5 }, 0],
    [{ doneBytes: 2_000_000_000 }, 1],
  ])('%j is a fraction of %d', (changes, fraction) => {
    expect(transferFraction({ ...HALF, ...changes })).toBe(fraction);
  });
});
