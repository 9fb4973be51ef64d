// Everything that Markdown, its tables, HTML or automatic links could take for more than a letter.
const SPECIAL = /[^\p{L}\p{N} ,()/.-]/gu;

/** Text for any place in Markdown, as the letters it is. Line breaks become spaces. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(SPECIAL, (letter) => `&#${letter.codePointAt(0) ?? 0xfffd};`)
    .replace(/\bwww\./gi, (match) => match.replace('.', '&#46;'));
}

/** Text in a fixed-width font; unlike backticks it may hold anything and stand in a table. */
export function code(text: string): string {
  return `<code>${escapeMarkdown(text)}</code>`;
}

/** Lines that are shown as they are. */
export function codeBlock(lines: readonly string[], language = ''): string {
  const text = lines.join('\n');
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [fence + language, text, fence].join('\n');
}

/** A table of cells that are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Text for a quoted label of a Mermaid diagram, which has an escape of its own. */
export function mermaidLabel(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[^\p{L}\p{N} ,()/.:@-]/gu, (letter) => `#${letter.codePointAt(0) ?? 0xfffd};`);
}
