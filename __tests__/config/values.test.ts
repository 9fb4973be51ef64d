import { describe, expect, it } from 'vitest';
import { messagesOf, read } from './read-options.ts';
import { parseDuration } from '../../src/config/read-inputs.ts';

describe('durations', () => {
  it.each([
    ['90s', 90_000],
    ['10m', 600_000],
    ['1h30m', 5_400_000],
    ['1h1m1s', 3_661_000],
    ['', undefined],
    ['10', undefined],
    ['1s1m', undefined],
    ['-1s', undefined],
    ['1.5m', undefined],
  ])('"%s" is %s milliseconds', (text, durationMs) => {
    expect(parseDuration(text)).toBe(durationMs);
  });

  it.each([
    ['600', 'timeout: "600" is not a duration → add the unit: 600s or 600m'],
    ['soon', 'timeout: "soon" is not a duration → write a duration such as 90s, 10m or 1h30m'],
    ['25h', 'timeout: 25h is out of range → write a duration from 1s to 24h'],
    ['0s', 'timeout: 0s is out of range → write a duration from 1s to 24h'],
  ])('timeout %s is refused', (timeout, problem) => {
    expect(messagesOf({ timeout })).toEqual([problem]);
  });
});

describe('switches, numbers and choices', () => {
  it.each(['true', 'True', 'TRUE'])('%s is true', (text) => {
    expect(read({ 'dry-run': text }).dryRun).toBe(true);
  });

  it.each(['false', 'False', 'FALSE'])('%s is false', (text) => {
    expect(read({ wait: text }).wait).toBe(false);
  });

  it.each([
    [{ 'dry-run': '1' }, 'dry-run: "1" is neither true nor false → write true or false'],
    [{ retries: 'many' }, 'retries: "many" is not a whole number → write a whole number from 0 to 20'],
    [{ retries: '21' }, 'retries: 21 is out of range → write a whole number from 0 to 20'],
    [{ strategy: 'tga' }, 'strategy: "tga" is not a valid value → write auto, copy, tag, import or build'],
    [
      { 'on-existing-tag': 'overwrite' },
      'on-existing-tag: "overwrite" is not a valid value → write move, skip or fail',
    ],
  ])('%j is refused', (changes, problem) => {
    expect(messagesOf(changes)).toEqual([problem]);
  });
});
