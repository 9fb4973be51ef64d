import type { BoardApplication, BoardCell } from '../../core/board/board.ts';
import type { HistoryEntry } from '../../core/trace/tag-history.ts';
import type { Trace } from '../../core/trace/trace.ts';
import { html, type Html } from '../page/html.ts';
import { imageText, timeText, versionsOf } from './cell-text.ts';
import { historyPicture } from './history-picture.ts';

const MAX_URL_LENGTH = 2000;

/** What a row of the matrix opens: what is wrong, the history as a picture and as a list, and what runs where. */
export function applicationDetails(application: BoardApplication, time: string, depth: number): Html {
  const { cells } = application;
  const versions = versionsOf(application);
  const moves = cells
    .flatMap(({ environment, history }) => history.slice(0, depth).map((entry) => ({ environment, entry })))
    .sort((one, other) => momentOf(other.entry) - momentOf(one.entry));
  const isSomewhere = cells.some(({ image }) => image !== undefined);
  return html`${findingList(cells)}${moves.length === 0 ? undefined : html`<h3>History</h3>`}${historyPicture(application, time, depth)}${
    moves.length === 0
      ? undefined
      : html`<ul class="moves">
          ${moves.map(({ environment, entry }) => moveRow(environment, entry, versions))}
        </ul>`
  }${
    isSomewhere
      ? html`<h3>Now</h3>
          <ul class="moves now">
            ${cells.filter(({ image }) => image !== undefined).map(nowRow)}
          </ul>`
      : undefined
  }`;
}

function findingList(cells: readonly BoardCell[]): Html | undefined {
  const findings = cells.flatMap(({ environment, findings: own }) =>
    own.map(({ text, isWrong }) => ({ environment, text, isWrong })),
  );
  if (findings.length === 0) return undefined;
  return html`<ul class="findings">
    ${findings.map(
      ({ environment, text, isWrong }) =>
        html`<li class="${isWrong ? 'bad' : 'calm'}"><b>${environment}</b> <span>${text}</span></li>`,
    )}
  </ul>`;
}

function moveRow(environment: string, entry: HistoryEntry, versions: ReadonlyMap<string, string>): Html {
  const { digest, since, promotion } = entry;
  const time = since === undefined ? 'unknown time' : timeText(since).replace(' UTC', '');
  const image = imageText({ digest, version: versions.get(digest ?? '') });
  return html`<li>
    <time>${time}</time> <b>${environment}</b>
    <span
      ><b>${image}</b>
      ${promotion === undefined ? html`<small>no trace of a promotion</small>` : promotionText(promotion)}</span
    >
  </li>`;
}

function promotionText({ source, actor, run, action, isEdited }: Trace): Html {
  return html`${action === 'rollback' ? 'rolled back' : 'from'}
  ${repositoryOf(source)}${
    actor === undefined ? undefined : html` by <b>${actor}</b>`
  }${run === undefined ? undefined : html`, ${runLink(run)}`}${isEdited === true ? ' (edited since)' : undefined}`;
}

/** Without the registry and the digest: `test/web`. */
function repositoryOf(source: string): string {
  return source.replace(/@[^@]*$/, '').replace(/^[^/]*[.:][^/]*\//, '');
}

/** Links only to http(s) URLs: anybody who may write to the stream may have written this. */
function runLink(run: string): Html | string {
  if (!/^https?:\/\/[^\s]+$/.test(run) || run.length > MAX_URL_LENGTH) return run;
  return html`<a href="${run}">run ${run.split(/[/?#]/).findLast((part) => /^\d+$/.test(part))}</a>`;
}

function nowRow({ environment, image, digest, workloads }: BoardCell): Html {
  const pods = workloads.map(({ name, pods: all, current }) => `${name} ${current}/${all} pods`).join(', ');
  return html`<li>
    <b>${environment}</b>
    <span
      >${image} ${digest === undefined ? undefined : html`<code>${digest}</code> `}<small
        >${pods}</small
      ></span
    >
  </li>`;
}

function momentOf({ since }: HistoryEntry): number {
  const moment = Date.parse(since ?? '');
  return Number.isNaN(moment) ? 0 : moment;
}
