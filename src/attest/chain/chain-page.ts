import { shortDigest } from '../../core/image/digest.ts';
import { html, type Html } from '../../report/page/html.ts';
import { PAGE_STYLE } from '../../report/page/style.ts';
import { pageTable } from '../../report/page/tables.ts';
import type { ChainLink, ChainReport } from './chain-report.ts';
import { HEADLINES, policyText, runText, shown, signatureText, timeText } from './chain-text.ts';

// the page may be opened years later, anywhere: it loads nothing
const CONTENT_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";
const MAX_ROWS = 100;
/** Of a picture for which more would be too small to read. */
const MAX_STATIONS = 6;
const BOX = { width: 210, height: 64, gap: 130 } as const;

/** The chain as a self-contained page, with a picture. All text of statements is escaped. */
export function chainPage(report: ChainReport): string {
  const title = `${report.reference}: ${HEADLINES[report.outcome]}`;
  const state =
    report.outcome === 'verified'
      ? html`<span class="state good">verified</span>`
      : html`<span class="state bad">${report.outcome}</span>`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="generator" content="openshift-promote" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${CONTENT_POLICY}" />
        <link rel="icon" href="data:," />
        <title>${title}</title>
        ${PAGE_STYLE}
      </head>
      <body>
        <main>
          <header>
            ${state}
            <h1>${title}</h1>
          </header>
          ${problemSection(report)} ${chainSection(report)} ${workloadSection(report)}
          ${ignoredSection(report)}
        </main>
      </body>
    </html> `.markup;
}

function problemSection({ problems }: ChainReport): Html | undefined {
  if (problems.length === 0) return undefined;
  return html`<section class="failure">
    <h2>What is missing</h2>
    <ul>
      ${problems.map((text) => html`<li>${shown(text)}</li>`)}
    </ul>
  </section>`;
}

function chainSection({ image, links }: ChainReport): Html {
  return html`<section>
    <h2>How the image got here</h2>
    <p><code>${image}</code></p>
    ${links.length === 0 ? undefined : picture(links)}
    ${pageTable(
      ['When', 'From', 'To', 'Who', 'Policy', 'Signature'],
      links.map((link) => [
        timeText(link.promotion.finishedAt),
        shown(link.promotion.source.reference),
        shown(link.promotion.destination.reference),
        runText(link),
        policyText(link) ?? 'none',
        signatureText(link),
      ]),
      MAX_ROWS,
    )}
  </section>`;
}

function workloadSection({ workloads = [] }: ChainReport): Html | undefined {
  if (workloads.length === 0) return undefined;
  const rows = workloads.map(({ outcome, found }) => [outcome, found]);
  return html`<section>
    <h2>What runs now</h2>
    ${pageTable(['Outcome', 'Found'], rows, MAX_ROWS)}
  </section>`;
}

function ignoredSection({ ignored }: ChainReport): Html | undefined {
  if (ignored.length === 0) return undefined;
  const rows = ignored.map((text) => [shown(text)]);
  return html`<section>
    <h2>Ignored</h2>
    ${pageTable(['Attachment'], rows, MAX_ROWS)}
  </section>`;
}

/** Where the image was, from left to right, and between two places whether the promotion is signed. */
function picture(links: readonly ChainLink[]): Html {
  const recent = links.slice(0, MAX_STATIONS - 1).toReversed();
  const [first] = recent;
  const stations = [
    ...(first === undefined ? [] : [first.promotion.source]),
    ...recent.map(({ promotion }) => promotion.destination),
  ];
  const step = BOX.width + BOX.gap;
  const width = stations.length * step - BOX.gap;
  const label = stations.map(({ reference }) => shown(reference)).join(' to ');
  return html`<div class="scroll">
    <svg
      viewBox="0 0 ${width} ${BOX.height}"
      width="${width}"
      height="${BOX.height}"
      role="img"
      aria-label="${label}"
    >
      ${stations.map(
        ({ reference, digest }, index) =>
          html`<g>
            <rect
              x="${index * step + 1}"
              y="1"
              width="${BOX.width - 2}"
              height="${BOX.height - 2}"
              rx="6"
              fill="none"
              stroke="currentColor"
            />
            <text
              x="${index * step + BOX.width / 2}"
              y="28"
              text-anchor="middle"
              fill="currentColor"
              font-size="14"
            >
              ${shortened(shown(reference))}<title>${shown(reference)}</title>
            </text>
            <text
              x="${index * step + BOX.width / 2}"
              y="48"
              text-anchor="middle"
              fill="currentColor"
              font-size="12"
            >
              ${shortDigest(digest)}
            </text>
          </g>`,
      )}
      ${recent.map((link, index) => arrow(index * step + BOX.width, link))}
    </svg>
  </div>`;
}

/** Drawn through when signed, dashed when only claimed. */
function arrow(left: number, link: ChainLink): Html {
  const isSigned = link.signature !== undefined;
  const [from, to, middle] = [left + 6, left + BOX.gap - 8, BOX.height / 2];
  const color = isSigned ? 'var(--good)' : 'var(--bad)';
  return html`<g>
    <title>${signatureText(link)}</title>
    <line
      x1="${from}"
      y1="${middle}"
      x2="${to}"
      y2="${middle}"
      stroke="${color}"
      stroke-width="2"
      stroke-dasharray="${isSigned ? 'none' : '5 4'}"
    />
    <path d="M ${to} ${middle} l -8 -5 v 10 z" fill="${color}" />
    <text x="${(from + to) / 2}" y="${middle - 8}" text-anchor="middle" fill="${color}" font-size="12"
      >${isSigned ? 'signed' : 'only claimed'}</text
    >
  </g>`;
}

const MAX_LABEL = 28;

function shortened(text: string): string {
  return text.length <= MAX_LABEL ? text : `…${text.slice(1 - MAX_LABEL)}`;
}
