import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTextLines, type TextLine } from '../../../src/core/text/text-lines.ts';

async function linesOf(chunks: Iterable<string | Uint8Array>, maxLength = 100): Promise<readonly TextLine[]> {
  const bytes = (async function* () {
    for (const chunk of chunks) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
  })();
  const lines: TextLine[] = [];
  for await (const line of readTextLines(bytes, maxLength)) lines.push(line);
  return lines;
}

describe('the lines of a stream', () => {
  it.each([
    ['LF', 'one\ntwo\n'],
    ['CR LF', 'one\r\ntwo\r\n'],
    ['the CR of a progress bar', 'one\rtwo\r'],
  ])('end with %s', async (_what, text) => {
    const lines = [
      { text: 'one', end: 'break' },
      { text: 'two', end: 'break' },
    ];
    expect(await linesOf([text])).toEqual(lines);
    expect(await linesOf([...text])).toEqual(lines);
  });

  it('may be empty, and the last one may end with the stream', async () => {
    expect(await linesOf(['\n\nlast'])).toEqual([
      { text: '', end: 'break' },
      { text: '', end: 'break' },
      { text: 'last', end: 'stream' },
    ]);
  });

  it('are reported at once when they are too long, and the rest of them is left out', async () => {
    const told: TextLine[] = [];
    const chunks = (function* () {
      yield 'x'.repeat(8);
      yield 'x'.repeat(8);
      expect(told).toHaveLength(1);
      yield 'x'.repeat(8) + '\nnext\n';
    })();
    const bytes = (async function* () {
      for (const chunk of chunks) yield Buffer.from(chunk);
    })();
    for await (const line of readTextLines(bytes, 10)) told.push(line);

    expect(told).toEqual([
      { text: 'x'.repeat(10), end: 'cut' },
      { text: 'next', end: 'break' },
    ]);
  });

  it('are those of the whole text, wherever it is taken apart', async () => {
    const piece = fc.constantFrom('a', 'ü', '€', '😀', '\n', '\r\n', '\r', ' ');
    await fc.assert(
      fc.asyncProperty(fc.array(piece), fc.array(fc.integer({ min: 1, max: 7 })), async (pieces, sizes) => {
        const bytes = Buffer.from(pieces.join(''));
        const chunks: Uint8Array[] = [];
        for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
          const size = sizes[turn % Math.max(sizes.length, 1)] ?? 1;
          chunks.push(bytes.subarray(at, at + size));
          at += size;
        }
        expect(await linesOf(chunks)).toEqual(await linesOf([bytes]));
      }),
    );
  });

  it('take no more memory than is kept of them, and no more time than their bytes', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    const before = process.memoryUsage().heapUsed;
    let most = 0;
    const endless = (function* () {
      for (let count = 0; count < 300; count += 1) {
        most = Math.max(most, process.memoryUsage().heapUsed - before);
        yield chunk;
      }
    })();

    expect(await linesOf(endless, 1000)).toEqual([{ text: 'x'.repeat(1000), end: 'cut' }]);
    expect(most).toBeLessThan(150 * 1024 * 1024);
  });
});
