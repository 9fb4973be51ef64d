import { describeAttachments } from '../core/attachment-text.ts';
import { formatBytes, formatDuration } from '../core/text/units.ts';
import { outputFormat } from '../core/command-flags.ts';
import type { HostEnvironment, RunResult } from '../core/host.ts';
import { describePlan } from '../core/plan-text.ts';
import { contentText, workloadText } from '../core/progress-text.ts';
import type { ImageReport } from '../core/report.ts';
import { headlineOf } from './summary-headline.ts';

/** Writes the result for people at the end of a log that has no Markdown: to standard output, unless that belongs to a program. */
export async function writePlainSummary(
  result: RunResult,
  { argv, stdout, stderr }: HostEnvironment,
  redact: (text: string) => string,
): Promise<void> {
  const sink = outputFormat(argv) === 'table' ? stdout : stderr;
  for (const line of summaryLines(result)) sink.write(`${redact(line).replace(/\p{Cc}/gu, ' ')}\n`);
}

/** The result as lines for logs without Markdown. The reporter prints the error itself. */
export function summaryLines(result: RunResult): readonly string[] {
  const { report } = result;
  const { failure, destination = 'nothing was changed' } = result;
  const head = headlineOf(result);
  const state = failure === undefined ? '' : `; ${destination}`;
  if (report === undefined) return [`${head}${state}`];
  const plan = report.dryRun && result.plan !== undefined ? describePlan(result.plan) : [];
  return [
    `${head} (${formatDuration(report.durationMs)})${state}`,
    ...plan.map((line) => `  ${line}`),
    ...report.images.flatMap((image) => imageLines(image, report.dryRun, failure !== undefined)),
  ];
}

function imageLines(image: ImageReport, dryRun: boolean, isFailed: boolean): readonly string[] {
  const { bytesCopied, bytesSkipped, previousDigest, movedTags = [] } = image;
  const tags = isFailed ? movedTags.map(({ tag }) => tag) : image.tags;
  // after a failure the destination may have no image under the tag
  const isThere = !isFailed || image.changed || previousDigest !== undefined;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['digest', isThere ? image.digest : undefined],
    ['was', previousDigest === image.digest ? undefined : previousDigest],
    ['image', isThere ? image.image : undefined],
    ['tags', tags.length === 0 ? 'none moved' : tags.join(', ')],
    [
      'content',
      dryRun || bytesCopied + bytesSkipped === 0
        ? undefined
        : contentText(image, (_blobs, bytes, what) => `${formatBytes(bytes)} ${what}`),
    ],
    ['attached', describeAttachments(image.attachments)],
    ['attested', image.attestation?.manifest],
    ...image.rollouts.map(
      ({ workload, status, revisionBefore, revision }) =>
        [
          'rollout',
          `${workloadText(workload)} in ${workload.project}: ${status}, revision ${revisionBefore ?? 'none'} → ${revision ?? 'unknown'}`,
        ] as const,
    ),
  ];
  return [
    `  ${image.source} → ${image.destination}`,
    ...rows.flatMap(([name, value]) => (value === undefined ? [] : [`    ${name.padEnd(8)} ${value}`])),
  ];
}
