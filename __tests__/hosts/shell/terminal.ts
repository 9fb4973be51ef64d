/** What is on the screen after a terminal has obeyed the little that is written to it: line feeds, cursor up, erase below. */
export function screenAfter(text: string): readonly string[] {
  const lines: string[] = [''];
  let row = 0;
  for (const [part] of text.matchAll(/\x1b\[(\d*)([A-Z])|\r|\n|[^\x1b\r\n]+/g)) {
    const up = /^\x1b\[(\d+)A$/.exec(part);
    if (up !== null) row = Math.max(0, row - Number(up[1]));
    else if (part === '\x1b[J') lines.splice(row, lines.length, '');
    else if (part === '\n') row += 1;
    else if (part === '\r') lines[row] ??= '';
    else if (part.startsWith('\x1b'))
      throw new Error(`the terminal of the test does not know ${JSON.stringify(part)}`);
    else lines[row] = (lines[row] ?? '') + part;
    lines[row] ??= '';
  }
  return lines.slice(0, -1);
}
