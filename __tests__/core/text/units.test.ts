import { expect, it } from 'vitest';
import { formatBytes } from '../../../src/core/text/units.ts';

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [999_499, '999 kB'],
  [999_500, '1.0 MB'],
  [104_857_600, '105 MB'],
  [1_234_567_890, '1.2 GB'],
])('shows %d bytes as %s', (countBytes, text) => {
  expect(formatBytes(countBytes)).toBe(text);
});
