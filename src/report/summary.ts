import { ATTACHMENT_OUTCOMES } from '../core/attachment-text.ts';
import { frozenText } from '../core/environment-choice.ts';
import { formatBytes, formatCount, formatDuration } from '../core/text/units.ts';
import { shortDigest } from '../core/image/digest.ts';
import { describeError, errorLines } from './error-text.ts';
import { code, codeBlock, escapeMarkdown, mermaidLabel, table } from './markdown.ts';
import type { RunResult } from '../core/host.ts';
import { contentText, workloadText } from '../core/progress-text.ts';
import type { PolicyReport } from '../core/ports/policy-report.ts';
import type { ImageReport, PromotionReport, TakenBack } from '../core/report.ts';
import { headlineOf } from './summary-headline.ts';
import { POLICY_HEAD, policyHeadline, policyRows, SIGNATURE_HEAD, signatureRow } from './policy-rows.ts';
import { CHANGE_HEAD, changeRows, commitText, DELIVERY_HEAD, deliveryRows, setupRows } from './setup-rows.ts';
import { codeOrNothing, planTable, setupTable } from './summary-plan.ts';

// All summaries of a job may have 1 MiB in total; 200 images of a few hundred characters leave room for other steps.
const MAX_ROWS = 200;
// More boxes would make the diagram unreadable.
const MAX_FLOWS = 6;

/** The job summary in GitHub's Markdown. Text that came from outside is escaped; `redact` sees the error. */
export function summaryMarkdown(result: RunResult, redact: (text: string) => string): string {
  const { report, plan, failure, environment } = result;
  const sections = [
    `## ${escapeMarkdown(headlineOf(result))}`,
    ...(failure === undefined
      ? []
      : [
          codeBlock(errorLines(describeError(failure.error, redact))),
          `The destination: ${escapeMarkdown(redact(result.destination ?? 'nothing was changed'))}`,
        ]),
    ...(environment?.frozen === undefined
      ? []
      : [`**Frozen** ${escapeMarkdown(frozenText(environment.name, environment.frozen))}`]),
    ...(report?.takenBack === undefined ? [] : [takenBackText(report.takenBack)]),
    ...policySections(report?.policy ?? []),
    ...(report === undefined ? [] : reportSections(report, failure !== undefined)),
    ...(plan !== undefined && (report?.dryRun ?? false) ? [planTable(plan, MAX_ROWS)] : []),
    ...(report === undefined ? [] : [detailsOf(report)]),
  ];
  return `${sections.join('\n\n')}\n`;
}

/** What an earlier run had left half done. */
function takenBackText({ run, tags }: TakenBack): string {
  const names = tags.slice(0, MAX_ROWS).map(code).join(', ');
  const more = tags.length > MAX_ROWS ? ` and ${tags.length - MAX_ROWS} more` : '';
  return `**Taken back** Before this run, ${names}${more} returned to what they were: ${escapeMarkdown(run)} ended in the middle of its set`;
}

function reportSections(report: PromotionReport, failed: boolean): readonly string[] {
  // a dry run shows its plan, a failure the images processed so far
  if (report.dryRun || report.images.length === 0) return [];
  const shown = report.images.slice(0, MAX_ROWS);
  const rollouts = report.images.flatMap((image) => image.rollouts);
  const attachments = attachmentTable(shown, MAX_ROWS);
  return [
    ...(failed ? [] : [flowOf(report)]),
    table(['Source', 'Destination', 'Digest', 'Tag', 'Content', 'Platforms'], shown.map(imageRow)),
    ...(shown.length < report.images.length ? [`and ${report.images.length - shown.length} more`] : []),
    ...(attachments === undefined ? [] : [attachments]),
    ...attestationSections(shown),
    ...setupTable(setupRows(report.prepared ?? [], report.applied ?? [], 'done'), MAX_ROWS),
    ...desiredStateSections(report),
    ...(rollouts.length === 0 ? [] : [rolloutTable(report)]),
  ];
}

/** The attestations of the promotion, with the command that follows them. */
function attestationSections(images: readonly ImageReport[]): readonly string[] {
  const rows = images.flatMap(({ attestation, destination }) =>
    attestation === undefined
      ? []
      : [
          [
            code(destination),
            code(attestation.manifest),
            attestation.outcome === 'attached' ? 'signed by this run' : 'signed before',
            code(`openshift-promote verify ${destination}`),
          ],
        ],
  );
  return rows.length === 0 ? [] : [table(['Attested', 'Attestation', 'When', 'Verify it with'], rows)];
}

/** The commit, and what Argo CD or Flux made of it. */
function desiredStateSections({ commit, images }: PromotionReport): readonly string[] {
  const deliveries = deliveryRows(images);
  return [
    ...(commit === undefined ? [] : [`**Desired state** ${escapeMarkdown(commitText(commit))}`]),
    ...(commit === undefined || commit.changes.length === 0
      ? []
      : [
          table(
            CHANGE_HEAD,
            changeRows(commit.changes)
              .slice(0, MAX_ROWS)
              .map((row) => row.map(codeOrNothing)),
          ),
        ]),
    ...(deliveries.length === 0
      ? []
      : [
          table(
            DELIVERY_HEAD,
            deliveries.slice(0, MAX_ROWS).map((row) => row.map(escapeMarkdown)),
          ),
        ]),
  ];
}

/** What each rule of the policy found. The error reports failed rules as well. */
function policySections(reports: readonly PolicyReport[]): readonly string[] {
  const [first] = reports;
  if (first === undefined) return [];
  const rows = policyRows(reports).map(({ image, rule, outcome, found }) => [
    code(image),
    escapeMarkdown(rule),
    outcome === 'passed' ? outcome : `**${outcome}**`,
    escapeMarkdown(found),
  ]);
  const signatures = reports.flatMap((report) => report.signatures.map(signatureRow));
  return [
    `**Policy** ${escapeMarkdown(policyHeadline(first))}`,
    table(POLICY_HEAD, rows.slice(0, MAX_ROWS)),
    ...(signatures.length === 0
      ? []
      : [
          table(
            SIGNATURE_HEAD,
            signatures.slice(0, MAX_ROWS).map((row) => row.map(escapeMarkdown)),
          ),
        ]),
  ];
}

function imageRow(image: ImageReport): readonly string[] {
  return [
    code(image.source),
    [image.destination, ...image.tags.slice(1)].map(code).join(', '),
    code(shortDigest(image.digest)),
    tagCell(image),
    contentCell(image),
    image.platforms.map(escapeMarkdown).join(', '),
  ];
}

function contentCell(image: ImageReport): string {
  switch (image.strategy) {
    case 'copy':
      return contentText(
        image,
        (blobs, bytes, what) =>
          `${what === 'copied' ? formatCount(blobs, 'blob') : blobs} ${what} (${formatBytes(bytes)})`,
      );
    case 'tag':
      return 'inside the cluster, by a tag';
    case 'import':
      return 'pulled by the cluster itself';
    case 'build':
      return `built, **with a new digest**; the source digest is ${code(shortDigest(image.sourceDigest ?? image.digest))}`;
  }
}

/** What became of each tag, or once for all if it is the same. */
function tagCell({ changed, movedTags = [], tags }: ImageReport): string {
  if (!changed) return 'unchanged';
  const outcomes = tags.map((tag) => {
    const moved = movedTags.find((each) => each.tag === tag);
    if (moved === undefined) return 'unchanged';
    const { previousDigest } = moved;
    return previousDigest === undefined ? 'new' : `moved, was ${code(shortDigest(previousDigest))}`;
  });
  const [first = '', ...others] = outcomes;
  if (others.every((outcome) => outcome === first)) return first;
  return tags.map((tag, index) => `${code(tag)} ${outcomes[index] ?? ''}`).join(', ');
}

function rolloutTable(report: PromotionReport): string {
  const rows = report.images.flatMap((image) =>
    image.rollouts.map(({ workload, status, revisionBefore, revision }) => [
      code(workloadText(workload)),
      code(workload.project),
      escapeMarkdown(`${revisionBefore ?? 'none'} → ${revision ?? 'unknown'}`),
      status,
    ]),
  );
  return table(['Workload', 'Project', 'Revision', 'Status'], rows.slice(0, MAX_ROWS));
}

/** A diagram of source, destination and workloads. */
function flowOf(report: PromotionReport): string {
  const lines = report.images.slice(0, MAX_FLOWS).flatMap((image, index) => {
    const box = (id: string, ...text: readonly string[]): string =>
      `${id}${index}["${text.map(mermaidLabel).join('<br/>')}"]`;
    const digest = shortDigest(image.digest);
    return [
      `  ${box('source', image.source)} -->|"${mermaidLabel(digest)}"| ${box('destination', image.destination)}`,
      ...image.rollouts.map(
        ({ workload, revision }, order) =>
          `  destination${index} --> ${box(`rollout${order}_`, workloadText(workload), `revision ${revision ?? 'unknown'}`)}`,
      ),
    ];
  });
  return codeBlock(['flowchart LR', ...lines], 'mermaid');
}

function detailsOf(report: PromotionReport): string {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Source cluster', report.sourceServer],
    ['Destination cluster', report.destinationServer],
    ['Started', report.startedAt],
    ['Duration', formatDuration(report.durationMs)],
    ...report.phases.map(({ phase, durationMs }) => [`Phase ${phase}`, formatDuration(durationMs)] as const),
  ];
  const digests = report.images
    .slice(0, MAX_ROWS)
    .map((image) => [escapeMarkdown(image.destination), code(image.image)]);
  const rows = facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, escapeMarkdown(value)]]));
  return [
    '<details><summary>Details</summary>',
    '',
    table(['Fact', 'Value'], [...rows, ...digests]),
    '',
    '</details>',
  ].join('\n');
}

/** All attachments of the images, as a Markdown table; undefined if there are none. */
export function attachmentTable(images: readonly ImageReport[], maxRows: number): string | undefined {
  const rows = images.flatMap((image) =>
    image.attachments.map(({ subject, name, type, outcome, reason }) => [
      code(image.destination),
      code(shortDigest(subject)),
      escapeMarkdown(type),
      code(name),
      reason === undefined
        ? ATTACHMENT_OUTCOMES[outcome]
        : `${ATTACHMENT_OUTCOMES[outcome]}: ${escapeMarkdown(reason)}`,
    ]),
  );
  if (rows.length === 0) return undefined;
  const shown = table(['Image', 'Attached to', 'Type', 'Name', 'Outcome'], rows.slice(0, maxRows));
  return rows.length <= maxRows ? shown : `${shown}\n\nand ${rows.length - maxRows} more`;
}
