import { html, type Html } from './html.ts';

/** A table of markup or text cells. Wide tables scroll instead of the page. */
export function pageTable(
  head: readonly string[],
  rows: readonly (readonly (Html | string)[])[],
  maxRows: number,
): Html {
  const shown = rows.slice(0, maxRows);
  const more = rows.length - shown.length;
  return html`<div class="scroll">
      <table class="rows">
        <tr>
          ${head.map((cell) => html`<th>${cell}</th>`)}
        </tr>
        ${shown.map(
          (cells) =>
            html`<tr>
              ${cells.map((cell, index) => html`<td data-name="${head[index]}"><div>${cell}</div></td>`)}
            </tr>`,
        )}
      </table>
    </div>
    ${more > 0 ? html`<p class="soft">and ${more} more: the JSON record has all of them</p>` : undefined}`;
}
