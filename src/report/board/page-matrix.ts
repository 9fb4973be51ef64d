import type { Board, BoardApplication, BoardCell } from '../../core/board/board.ts';
import { hexOf } from '../../core/image/digest.ts';
import { html, type Html } from '../page/html.ts';
import { ageText, imageText, STATE_TEXTS, stepsBehind, toneOf } from './cell-text.ts';
import { applicationDetails } from './page-application.ts';

// Images of each environment whose history keeps a page of 500 applications and 6 environments below 3 MB.
const MAX_ENTRIES = 4500;
const MAX_DEPTH = 10;

/** How many images of each environment the history of an application shows. */
export function historyDepth({ environments, applications }: Board): number {
  const cells = Math.max(1, environments.length * applications.length);
  return Math.max(1, Math.min(MAX_DEPTH, Math.floor(MAX_ENTRIES / cells)));
}

/**
 * Applications by environments. On a telephone each row is a card, which takes the meaning of a table from its elements: the roles
 * give it back.
 */
export function matrix(board: Board, now: Date): Html {
  const { environments, applications } = board;
  const depth = historyDepth(board);
  return html`<table id="matrix" role="table" aria-label="What is where">
    <thead role="rowgroup">
      <tr role="row">
        <th role="columnheader" scope="col">Application</th>
        ${environments.map(
          ({ name, problem }) =>
            html`<th role="columnheader" scope="col" data-name="${name}">
              ${name}${problem === undefined ? undefined : html` <small>not read</small>`}
            </th>`,
        )}
      </tr>
    </thead>
    ${applications.map((application, index) => applicationRows(application, index, { board, now, depth }))}
  </table>`;
}

interface Context {
  readonly board: Board;
  readonly now: Date;
  readonly depth: number;
}

function applicationRows(application: BoardApplication, index: number, { board, now, depth }: Context): Html {
  const { name, cells } = application;
  return html`<tbody role="rowgroup" id="${applicationId(name, index)}">
    <tr role="row">
      <th role="rowheader" scope="row">
        <button type="button" aria-expanded="false" aria-controls="more-${index}">${name}</button>
      </th>
      ${cells.map((cell, stage) => matrixCell(cell, stepsBehind(cells, stage) ?? 0, now))}
    </tr>
    <tr role="row" class="more">
      <td role="cell" colspan="${cells.length + 1}">
        <div id="more-${index}" hidden="until-found">
          ${applicationDetails(application, board.time, depth)}
        </div>
      </td>
    </tr>
  </tbody>`;
}

/** Names of Kubernetes are safe in a link; others get a number. */
export function applicationId(name: string, index: number): string {
  return /^[\w.-]{1,100}$/.test(name) ? `app-${name}` : `row-${index}`;
}

/** The sign before the text is in the style: it is the same for all cells of a tone. */
function matrixCell(cell: BoardCell, behind: number, now: Date): Html {
  const { environment, state, digest, findings } = cell;
  const classes = `${toneOf(cell)}${findings.some(({ isWrong }) => isWrong) ? ' drift' : ''}`;
  const current = cell.history[0];
  const facts = [ageText(current?.since, now), current?.promotion?.actor].filter(
    (fact) => fact !== undefined,
  );
  const kinds = [
    ...new Set(
      findings.filter(({ kind }) => kind !== 'unreadable').map(({ kind }) => kind.replaceAll('-', ' ')),
    ),
  ];
  return html`<td
    role="cell"
    class="${classes}"
    data-name="${environment}"
    ${digest === undefined ? undefined : html` data-digest="${hexOf(digest).slice(0, 12)}"`}
  >
    <span
      >${
        state === 'current'
          ? html`<b>${imageText(cell)}</b> <small>${facts.join(' · ')}</small>`
          : html`<small>${state === 'absent' ? '' : STATE_TEXTS[state]}</small>`
      }${kinds.length === 0 ? undefined : html` <em>${kinds.join(', ')}</em>`}${
        behind === 0 ? undefined : html` <small>${behind} behind</small>`
      }</span
    >
  </td>`;
}
