import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { framingOf, type BodyDecoder, ChunkedBody } from '../../../src/http/wire/body-framing.ts';
import { parseHead } from '../../../src/http/connect/response-head.ts';
import { TransportFailure } from '../../../src/http/connect/transport-failure.ts';

/** Everything a decoder makes of bytes that arrive in pieces of `size`. */
function decodeAll(decoder: BodyDecoder, bytes: Uint8Array, size: number): { body: Buffer; surplus: Buffer } {
  const body: Uint8Array[] = [];
  let offset = 0;
  while (offset < bytes.byteLength && !decoder.ended) {
    let piece = bytes.subarray(offset, offset + size);
    offset += piece.byteLength;
    while (piece.byteLength > 0 && !decoder.ended) {
      const { data, rest } = decoder.decode(piece);
      expect(data.byteLength + rest.byteLength).toBeLessThanOrEqual(piece.byteLength);
      body.push(data);
      piece = rest;
    }
    offset -= decoder.ended ? piece.byteLength : 0;
  }
  return { body: Buffer.concat(body), surplus: Buffer.from(bytes.subarray(offset)) };
}

describe('chunked bodies', () => {
  it('come out as they went in, however chunks and packets are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 100 }), { maxLength: 8 }),
        fc.constantFrom('', ';name=value', ' ; x'),
        fc.constantFrom('', 'Trailer: a\r\n', 'A: b\r\nC: d\r\n'),
        fc.uint8Array({ maxLength: 10 }),
        fc.integer({ min: 1, max: 200 }),
        (chunks, extension, trailer, after, size) => {
          const encoded = Buffer.concat([
            ...chunks.flatMap((chunk) => [
              Buffer.from(`${chunk.byteLength.toString(16)}${extension}\r\n`),
              chunk,
              Buffer.from('\r\n'),
            ]),
            Buffer.from(`0\r\n${trailer}\r\n`),
            after,
          ]);
          const decoder = new ChunkedBody();

          const { body, surplus } = decodeAll(decoder, encoded, size);

          expect(decoder.ended).toBe(true);
          expect(body).toEqual(Buffer.concat(chunks));
          expect(surplus).toEqual(Buffer.from(after));
        },
      ),
    );
  });

  it('end in a body, a wait or a TransportFailure whatever the bytes are', () => {
    const text = fc.string({ unit: fc.constantFrom('0', '5', 'a', 'F', ';', '\r', '\n', '\r\n', ' ', 'x') });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 9 }), (bytes, size) => {
        try {
          decodeAll(new ChunkedBody(), Buffer.from(bytes, 'latin1'), size);
        } catch (error) {
          expect(error).toBeInstanceOf(TransportFailure);
        }
      }),
    );
  });

  it.each([
    '-1\r\n',
    '0x5\r\n',
    ' 5\r\n',
    '\r\n',
    '5\nabcde',
    '5\r\nabcdeX\r\n',
    '5\r\nabcde\n5\r\n',
    'fffffffffffff\r\n',
    `${'0'.repeat(300)}5\r\n`,
    `5;${'x'.repeat(300)}\r\n`,
    `0\r\n${'a: b\r\n'.repeat(2000)}`,
  ])('refuse %j', (text) => {
    expect(() => decodeAll(new ChunkedBody(), Buffer.from(text), 7)).toThrow(TransportFailure);
  });
});

describe('where a body ends', () => {
  const framed = (head: string, method = 'GET') => framingOf(method, parseHead(head.replaceAll('|', '\r\n')));

  it.each([
    ['GET', 'HTTP/1.1 200 OK|content-length: 5', { contentLengthBytes: 5, keepAlive: true }],
    [
      'GET',
      'HTTP/1.1 200 OK|content-length: 5, 5|content-length: 5',
      { contentLengthBytes: 5, keepAlive: true },
    ],
    [
      'GET',
      'HTTP/1.1 200 OK|content-length: 5|connection: Close',
      { contentLengthBytes: 5, keepAlive: false },
    ],
    ['GET', 'HTTP/1.0 200 OK|content-length: 5', { contentLengthBytes: 5, keepAlive: false }],
    ['GET', 'HTTP/1.1 200 OK|transfer-encoding: Chunked', { contentLengthBytes: undefined, keepAlive: true }],
    ['GET', 'HTTP/1.1 200 OK', { contentLengthBytes: undefined, keepAlive: false }],
    ['HEAD', 'HTTP/1.1 200 OK|content-length: 5', { contentLengthBytes: 5, keepAlive: true }],
    ['GET', 'HTTP/1.1 304 Not modified|content-length: 5', { contentLengthBytes: 5, keepAlive: true }],
    ['GET', 'HTTP/1.1 204 No content', { contentLengthBytes: undefined, keepAlive: true }],
  ])('%s %s', (method, head, expected) => {
    expect(framed(head, method)).toMatchObject(expected);
  });

  it.each(['HEAD 200', 'GET 204', 'GET 304'])('%s has no body', (name) => {
    const [method, status] = name.split(' ');
    expect(framed(`HTTP/1.1 ${status} X|content-length: 5`, method).decoder.ended).toBe(true);
  });

  it.each([
    'HTTP/1.1 200 OK|content-length: 5|content-length: 6',
    'HTTP/1.1 200 OK|content-length: 5, 6',
    'HTTP/1.1 200 OK|content-length: +5',
    'HTTP/1.1 200 OK|content-length: 0x5',
    'HTTP/1.1 200 OK|content-length: 99999999999999999999',
    'HTTP/1.1 200 OK|content-length:',
    'HTTP/1.1 200 OK|content-length: 5|transfer-encoding: chunked',
    'HTTP/1.1 200 OK|transfer-encoding: chunked, chunked',
    'HTTP/1.1 200 OK|transfer-encoding: identity',
    'HTTP/1.0 200 OK|transfer-encoding: chunked',
  ])('refuses %s', (head) => {
    expect(() => framed(head)).toThrow(TransportFailure);
  });

  it('stops at the length and leaves the rest', () => {
    const { decoder } = framed('HTTP/1.1 200 OK|content-length: 3');

    expect(decodeAll(decoder, Buffer.from('abcdef'), 2)).toEqual({
      body: Buffer.from('abc'),
      surplus: Buffer.from('def'),
    });
  });
});
