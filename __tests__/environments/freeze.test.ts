import { describe, expect, it } from 'vitest';
import { frozenAt, readFreezeWindow, type FreezeWindow } from '../../src/environments/freeze.ts';
import type { FreezeEntry } from '../../src/environments/schema.ts';

const window = (entry: Partial<FreezeEntry>): FreezeWindow => {
  const read = readFreezeWindow({ reason: 'year end', ...entry } as FreezeEntry, 'UTC');
  if ('problem' in read) throw new Error(read.problem);
  return read;
};
const at = (time: string, ...entries: readonly Partial<FreezeEntry>[]) =>
  frozenAt(entries.map(window), new Date(time));

describe('a freeze window', () => {
  it.each([
    ['before it', '2026-12-19T23:59:00Z', undefined],
    ['on its first day', '2026-12-20T00:00:00Z', '2027-01-05 00:00 UTC'],
    ['on its last day', '2027-01-04T23:59:59Z', '2027-01-05 00:00 UTC'],
    ['after it', '2027-01-05T00:00:00Z', undefined],
  ])('of days: %s', (_, now, until) => {
    expect(at(now, { from: '2026-12-20', until: '2027-01-04' })?.until).toBe(until);
  });

  it.each([
    ['before the hours', '2026-12-04T15:59:00Z', undefined],
    ['in the hours', '2026-12-04T16:00:00Z', '2026-12-05 00:00 UTC'],
    ['on another day', '2026-12-03T18:00:00Z', undefined],
  ])('of hours on Fridays: %s', (_, now, until) => {
    expect(at(now, { days: ['Fri'], hours: '16:00-24:00' })?.until).toBe(until);
  });

  it.each([
    ['in the evening', '2026-12-04T23:00:00Z', '2026-12-05 06:00 UTC'],
    ['in the morning after', '2026-12-05T05:59:00Z', '2026-12-05 06:00 UTC'],
    ['in the morning of that day', '2026-12-04T05:00:00Z', undefined],
    ['after it', '2026-12-05T06:00:00Z', undefined],
  ])('past midnight belongs to the day it begins on: %s', (_, now, until) => {
    expect(at(now, { days: ['Fri'], hours: '22:00-06:00' })?.until).toBe(until);
  });

  it('goes by the clocks of its time zone, also on the night when they change', () => {
    const nights = { hours: '22:00-06:00', timeZone: 'Europe/Berlin' };

    // 2026-10-25 has 25 hours there
    expect(at('2026-10-25T04:59:00Z', nights)?.until).toBe('2026-10-25 06:00 Europe/Berlin');
    expect(at('2026-10-25T05:00:00Z', nights)).toBeUndefined();
    expect(at('2026-07-01T20:00:00Z', nights)?.until).toBe('2026-07-02 06:00 Europe/Berlin');
  });

  it('that follows another moves the end', () => {
    const weekend = { days: ['Sat', 'Sun'] as const };
    const days = { from: '2026-12-21', until: '2026-12-31', reason: 'holidays' };

    expect(at('2026-12-19T10:00:00Z', weekend, days)).toEqual({
      reason: 'year end',
      until: '2027-01-01 00:00 UTC',
    });
  });

  it('without an end holds until further notice', () => {
    expect(at('2027-06-01T00:00:00Z', { from: '2026-12-20' })).toEqual({
      reason: 'year end',
      until: undefined,
    });
    expect(at('2027-06-01T00:00:00Z', { from: '2026-12-20', hours: '08:00-18:00' })).toBeUndefined();
  });

  it('of minutes ends with its last one', () => {
    const minutes = { from: '2026-12-20T18:00', until: '2026-12-20T20:30' };

    expect(at('2026-12-20T20:29:59Z', minutes)?.until).toBe('2026-12-20 20:30 UTC');
    expect(at('2026-12-20T20:30:00Z', minutes)).toBeUndefined();
  });
});
