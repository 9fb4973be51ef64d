import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStrictJson } from '../../../src/core/text/strict-json.ts';
import { cpuTimer } from '../../support/cpu-time.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

// what makes strings of JSON hard to skip: quotes, backslashes, and what looks like structure
const awkward = fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', '[', ']', ',', ':', 'a', 'é', '\n') });

describe('strict JSON', () => {
  it('is read as JSON.parse reads it', () => {
    const value = fc.jsonValue({ maxDepth: 4 });
    fc.assert(
      fc.property(fc.dictionary(awkward, fc.oneof(value, awkward)), fc.nat(3), (object, indent) => {
        const text = JSON.stringify(object, undefined, indent);

        expect(parseStrictJson(bytesOf(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  it('is refused with a key twice in one object, wherever and however it is written', () => {
    fc.assert(
      fc.property(awkward, awkward, awkward, (key, other, text) => {
        const [name, string] = [JSON.stringify(key), JSON.stringify(text)];
        const inner = `{${name}: ${string}, ${JSON.stringify(`${key}-${other}`)}: [${string}, {}], ${name}: 1}`;

        expect(() => parseStrictJson(bytesOf(`[${string}, {"x": ${inner}}]`))).toThrow('twice in one object');
      }),
    );
  });

  it('may have a key once in each of several objects', () => {
    const text = '{"a\\\\": [{"a": 1}, {"a": "\\"a\\": 1, \\"a\\": 2"}], "a": {"a": {}}}';

    expect(parseStrictJson(bytesOf(text))).toEqual(JSON.parse(text));
  });

  it('is looked through in linear time where quotes and backslashes abound', () => {
    const text = JSON.stringify({
      a: '\\'.repeat(200_000),
      b: '"'.repeat(200_000),
      c: '\\"'.repeat(200_000),
    });
    const cpuMs = cpuTimer();

    parseStrictJson(bytesOf(text));

    expect(cpuMs()).toBeLessThan(10_000);
  });
});
