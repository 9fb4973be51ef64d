import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatExactJson, parseExactJson } from '../../../src/core/text/exact-json.ts';

describe('JSON with exact integers', () => {
  it.each([
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', 9007199254740993n],
    ['-9223372036854775808', -9223372036854775808n],
    ['9223372036854775808', 9223372036854775808], // Go has a double for it, too
    ['1.9007199254740993', 1.9007199254740993],
    ['12345678901234567.5', 12345678901234567.5],
    ['12345678901234567e2', 12345678901234567e2],
    ['1e-12345678901234567', 0],
    ['"9007199254740993"', '9007199254740993'],
    [String.raw`"\": 9007199254740993"`, '": 9007199254740993'],
  ])('reads %s', (text, value) => {
    expect(parseExactJson(`[${text}]`)).toEqual([value]);
    expect(parseExactJson(`{"a": ${text}}`)).toEqual({ a: value });
  });

  it('reads what JSON.parse reads, wherever there is no long integer', () => {
    fc.assert(
      fc.property(
        fc.json().filter((text) => !/\d{16}/.test(text)),
        (text) => {
          expect(parseExactJson(`[${text}, "1234567890123456789"]`)).toEqual([
            JSON.parse(text),
            '1234567890123456789',
          ]);
        },
      ),
    );
  });

  it('writes what it read', () => {
    fc.assert(
      fc.property(
        fc.jsonValue().filter((value) => !/\d{16}/.test(JSON.stringify(value))),
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        (value, integer) => {
          const text = `{"a":${JSON.stringify(value)},"b":[${integer}]}`;
          expect(formatExactJson(parseExactJson(text))).toBe(
            JSON.stringify(JSON.parse(text)).replace(/\[[^[]*\]\}$/, `[${integer}]}`),
          );
        },
      ),
    );
  });

  it('refuses what is not JSON', () => {
    expect(() => parseExactJson('[9007199254740993')).toThrow(SyntaxError);
  });
});
