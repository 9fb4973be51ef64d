/** Safe markup, created only by {@link html}. */
export interface Html {
  readonly markup: string;
}

type Part = Html | string | number | undefined | readonly Html[];

/** A template of markup. Inserted values are escaped, unless they were created by this function. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  // removes the indentation of the templates, a third of the page size
  const pieces = texts.map((text, index) => text.replace(/\n\s+/g, '\n') + markupOf(parts[index]));
  return { markup: pieces.join('') };
}

function markupOf(part: Part): string {
  if (part === undefined) return '';
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part));
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('');
}

/** Removes control and reordering characters, so that text from a server cannot pose as other text. */
function escapeHtml(text: string): string {
  return text
    .replace(/[^\P{Cc}\n\t]|\p{Cf}/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
