// All characters with a meaning in Markdown, its tables, HTML or automatic links.
const SPECIAL = /[^\p{L}\p{N} ,()/.-]/gu;

/** Escapes text for any place in Markdown. Line breaks become spaces. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(SPECIAL, (letter) => `&#${letter.codePointAt(0) ?? 0xfffd};`)
    .replace(/\bwww\./gi, (match) => match.replace('.', '&#46;'));
}

/** Text in a fixed-width font, which unlike backticks works with any text and in tables. */
export function code(text: string): string {
  return `<code>${escapeMarkdown(text)}</code>`;
}

/** A block of preformatted lines. */
export function codeBlock(lines: readonly string[], language = ''): string {
  const text = lines.join('\n');
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [fence + language, text, fence].join('\n');
}

/** A Markdown table; the cells already are Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Escapes text for a quoted label of a Mermaid diagram. */
export function mermaidLabel(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[^\p{L}\p{N} ,()/.:@-]/gu, (letter) => `#${letter.codePointAt(0) ?? 0xfffd};`);
}
