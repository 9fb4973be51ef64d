import type { Board, BoardApplication, BoardCell } from '../../core/board/board.ts';
import { hexOf } from '../../core/image/digest.ts';

/** How a cell is marked. */
export type CellTone = 'ok' | 'wrong' | 'empty' | 'unknown' | 'absent';

export function toneOf({ state, findings }: BoardCell): CellTone {
  switch (state) {
    case 'absent':
    case 'unknown':
      return state;
    case 'empty':
    case 'current':
      if (findings.some(({ isWrong }) => isWrong)) return 'wrong';
      return state === 'empty' ? 'empty' : 'ok';
  }
}

/** What a cell without an image says. */
export const STATE_TEXTS: Readonly<Record<Exclude<BoardCell['state'], 'current'>, string>> = {
  absent: '–',
  empty: 'never promoted',
  unknown: 'not read',
};

/** `1.4.2`, or the first 12 hexadecimal digits of the digest. */
export function imageText({ version, digest }: Pick<BoardCell, 'version' | 'digest'>): string {
  return version ?? (digest === undefined ? 'image elsewhere' : hexOf(digest).slice(0, 12));
}

/** `1.4.2 (3d)`, or what the cell is instead of an image. */
export function cellText(cell: BoardCell, now: Date): string {
  if (cell.state !== 'current') return STATE_TEXTS[cell.state];
  const age = ageText(cell.history[0]?.since, now);
  return age === undefined ? imageText(cell) : `${imageText(cell)} (${age})`;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** `40s`, `12m`, `4h`, `3d`, `2y`: one unit, rounded down; undefined if the moment is not known. */
export function ageText(since: string | undefined, now: Date): string | undefined {
  const ageMs = now.getTime() - Date.parse(since ?? '');
  if (Number.isNaN(ageMs)) return undefined;
  // the clock of the server may be ahead
  if (ageMs < MINUTE_MS) return `${Math.max(0, Math.floor(ageMs / 1000))}s`;
  if (ageMs < HOUR_MS) return `${Math.floor(ageMs / MINUTE_MS)}m`;
  if (ageMs < 2 * DAY_MS) return `${Math.floor(ageMs / HOUR_MS)}h`;
  if (ageMs < 2 * 365 * DAY_MS) return `${Math.floor(ageMs / DAY_MS)}d`;
  return `${Math.floor(ageMs / (365 * DAY_MS))}y`;
}

/** `2026-12-01 13:14 UTC`; text that is no time stays as it is. */
export function timeText(time: string): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return time;
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/**
 * How many images the stage before has had since the one that runs here.
 * @returns 0 if both run the same; undefined if that cannot be said
 */
export function stepsBehind(
  cells: Board['applications'][number]['cells'],
  index: number,
): number | undefined {
  const cell = cells[index];
  const before = cells.slice(0, index).findLast(({ state }) => state !== 'absent');
  if (cell?.digest === undefined || before?.state !== 'current') return undefined;
  const steps = before.history.findIndex(({ digest }) => digest === cell.digest);
  return steps < 0 ? undefined : steps;
}

/** The version of each digest, as far as any environment knows it: a first stage seldom says the versions of its earlier images. */
export function versionsOf({ cells }: BoardApplication): ReadonlyMap<string, string> {
  const known = cells.flatMap((cell) => [
    ...cell.history.map(({ digest, promotion }) => [digest, promotion?.version] as const),
    [cell.digest, cell.version] as const,
  ]);
  return new Map(
    known.flatMap(([digest, version]) =>
      digest === undefined || version === undefined ? [] : [[digest, version] as const],
    ),
  );
}
