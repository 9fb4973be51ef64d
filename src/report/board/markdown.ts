import type { Board, BoardCell } from '../../core/board/board.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import { formatCount } from '../../core/text/units.ts';
import { escapeMarkdown, table } from '../markdown.ts';
import { cellText, timeText, toneOf, type CellTone } from './cell-text.ts';
import { boardHeadline, findingRows, hasWrong, type FindingRow, withoutRepeats } from './headline.ts';

// GitHub refuses a job summary of a step above 1 MiB; the step may write something else to it as well.
const SUMMARY_BYTES = 1_000_000;
const MAX_TEXT_LENGTH = 500;
// The findings may take this part of the space, so that there is some left for the matrix.
const FINDINGS_SHARE = 0.5;

const MARKS: Readonly<Record<CellTone, string>> = {
  ok: '',
  wrong: '⚠️ ',
  unknown: '❔ ',
  empty: '',
  absent: '',
};

/**
 * The board in GitHub's Markdown: what is wrong, environments that could not be read, and the matrix, where applications with
 * something wrong come first. What does not fit is left out, and a sentence says how much. All text from outside is escaped.
 * @param maxBytes of the result; the body of an issue may have 65,536 characters
 */
export function boardMarkdown(read: Board, now: Date, maxBytes = SUMMARY_BYTES): string {
  const board = withoutRepeats(read);
  const rows = findingRows(board);
  const sections = [
    `## ${cell(boardHeadline(board))}`,
    `Read ${cell(timeText(board.time))}. The age of an image says how long it has been there.`,
  ];
  const left = (): number => maxBytes - sizeOf(sections);
  sections.push(...unreadSection(board, left() * FINDINGS_SHARE));
  sections.push(
    ...findingSection(
      'What is wrong',
      'findings',
      rows.filter(({ isWrong }) => isWrong),
      left() * FINDINGS_SHARE,
    ),
  );
  sections.push(
    ...findingSection(
      'Good to know',
      'remarks',
      rows.filter(({ isWrong }) => !isWrong),
      left() * FINDINGS_SHARE,
    ),
  );
  sections.push(...matrixSection(board, now, left()));
  return `${sections.join('\n\n')}\n`;
}

function unreadSection({ environments }: Board, maxBytes: number): readonly string[] {
  const rows = environments.flatMap(({ name, server, problem }) =>
    problem === undefined ? [] : [[cell(name), cell(server), cell(problem)]],
  );
  return section(
    'Environments that could not be read',
    ['Environment', 'Server', 'Why'],
    rows,
    maxBytes,
    (count) => formatCount(count, 'more environment'),
  );
}

function findingSection(
  title: string,
  plural: string,
  findings: readonly FindingRow[],
  maxBytes: number,
): readonly string[] {
  const rows = findings.map(({ environment, application, text }) => [
    cell(environment),
    cell(application ?? 'all'),
    cell(text),
  ]);
  return section(
    title,
    ['Environment', 'Application', 'What'],
    rows,
    maxBytes,
    (count) => `${count} more ${plural}`,
  );
}

function matrixSection(
  { environments, applications }: Board,
  now: Date,
  maxBytes: number,
): readonly string[] {
  const ordered = [...applications.filter(hasWrong), ...applications.filter((one) => !hasWrong(one))];
  const head = ['Application', ...environments.map(({ name }) => cell(name))];
  const rows = ordered.map(({ name, cells }) => [cell(name), ...cells.map((one) => matrixCell(one, now))]);
  return section('What is where', head, rows, maxBytes, (count) => {
    const wrong = ordered.slice(-count).filter(hasWrong).length;
    return `${formatCount(count, 'more application')}, ${wrong === 0 ? 'none of them' : `${wrong} of them`} with something wrong`;
  });
}

function matrixCell(one: BoardCell, now: Date): string {
  return `${MARKS[toneOf(one)]}${cell(cellText(one, now))}`;
}

/** A heading, as many rows as fit, and how many do not. */
function section(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  maxBytes: number,
  leftOut: (count: number) => string,
): readonly string[] {
  if (rows.length === 0) return [];
  const heading = `### ${title}`;
  const note = (count: number): string => `Left out, because there is no space for more: ${leftOut(count)}.`;
  // the note is longest when most is left out, give or take a few digits
  let left =
    maxBytes - sizeOf([heading, table(head, []), note(rows.length)]) - 2 * String(rows.length).length;
  let shown = 0;
  for (const row of rows) {
    // `| a | b |` and a line break
    left -= Buffer.byteLength(row.join(' | ')) + 5;
    if (left < 0) break;
    shown += 1;
  }
  return [
    heading,
    ...(shown === 0 ? [] : [table(head, rows.slice(0, shown))]),
    ...(shown < rows.length ? [note(rows.length - shown)] : []),
  ];
}

function cell(text: string): string {
  return escapeMarkdown(cleanServerText(text, MAX_TEXT_LENGTH));
}

/** Bytes of blocks with an empty line after each. */
function sizeOf(blocks: readonly string[]): number {
  return blocks.reduce((sum, block) => sum + Buffer.byteLength(block) + 2, 0);
}
