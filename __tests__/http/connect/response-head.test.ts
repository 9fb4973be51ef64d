import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeadReader, MAX_HEAD_BYTES, parseHead } from '../../../src/http/connect/response-head.ts';
import { TransportFailure } from '../../../src/http/connect/transport-failure.ts';
import { cpuTimer } from '../../support/cpu-time.ts';

const token = fc.stringMatching(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,20}$/);
const value = fc.stringMatching(
  /^(?:[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]{0,30}[\x21-\x7e\x80-\xff])?)?$/,
);

/** Feeds bytes in pieces cut at the given places, as a network does. */
function feed(bytes: Buffer, cuts: readonly number[]): ReturnType<HeadReader['push']> {
  const reader = new HeadReader();
  const places = [...new Set(cuts.map((cut) => cut % (bytes.byteLength + 1)))].sort(
    (one, other) => one - other,
  );
  let start = 0;
  for (const end of [...places, bytes.byteLength]) {
    const result = reader.push(bytes.subarray(start, end));
    if (result !== undefined) {
      return { head: result.head, rest: Buffer.concat([result.rest, bytes.subarray(end)]) };
    }
    start = end;
  }
  return undefined;
}

describe('reading a response head', () => {
  it('gives status, version and headers, and leaves the body alone, however it is cut', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 599 }),
        fc.array(fc.tuple(token, value), { maxLength: 10 }),
        fc.uint8Array({ maxLength: 50 }),
        fc.array(fc.nat(), { maxLength: 5 }),
        (status, headers, body, cuts) => {
          const lines = headers.map(([name, text]) => `${name}: \t${text} \r\n`);
          const head = Buffer.from(`HTTP/1.1 ${status} Fine\r\n${lines.join('')}\r\n`, 'latin1');

          const result = feed(Buffer.concat([head, body]), cuts);

          expect(result?.head.status).toBe(status);
          const expected = Object.create(null) as Record<string, string[]>;
          for (const [name, text] of headers) (expected[name.toLowerCase()] ??= []).push(text);
          expect(result?.head.headers).toEqual(expected);
          expect(Buffer.from(result?.rest ?? [])).toEqual(Buffer.from(body));
        },
      ),
    );
  });

  it('ends every stream of bytes in a head, a wait or a TransportFailure, within its limit', () => {
    const almost = fc.tuple(
      fc.constantFrom('HTTP/1.1 200 OK\r\n', 'HTTP/1.', 'HTTP/1.1 200\r\na:b\r\n', ''),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(almost, fc.array(fc.nat(), { maxLength: 5 }), ([start, noise], cuts) => {
        try {
          feed(Buffer.from(start + noise, 'latin1'), cuts);
        } catch (error) {
          expect(error).toBeInstanceOf(TransportFailure);
          expect((error as TransportFailure).kind).toBe('malformed');
        }
      }),
    );
  });

  it('accepts a head of the longest length and refuses one byte more', () => {
    const start = 'HTTP/1.1 200 OK\r\nx: ';
    const longest = `${start}${'y'.repeat(MAX_HEAD_BYTES - start.length)}\r\n\r\n`;

    expect(feed(Buffer.from(longest), [1000, 9000])?.head.status).toBe(200);
    expect(() => feed(Buffer.from(longest.replace('y', 'yy')), [1000, 9000])).toThrow(TransportFailure);
  });

  it('has no prototype to pollute', () => {
    const { headers } = parseHead('HTTP/1.1 200 OK\r\n__proto__: x\r\nconstructor: y');

    expect(Object.getPrototypeOf(headers)).toBeNull();
    expect(headers['__proto__']).toEqual(['x']);
    expect('toString' in headers).toBe(false);
  });

  it.each([
    'HTTP/2 200 OK',
    'HTTP/1.1 20 OK',
    'HTTP/1.1 099 Low',
    'HTTP/1.1 600 High',
    'HTTP/1.1  200 OK',
    'http/1.1 200 OK',
    'HTTP/1.1 200 O\x00K',
    'HTTP/1.1 200 OK\r\n: empty',
    'HTTP/1.1 200 OK\r\nname : space',
    'HTTP/1.1 200 OK\r\n folded',
    'HTTP/1.1 200 OK\r\nno colon',
    'HTTP/1.1 200 OK\r\na: b\x00c',
    'HTTP/1.1 200 OK\r\na: b\rc',
    'HTTP/1.1 200 OK\r\nä: b',
  ])('refuses %j', (text) => {
    expect(() => parseHead(text)).toThrow(TransportFailure);
  });

  it('takes linear time for a value of blanks', () => {
    const text = `HTTP/1.1 200 OK\r\na: x${' \t'.repeat(500_000)}y`;
    const cpuMs = cpuTimer();

    expect(parseHead(text).headers['a']?.[0]).toHaveLength(1_000_002);

    expect(cpuMs()).toBeLessThan(5_000);
  });
});
