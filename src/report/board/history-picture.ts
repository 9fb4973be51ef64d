import type { BoardApplication, BoardCell } from '../../core/board/board.ts';
import type { HistoryEntry } from '../../core/trace/tag-history.ts';
import { html, type Html } from '../page/html.ts';
import { imageText, timeText, versionsOf } from './cell-text.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const TICKS = [
  { ageMs: 10 * MINUTE_MS, text: '10 min' },
  { ageMs: HOUR_MS, text: '1 h' },
  { ageMs: DAY_MS, text: '1 day' },
  { ageMs: 7 * DAY_MS, text: '1 week' },
  { ageMs: 30 * DAY_MS, text: '1 month' },
  { ageMs: 365 * DAY_MS, text: '1 year' },
];
// Heights in pixels: widths are shares of the picture, so that text keeps its size on a telephone.
const LANE = 46;
const BAR = { top: 17, height: 24 };
const AXIS = 20;
const COLORS = 6;
// Shares of the width that a character of a label needs on a desk and on a telephone.
const DESK_SHARE = 1.1;
const PHONE_SHARE = 2.9;

/** An image in an environment, with its place in the picture in percent of the width. */
interface Piece {
  readonly left: number;
  readonly width: number;
  readonly text: string;
  readonly since: string;
  readonly color: number;
}

/**
 * The images of an application as a time line for each environment, newest at the right. Ages are drawn by their logarithm: the
 * first stage changes each hour, the last one each month, and both are to be seen. The same image has the same color everywhere.
 * @param depth images for each environment
 * @returns undefined if no moment is known
 */
export function historyPicture(application: BoardApplication, time: string, depth: number): Html | undefined {
  const { name, cells } = application;
  const end = Date.parse(time);
  const lanes = cells.filter(({ state }) => state !== 'absent');
  const ages = lanes.flatMap(({ history }) =>
    history.slice(0, depth).flatMap(({ since }) => ageOf(since, end) ?? []),
  );
  if (ages.length === 0) return undefined;
  // the oldest image does not begin at the very edge
  const span = Math.max(10 * MINUTE_MS, ...ages) * 1.15;
  const placeOf = (ageMs: number): number =>
    100 - (100 * Math.log1p(ageMs / HOUR_MS)) / Math.log1p(span / HOUR_MS);
  const colors = colorsOf(lanes, depth);
  const versions = versionsOf(application);
  const height = lanes.length * LANE + AXIS;
  return html`<svg
    class="history"
    height="${height}"
    role="img"
    aria-label="Time line of ${name}; the list below says the same"
  >
    ${TICKS.map(({ ageMs, text }) => ({ place: placeOf(ageMs), text }))
      // nearer to an edge it would hang over it, or run into "now"
      .filter(({ place }) => place > 7 && place < 95)
      .map(({ place, text }) => tick(place, text, height))}
    <text class="tick" x="100%" y="${height - 4}" text-anchor="end">now</text>
    ${lanes.map((cell, index) => lane(cell, index * LANE, piecesOf(cell.history.slice(0, depth), { end, placeOf, colors, versions })))}
  </svg>`;
}

function ageOf(since: string | undefined, end: number): number | undefined {
  const ageMs = end - Date.parse(since ?? '');
  // the clock of the server may be ahead
  return Number.isNaN(ageMs) ? undefined : Math.max(0, ageMs);
}

interface Scale {
  /** milliseconds since the epoch */
  readonly end: number;
  readonly placeOf: (ageMs: number) => number;
  readonly colors: ReadonlyMap<string, number>;
  readonly versions: ReadonlyMap<string, string>;
}

/** Newest first; an image stays until the next one comes. */
function piecesOf(
  history: readonly HistoryEntry[],
  { end, placeOf, colors, versions }: Scale,
): readonly Piece[] {
  let right = 100;
  return history.flatMap((entry) => {
    const ageMs = ageOf(entry.since, end);
    if (ageMs === undefined || entry.since === undefined) return [];
    const left = Math.min(placeOf(ageMs), right);
    const digest = entry.digest ?? '';
    const piece = {
      ...{ left, width: right - left, since: entry.since, color: colors.get(digest) ?? 0 },
      text: imageText({ digest: entry.digest, version: versions.get(digest) }),
    };
    right = left;
    return [piece];
  });
}

/** Each image has its color, in the order of their arrival. */
function colorsOf(lanes: readonly BoardCell[], depth: number): ReadonlyMap<string, number> {
  const entries = lanes.flatMap(({ history }) => history.slice(0, depth));
  const ordered = entries.sort((one, other) => Date.parse(one.since ?? '') - Date.parse(other.since ?? ''));
  const digests = [...new Set(ordered.map(({ digest }) => digest ?? ''))];
  return new Map(digests.map((digest, index) => [digest, index % COLORS]));
}

function lane({ environment, state }: BoardCell, top: number, pieces: readonly Piece[]): Html {
  const note = pieces.length > 0 ? '' : state === 'unknown' ? ': not read' : ': nothing';
  return html`<text x="0" y="${top + 12}">${environment}${note}</text
    >${pieces.map((piece) => pieceMark(piece, top + BAR.top))}`;
}

function pieceMark({ left, width, text, since, color }: Piece, top: number): Html {
  const x = left.toFixed(1);
  const size = html`x="${x}%" y="${top}" width="${Math.max(0.4, width).toFixed(1)}%" height="${BAR.height}"`;
  const title = html`<title>${text}, ${timeText(since)}</title>`;
  const isNarrow = width < text.length * PHONE_SHARE + 2;
  if (width < text.length * DESK_SHARE + 1) return html`<rect class="v${color}" ${size}>${title}</rect>`;
  return html`<rect class="v${color}" ${size}>${isNarrow ? title : undefined}</rect
    ><text${isNarrow ? html` class="desk"` : undefined} x="${x}%" dx="8" y="${top + 16}">${text}</text>`;
}

function tick(place: number, text: string, height: number): Html {
  const x = place.toFixed(1);
  // on a telephone it would run into "now"
  const name = place > 88 ? 'tick desk' : 'tick';
  return html`<line x1="${x}%" x2="${x}%" y1="0" y2="${height - AXIS}" /><text
      class="${name}"
      x="${x}%"
      y="${height - 4}"
      text-anchor="middle"
      >${text}</text
    >`;
}
