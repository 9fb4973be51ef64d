/** Lines that the runner shows and never obeys, whatever they say: `::` at their start, `##[` anywhere. */
export function plainLines(text: string): readonly string[] {
  return text.split(/\r\n|\r|\n/).map((line) =>
    line
      .replace(/\p{Cc}/gu, ' ')
      .replace(/^(\s*):(?=:)/u, '$1: ')
      .replaceAll('##[', '## ['),
  );
}
