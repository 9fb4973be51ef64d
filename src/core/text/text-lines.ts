/** One line of a stream, without its end. */
export interface TextLine {
  readonly text: string;
  /** how the line ended: with a line break, with the stream, or cut because it was too long */
  readonly end: 'break' | 'stream' | 'cut';
}

/**
 * The lines of a UTF-8 stream, each as soon as it is complete: with LF, CR LF, or the CR of a progress bar. The length of a line is
 * limited, and each byte is processed once.
 * @param maxLength characters of a line that are kept
 */
export async function* readTextLines(
  chunks: AsyncIterable<Uint8Array>,
  maxLength: number,
): AsyncGenerator<TextLine> {
  const decoder = new TextDecoder();
  let parts: string[] = [];
  let length = 0;
  let isCut = false;
  let endedWithCr = false;
  const keep = (text: string): void => {
    if (isCut) return;
    parts.push(text);
    length += text.length;
  };
  const take = (end: TextLine['end']): TextLine => {
    const text = parts.join('').slice(0, maxLength);
    parts = [];
    length = 0;
    return { text, end };
  };
  for await (const chunk of chunks) {
    const decoded = decoder.decode(chunk, { stream: true });
    const text = endedWithCr && decoded.startsWith('\n') ? decoded.slice(1) : decoded;
    if (decoded !== '') endedWithCr = decoded.endsWith('\r');
    let start = 0;
    for (const { 0: lineBreak, index } of text.matchAll(/\r\n|[\r\n]/g)) {
      keep(text.slice(start, index));
      start = index + lineBreak.length;
      if (!isCut) yield take(length > maxLength ? 'cut' : 'break');
      isCut = false;
    }
    keep(text.slice(start));
    if (length > maxLength) {
      yield take('cut');
      isCut = true;
    }
  }
  keep(decoder.decode());
  if (length > 0) yield take(length > maxLength ? 'cut' : 'stream');
}
