import type { Board, BoardApplication } from '../../core/board/board.ts';
import { formatCount } from '../../core/text/units.ts';

/** A finding with where it is. */
export interface FindingRow {
  readonly environment: string;
  /** undefined: it concerns the whole environment */
  readonly application: string | undefined;
  readonly text: string;
  readonly isWrong: boolean;
}

/**
 * Without those findings of cells that only repeat that the whole environment could not be read, which would be said once for each
 * application.
 */
export function withoutRepeats(board: Board): Board {
  const unread = new Set(
    board.environments.filter(({ problem }) => problem !== undefined).map(({ name }) => name),
  );
  const applications = board.applications.map(({ name, cells }) => ({
    name,
    cells: cells.map((cell) =>
      unread.has(cell.environment)
        ? { ...cell, findings: cell.findings.filter(({ kind }) => kind !== 'unreadable') }
        : cell,
    ),
  }));
  return { ...board, applications };
}

/** All findings, those of whole environments first. */
export function findingRows({ environments, applications }: Board): readonly FindingRow[] {
  return [
    ...environments.flatMap(({ name, findings }) =>
      findings.map(({ text, isWrong }) => ({ environment: name, application: undefined, text, isWrong })),
    ),
    ...applications.flatMap(({ name, cells }) =>
      cells.flatMap(({ environment, findings }) =>
        findings.map(({ text, isWrong }) => ({ environment, application: name, text, isWrong })),
      ),
    ),
  ];
}

/** `8 applications in 3 environments: 2 things are wrong, 1 environment could not be read` */
export function boardHeadline(board: Board): string {
  const wrong = findingRows(board).filter(({ isWrong }) => isWrong).length;
  const unread = board.environments.filter(({ problem }) => problem !== undefined).length;
  const problems = [
    ...(wrong === 0 ? [] : [`${formatCount(wrong, 'thing')} ${wrong === 1 ? 'is' : 'are'} wrong`]),
    ...(unread === 0 ? [] : [`${formatCount(unread, 'environment')} could not be read`]),
  ];
  const size = `${formatCount(board.applications.length, 'application')} in ${formatCount(board.environments.length, 'environment')}`;
  return `${size}: ${problems.length === 0 ? 'nothing is wrong' : problems.join(', ')}`;
}

export function hasWrong({ cells }: BoardApplication): boolean {
  return cells.some(({ findings }) => findings.some(({ isWrong }) => isWrong));
}
