interface Box {
  readonly id: string;
  readonly lines: readonly string[];
}

interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

const WIDTH = 190;
const HEIGHT = 58;
const GAP_X = 170;
const GAP_Y = 22;

/**
 * A Mermaid flowchart as a drawing, as far as the job summary uses the language: `flowchart LR`, boxes with quoted text, arrows
 * with and without a label. Mermaid itself would be a hundred times the size of everything else that takes pictures.
 */
export function flowchart(text: string): string {
  const boxes = new Map<string, Box>();
  const arrows = text
    .split('\n')
    .slice(1)
    .flatMap((line) => arrowOf(line, boxes));
  const columns = columnsOf([...boxes.keys()], arrows);
  const rows = new Map<number, number>();
  const places = new Map(
    [...boxes.keys()].map((id) => {
      const column = columns.get(id) ?? 0;
      const row = rows.get(column) ?? 0;
      rows.set(column, row + 1);
      return [id, { x: column * (WIDTH + GAP_X) + 1, y: row * (HEIGHT + GAP_Y) + 1 }] as const;
    }),
  );
  const width = (Math.max(...columns.values()) + 1) * (WIDTH + GAP_X) - GAP_X + 2;
  const height = Math.max(...rows.values()) * (HEIGHT + GAP_Y) - GAP_Y + 2;
  const place = (id: string): { readonly x: number; readonly y: number } => places.get(id) ?? { x: 0, y: 0 };
  return [
    `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" fill="none" font-size="13" text-anchor="middle">`,
    '<defs><marker id="tip" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto"><path d="M0 0 8 4 0 8Z" fill="currentColor"/></marker></defs>',
    ...arrows.map((arrow) => drawArrow(place(arrow.from), place(arrow.to), arrow.label)),
    ...[...boxes.values()].map((box) => drawBox(place(box.id), box.lines)),
    '</svg>',
  ].join('');
}

function arrowOf(line: string, boxes: Map<string, Box>): readonly Arrow[] {
  const end = /([\w]+)(?:\["(.*?)"\])?/.source;
  const match = new RegExp(`^\\s*${end} -->(?:\\|"(.*?)"\\|)? ${end}$`).exec(line);
  if (match === null) return [];
  const [, from = '', fromText, label = '', to = '', toText] = match;
  for (const [id, words] of [
    [from, fromText],
    [to, toText],
  ] as const) {
    if (words !== undefined || !boxes.has(id))
      boxes.set(id, { id, lines: (words ?? id).split('<br/>').map(plain) });
  }
  return [{ from, to, label: plain(label) }];
}

/** Mermaid writes a letter as `#58;` where HTML has `&#58;`. */
function plain(text: string): string {
  return text.replace(/#(\d+);/g, '&#$1;');
}

/** Each box stands to the right of those that point to it. */
function columnsOf(ids: readonly string[], arrows: readonly Arrow[]): Map<string, number> {
  const columns = new Map(ids.map((id) => [id, 0]));
  for (let step = 0; step < ids.length; step += 1) {
    for (const { from, to } of arrows) {
      columns.set(to, Math.max(columns.get(to) ?? 0, (columns.get(from) ?? 0) + 1));
    }
  }
  return columns;
}

function drawBox({ x, y }: { readonly x: number; readonly y: number }, lines: readonly string[]): string {
  const first = y + HEIGHT / 2 + 5 - (lines.length - 1) * 9;
  return [
    `<rect x="${x}" y="${y}" width="${WIDTH}" height="${HEIGHT}" rx="3" fill="#8a7cf033" stroke="#8a7cf0"/>`,
    ...lines.map(
      (line, index) =>
        `<text x="${x + WIDTH / 2}" y="${first + index * 18}" fill="currentColor">${line}</text>`,
    ),
  ].join('');
}

function drawArrow(
  from: { readonly x: number; readonly y: number },
  to: { readonly x: number; readonly y: number },
  label: string,
): string {
  const [startX, startY, endY] = [from.x + WIDTH, from.y + HEIGHT / 2, to.y + HEIGHT / 2];
  const middle = (startX + to.x) / 2;
  return [
    `<path d="M${startX} ${startY}C${middle} ${startY} ${middle} ${endY} ${to.x - 2} ${endY}" stroke="currentColor" marker-end="url(#tip)"/>`,
    label === ''
      ? ''
      : `<text x="${middle}" y="${startY - 8}" font-size="11" fill="currentColor">${label}</text>`,
  ].join('');
}
