import { environmentText, frozenText } from '../../core/environment-choice.ts';
import { formatBytes, formatDuration } from '../../core/text/units.ts';
import { shortDigest } from '../../core/image/digest.ts';
import { describeError } from '../error-text.ts';
import type { RunResult, RunOrigin } from '../../core/host.ts';
import type { PolicyReport } from '../../core/ports/policy-report.ts';
import type { PromotionPlan } from '../../core/plan.ts';
import type { DesiredChange } from '../../core/ports/gitops.ts';
import type { PromotionReport } from '../../core/report.ts';
import { workloadText } from '../../core/progress-text.ts';
import { POLICY_HEAD, policyHeadline, policyRows, SIGNATURE_HEAD, signatureRow } from '../policy-rows.ts';
import {
  CHANGE_HEAD,
  changeRows,
  commitPlanText,
  commitText,
  DELIVERY_HEAD,
  deliveryRows,
  SETUP_HEAD,
  setupRows,
  type SetupRow,
} from '../setup-rows.ts';
import { headlineOf } from '../summary-headline.ts';
import { timeline } from './bars.ts';
import { html, type Html } from './html.ts';
import { fact, imageSection } from './image-section.ts';
import { PAGE_STYLE } from './style.ts';
import { pageTable } from './tables.ts';

// Number of images with all details that keeps the page below 200 KB; the rest is a table.
const MAX_IMAGES = 4;
const MAX_ROWS = 100;
// Prevents any network access: the page may be opened years later, anywhere.
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** The record of a run as a self-contained page. All external text is escaped. */
export function recordPage(result: RunResult, jsonName: string, redact: (text: string) => string): string {
  const { report, plan } = result;
  const images = report?.images ?? [];
  const isDone = result.failure === undefined && report?.dryRun === false;
  const title = headlineOf(result);
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="generator" content="openshift-promote" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <link rel="icon" href="data:," />
        <title>${title}</title>
        ${PAGE_STYLE}
      </head>
      <body>
        <main>
          <header>
            ${stateOf(result)}
            <h1>${title}</h1>
          </header>
          ${result.failure === undefined ? undefined : failureSection(result.failure.error, redact)}
          ${factSection(result)} ${policySection(report?.policy ?? [])}
          ${report?.dryRun === true && plan !== undefined ? planSection(plan) : undefined}
          ${report?.dryRun === true ? undefined : images.slice(0, MAX_IMAGES).map((image) => imageSection(image, isDone))}
          ${report === undefined || report.dryRun ? undefined : setupSection(setupRows(report.prepared ?? [], report.applied ?? [], 'done'))}
          ${report === undefined || report.dryRun ? undefined : desiredStateSection(report)}
          ${images.length > MAX_IMAGES ? furtherImages(images.slice(MAX_IMAGES)) : undefined}
          ${
            report === undefined || report.phases.length === 0
              ? undefined
              : html`<section>
                  <h2>Timeline</h2>
                  ${timeline(report)}
                </section>`
          }
          <footer>Everything as data: ${jsonName}</footer>
        </main>
      </body>
    </html> `;
  return page.markup;
}

function stateOf({ report, failure }: RunResult): Html {
  if (failure !== undefined) return html`<span class="state bad">failed</span>`;
  if (report?.dryRun === true) return html`<span class="state calm">plan</span>`;
  const changed = report?.images.some((image) => image.changed) === true;
  return changed
    ? html`<span class="state good">promoted</span>`
    : html`<span class="state calm">unchanged</span>`;
}

function failureSection(error: unknown, redact: (text: string) => string): Html {
  const { message, hint, problems, details } = describeError(error, redact);
  const lines = [...problems, ...details];
  return html`<section class="failure">
    <h2>${message}</h2>
    ${hint === undefined ? undefined : html`<p class="hint"><b>What to do:</b> ${hint}</p>`}
    ${lines.length === 0 ? undefined : html`<pre>${lines.join('\n')}</pre>`}
  </section>`;
}

function factSection({ report, run, environment }: RunResult): Html {
  return html`<section>
    <dl>
      ${report === undefined ? undefined : fact('When', report.startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC'))}
      ${report === undefined ? undefined : fact('Took', formatDuration(report.durationMs))}
      ${run?.actor === undefined ? undefined : fact('Who', run.actor)}
      ${run === undefined ? undefined : fact('Run', linkOf(run))}
      ${environment === undefined ? undefined : fact('Promoted', environmentText(environment))}
      ${environment?.frozen === undefined ? undefined : fact('Frozen', frozenText(environment.name, environment.frozen))}
      ${report?.sourceServer === undefined ? undefined : fact('Source cluster', report.sourceServer)}
      ${report?.destinationServer === undefined ? undefined : fact('Destination cluster', report.destinationServer)}
      ${report === undefined ? undefined : fact('Rollout', report.rolloutStatus)}
    </dl>
  </section>`;
}

/** Links only to http(s) URLs, since the address comes from the environment. */
function linkOf({ system, url }: RunOrigin): Html | string {
  if (url === undefined) return system;
  return /^https?:\/\//.test(url) ? html`<a href="${url}" rel="noreferrer">${url}</a>` : url;
}

function planSection(plan: PromotionPlan): Html {
  return html`<section>
    <h2>What would be done</h2>
    ${pageTable(
      ['Source', 'Destination', 'Digest', 'Tag', 'At most'],
      plan.images.map((image) => [
        image.source,
        [image.destination, ...image.tags.slice(1)].join(', '),
        html`<code class="short">${shortDigest(image.digest)}</code>`,
        image.action,
        formatBytes(image.sizeBytes),
      ]),
      MAX_ROWS,
    )}
    ${
      plan.rollouts.length === 0
        ? undefined
        : pageTable(
            ['Workload', 'Project', 'Revision now', 'Rolled out by'],
            plan.rollouts.map(({ workload, revisionBefore, method }) => [
              workloadText(workload),
              workload.project,
              revisionBefore ?? 'none',
              method,
            ]),
            MAX_ROWS,
          )
    }
    ${setupTable(setupRows(plan.preparations ?? [], plan.objects ?? [], 'plan'))}
    ${
      plan.commit === undefined
        ? undefined
        : html`<p class="soft">${commitPlanText(plan.commit)}</p>
            ${changeTable(plan.commit.changes)}`
    }
  </section>`;
}

/** The commit, and what Argo CD or Flux made of it. */
function desiredStateSection({ commit, images }: PromotionReport): Html | undefined {
  const deliveries = deliveryRows(images);
  if (commit === undefined && deliveries.length === 0) return undefined;
  return html`<section>
    <h2>Desired state</h2>
    ${
      commit === undefined
        ? undefined
        : html`<p class="soft">${commitText(commit)}</p>
            ${changeTable(commit.changes)}`
    }
    ${deliveries.length === 0 ? undefined : pageTable(DELIVERY_HEAD, deliveries, MAX_ROWS)}
  </section>`;
}

function changeTable(changes: readonly DesiredChange[]): Html | undefined {
  return changes.length === 0 ? undefined : pageTable(CHANGE_HEAD, changeRows(changes), MAX_ROWS);
}

/** What each rule found, and whose signatures count. */
function policySection(reports: readonly PolicyReport[]): Html | undefined {
  const [first] = reports;
  if (first === undefined) return undefined;
  const signatures = reports.flatMap((report) => report.signatures.map(signatureRow));
  return html`<section>
    <h2>Policy</h2>
    <p class="soft">${policyHeadline(first)}</p>
    ${pageTable(
      POLICY_HEAD,
      policyRows(reports).map(({ image, rule, outcome, found }) => [image, rule, outcome, found]),
      MAX_ROWS,
    )}
    ${
      signatures.length === 0
        ? undefined
        : html`<h3>Signed by</h3>
            ${pageTable(SIGNATURE_HEAD, signatures, MAX_ROWS)}`
    }
  </section>`;
}

function setupSection(rows: readonly SetupRow[]): Html | undefined {
  if (rows.length === 0) return undefined;
  return html`<section>
    <h2>Prepared and applied</h2>
    ${setupTable(rows)}
  </section>`;
}

function setupTable(rows: readonly SetupRow[]): Html | undefined {
  if (rows.length === 0) return undefined;
  return pageTable(
    SETUP_HEAD,
    rows.map(({ what, project, outcome }) => [what, project, outcome]),
    MAX_ROWS,
  );
}

function furtherImages(images: NonNullable<RunResult['report']>['images']): Html {
  return html`<section>
    <h2>Further images</h2>
    ${pageTable(
      ['Source', 'Destination', 'Digest', 'Changed'],
      images.map((image) => [
        image.source,
        image.destination,
        html`<code class="short">${shortDigest(image.digest)}</code>`,
        image.changed ? 'yes' : 'no',
      ]),
      MAX_ROWS,
    )}
  </section>`;
}
