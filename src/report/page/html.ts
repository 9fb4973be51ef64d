/** Markup that is safe to show: made by {@link html} only. */
export interface Html {
  readonly markup: string;
}

type Part = Html | string | number | undefined | readonly Html[];

/** A template of markup. Whatever is put into it is text and is escaped, unless it came out of this function. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  // the indentation of the sources is a third of a page
  const pieces = texts.map((text, index) => text.replace(/\n\s+/g, '\n') + markupOf(parts[index]));
  return { markup: pieces.join('') };
}

function markupOf(part: Part): string {
  if (part === undefined) return '';
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part));
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('');
}

/** Control and reordering characters become visible as nothing: text of a server must not look like other text. */
function escapeHtml(text: string): string {
  return text
    .replace(/[^\P{Cc}\n\t]|\p{Cf}/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
