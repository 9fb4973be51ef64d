import type { Board, BoardCell } from '../../core/board/board.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import { alignColumns } from '../release-text.ts';
import { cellText, timeText, toneOf, type CellTone } from './cell-text.ts';
import { boardHeadline, findingRows, type FindingRow, withoutRepeats } from './headline.ts';

const MAX_NAME_LENGTH = 40;
const MAX_CELL_LENGTH = 26;
const MAX_SENTENCE_LENGTH = 400;
// about a screen: the names of the environments stay in sight
const ROWS_PER_HEADING = 40;

/** What stands before the text of a cell, and what the legend says about it. */
const MARKS: Readonly<Record<CellTone, { readonly mark: string; readonly legend: string | undefined }>> = {
  ok: { mark: ' ', legend: undefined },
  wrong: { mark: '!', legend: '! something is wrong, see below' },
  unknown: { mark: '?', legend: '? could not be read' },
  empty: { mark: ' ', legend: undefined },
  absent: { mark: ' ', legend: '– does not belong there' },
};

/**
 * The board for a terminal: applications by environments, a legend of the marks that occur, what is wrong, and the environments that
 * could not be read. It needs no color. The end has what matters most, because the beginning may have scrolled away.
 */
export function boardTable(read: Board, now: Date): string {
  const board = withoutRepeats(read);
  const rows = findingRows(board);
  const wrong = rows.filter(({ isWrong }) => isWrong);
  const others = rows.filter(({ isWrong }) => !isWrong);
  const unread = board.environments.flatMap(({ name, server, problem }) =>
    problem === undefined ? [] : [[name, server, problem]],
  );
  const blocks = [
    matrix(board, now),
    legend(board),
    findingList('GOOD TO KNOW', others),
    findingList('WRONG', wrong),
    unread.length === 0 ? '' : list(['COULD NOT BE READ', 'SERVER', 'WHY'], unread),
    `${boardHeadline(board)} (read ${timeText(board.time)})\n`,
  ];
  return blocks.filter((block) => block !== '').join('\n');
}

function matrix({ environments, applications }: Board, now: Date): string {
  if (applications.length === 0) return '';
  const heading = ['APPLICATION', ...environments.map(({ name }) => `  ${shortened(name, MAX_CELL_LENGTH)}`)];
  const rows = applications.map(({ name, cells }) => [
    shortened(name, MAX_NAME_LENGTH),
    ...cells.map((cell) => markedCell(cell, now)),
  ]);
  // one call, so that all parts have the same columns
  return alignColumns(
    rows.flatMap((row, index) => (index % ROWS_PER_HEADING === 0 ? [heading, row] : [row])),
  );
}

function markedCell(cell: BoardCell, now: Date): string {
  return `${MARKS[toneOf(cell)].mark} ${shortened(cellText(cell, now), MAX_CELL_LENGTH)}`;
}

function legend({ applications }: Board): string {
  const tones = new Set(applications.flatMap(({ cells }) => cells.map(toneOf)));
  const texts = [...tones].flatMap((tone) => MARKS[tone].legend ?? []).sort();
  return texts.length === 0 ? '' : `${texts.join('   ')}\n`;
}

function findingList(heading: string, rows: readonly FindingRow[]): string {
  if (rows.length === 0) return '';
  return list(
    [heading, 'APPLICATION', 'WHAT'],
    rows.map(({ environment, application, text }) => [environment, application ?? '(all)', text]),
  );
}

function list(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  return alignColumns([
    heading,
    ...rows.map((row) => row.map((text) => cleanServerText(text, MAX_SENTENCE_LENGTH))),
  ]);
}

/** Takes away from the middle: names of one team often differ only at the end, and the age of an image stands there. */
function shortened(text: string, maxLength: number): string {
  const clean = cleanServerText(text, MAX_SENTENCE_LENGTH);
  if (clean.length <= maxLength) return clean;
  const end = Math.floor((maxLength - 1) / 2);
  return `${clean.slice(0, maxLength - 1 - end)}…${clean.slice(-end)}`;
}
