import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryAfterMs } from '../../../src/http/exchange/retry-after.ts';

const NOW = new Date('2026-01-01T00:00:00Z');

function read(retryAfter: string, date?: string): number | undefined {
  return retryAfterMs({ 'retry-after': [retryAfter], ...(date === undefined ? {} : { date: [date] }) }, NOW);
}

describe('Retry-After', () => {
  it.each([
    ['0', 0],
    ['3', 3_000],
    [' 120 ', 120_000],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['Wed, 31 Dec 2025 23:59:30 GMT', 0],
  ])('%j means %i ms', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it('is measured against the clock of the server', () => {
    expect(read('Thu, 01 Jan 2026 10:00:05 GMT', 'Thu, 01 Jan 2026 10:00:00 GMT')).toBe(5_000);
    expect(read('Thu, 01 Jan 2026 00:00:05 GMT', 'garbage')).toBe(5_000);
  });

  it.each([
    '-5',
    '1.5',
    'abc',
    '',
    '3s',
    '1e3',
    '99999999999',
    'Thu, 99 Jan 2026 00:00:00 GMT',
    '2026-01-01T00:00:30Z',
  ])('%j says nothing', (text) => {
    expect(read(text)).toBeUndefined();
  });

  it('absent says nothing', () => {
    expect(retryAfterMs({}, NOW)).toBeUndefined();
  });

  it('never is negative, infinite or no number', () => {
    const dateLike = fc.stringMatching(/^(?:Mon|Thu), \d{2} (?:Jan|Feb) \d{4} \d{2}:\d{2}:\d{2} GMT$/);
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.integer().map(String), dateLike),
        fc.option(dateLike),
        (text, date) => {
          const ms = read(text, date ?? undefined);
          expect(ms === undefined || (Number.isFinite(ms) && ms >= 0)).toBe(true);
        },
      ),
    );
  });
});
