import type { Board, BoardEnvironment } from '../../core/board/board.ts';
import { digestOf, hexOf } from '../../core/image/digest.ts';
import { formatCount } from '../../core/text/units.ts';
import { html, type Html } from '../page/html.ts';
import { PAGE_STYLE } from '../page/style.ts';
import { timeText, toneOf } from './cell-text.ts';
import { boardHeadline, findingRows, type FindingRow, withoutRepeats } from './headline.ts';
import { applicationId, historyDepth, matrix } from './page-matrix.ts';
import { MATRIX_STYLE } from './matrix-style.ts';
import { BOARD_SCRIPT } from './page-script.ts';
import { BOARD_STYLE } from './page-style.ts';

// The matrix stays near the top of the page; each application says its own findings as well.
const FIRST_FINDINGS = 10;
const MAX_FINDINGS = 200;

const FILTER = html`<div class="tools" role="search" aria-label="Applications">
  <input
    id="filter"
    type="search"
    autocomplete="off"
    spellcheck="false"
    aria-controls="matrix"
    aria-label="Show only what has these words"
    placeholder="Application, environment, version or person"
  />
  <label><input id="only-wrong" type="checkbox" autocomplete="off" /> Only what is wrong</label>
  <output id="count" class="soft" for="filter only-wrong"></output>
</div>`;

/**
 * The board as one page that needs nothing else: a matrix of applications by environments that can be filtered, and behind each row
 * what is wrong, the history as a picture, and who promoted what. All text from outside is escaped, and the page can load or send
 * nothing.
 * @param now ages are counted from here
 */
export function boardPage(read: Board, now: Date): string {
  const board = withoutRepeats(read);
  const title = boardHeadline(board);
  const findings = findingRows(board);
  const columns = html`<style>
    :root {
      --columns: ${board.environments.length};
    }
  </style>`;
  const styles = [PAGE_STYLE, BOARD_STYLE, MATRIX_STYLE, columns];
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="generator" content="openshift-promote" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${contentPolicy(styles)}" />
        <meta name="referrer" content="no-referrer" />
        <link rel="icon" href="data:," />
        <title>${title}</title>
        ${styles}
      </head>
      <body>
        <main>
          <header>
            ${stateOf(board, findings)}
            <h1>${title}</h1>
            <p class="soft">
              Read <time id="read" datetime="${board.time}">${timeText(board.time)}</time>.
              <span id="stale" class="bad" hidden></span>
            </p>
          </header>
          <ol class="stages" aria-label="Environments">
            ${board.environments.map((environment, index) => stageCard(environment, index, board))}
          </ol>
          ${wrongSection(
            findings.filter(({ isWrong }) => isWrong),
            board,
          )}
          <h2 class="unseen">What is where</h2>
          ${FILTER} ${matrix(board, now)} ${legend(board)}
          <footer>Everything as data: openshift-promote board --output=json</footer>
        </main>
        ${BOARD_SCRIPT}
      </body>
    </html> `;
  return page.markup;
}

/** Only the script and the styles of this page, and no access to anything outside. */
function contentPolicy(styles: readonly Html[]): string {
  return `default-src 'none'; script-src ${hashSource(BOARD_SCRIPT)}; style-src ${styles.map(hashSource).join(' ')}; img-src data:; base-uri 'none'; form-action 'none'`;
}

/** The source expression for the content of an element without attributes (CSP level 3, 6.7.3.3). */
function hashSource({ markup }: Html): string {
  const content = markup.slice(markup.indexOf('>') + 1, markup.lastIndexOf('</'));
  return `'sha256-${Buffer.from(hexOf(digestOf(Buffer.from(content))), 'hex').toString('base64')}'`;
}

function stateOf({ environments }: Board, findings: readonly FindingRow[]): Html {
  if (findings.some(({ isWrong }) => isWrong)) return html`<span class="state bad">drift</span>`;
  return environments.some(({ problem }) => problem !== undefined)
    ? html`<span class="state bad">not all read</span>`
    : html`<span class="state good">as expected</span>`;
}

function stageCard(environment: BoardEnvironment, index: number, { applications }: Board): Html {
  const { name, server, problem, findings } = environment;
  const tones = applications.flatMap(({ cells }) => {
    const cell = cells[index];
    return cell === undefined ? [] : [toneOf(cell)];
  });
  const count = (tone: (typeof tones)[number]): number => tones.filter((one) => one === tone).length;
  return html`<li>
    <h2>${name}</h2>
    <p class="soft">${server.replace(/^https?:\/\//, '')}</p>
    <p class="numbers">
      ${count('ok') === 0 ? undefined : html`<span class="good">✓ ${count('ok')} as expected</span>`}
      ${count('wrong') === 0 ? undefined : html`<span class="bad">! ${count('wrong')} wrong</span>`}
      ${count('empty') === 0 ? undefined : html`<span class="calm">○ ${count('empty')} never promoted</span>`}
      ${count('unknown') === 0 ? undefined : html`<span class="calm">? ${count('unknown')} not read</span>`}
    </p>
    ${problem === undefined ? undefined : html`<p class="note bad"><b>Could not be read:</b> ${problem}</p>`}
    ${findings.map(({ text, isWrong }) => html`<p class="note ${isWrong ? 'bad' : 'soft'}">${text}</p>`)}
  </li>`;
}

function wrongSection(findings: readonly FindingRow[], { applications }: Board): Html | undefined {
  if (findings.length === 0) return undefined;
  const ids = new Map(applications.map(({ name }, index) => [name, applicationId(name, index)]));
  const list = (rows: readonly FindingRow[]): Html =>
    html`<ul class="findings">
      ${rows.map(({ environment, application, text }) => {
        const link =
          application === undefined
            ? undefined
            : html`<a href="#${ids.get(application)}">${application}</a> in `;
        return html`<li class="bad"><b>${link}${environment}</b> <span>${text}</span></li>`;
      })}
    </ul>`;
  const more = findings.slice(FIRST_FINDINGS, MAX_FINDINGS);
  const left = findings.length - FIRST_FINDINGS - more.length;
  return html`<section>
    <h2>What is wrong</h2>
    ${list(findings.slice(0, FIRST_FINDINGS))}
    ${
      more.length === 0
        ? undefined
        : html`<details>
            <summary>${more.length} more</summary>
            ${list(more)}
            ${left > 0 ? html`<p class="soft">and ${left} more, which the applications below say</p>` : undefined}
          </details>`
    }
  </section>`;
}

function legend(board: Board): Html {
  const depth = historyDepth(board);
  return html`<p class="legend">
    <span>✓ as expected</span><span>! wrong</span><span>? could not be read</span
    ><span>○ never promoted</span>
    <span>– does not belong there</span>
    <span>2 behind: the environment before has had 2 newer images since</span>
    <span
      >An application opens its history: the newest ${formatCount(depth, 'image')} of each environment.</span
    >
  </p>`;
}
