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
 * All findings, those of environments first. That a cell of an environment could not be read is left out when the whole
 * environment could not be read: the reason would be repeated for each application.
 */
export function findingRows({ environments, applications }: Board): readonly FindingRow[] {
  const unread = new Set(environments.filter(({ problem }) => problem !== undefined).map(({ name }) => name));
  return [
    ...environments.flatMap(({ name, findings }) =>
      findings.map(({ text, isWrong }) => ({ environment: name, application: undefined, text, isWrong })),
    ),
    ...applications.flatMap(({ name, cells }) =>
      cells.flatMap(({ environment, findings }) =>
        findings
          .filter(({ kind }) => kind !== 'unreadable' || !unread.has(environment))
          .map(({ text, isWrong }) => ({ environment, application: name, text, isWrong })),
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
