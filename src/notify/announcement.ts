import { formatReference } from '../core/image/reference.ts';
import { shortDigest } from '../core/image/digest.ts';
import type { RunResult } from '../core/host.ts';
import type { Occasion } from '../core/notification.ts';
import type { PromotionRequest } from '../core/options.ts';
import { workloadText } from '../core/progress-text.ts';
import type { ImageReport } from '../core/report.ts';
import { cleanServerText } from '../core/text/server-text.ts';
import { describeError } from '../report/error-text.ts';
import { headlineOf } from '../report/summary-headline.ts';

/** A part of a line. Names and texts that come from outside are `quoted`: no chat finds mentions, links or formatting in them. */
export interface Span {
  readonly text: string;
  readonly isQuoted: boolean;
}

/** A result for people in a chat. Free of secrets and control characters. */
export interface Announcement {
  readonly occasions: readonly Occasion[];
  readonly title: string;
  /** the most important first */
  readonly lines: readonly (readonly Span[])[];
  readonly links: readonly { readonly title: string; readonly url: string }[];
}

const MAX_ENTRIES = 10;
const MAX_NAME = 200;
const MAX_TEXT = 600;

const plain = (text: string): Span => ({ text, isQuoted: false });
const quoted = (text: string, length = MAX_NAME): Span => ({
  text: cleanServerText(text, length),
  isQuoted: true,
});

/**
 * What there is to say about a run.
 * @param result without secrets
 * @param promotions what the run was asked for, in case it ended before there was a report
 * @returns undefined for a success that changed nothing
 */
export function announce(
  result: Omit<RunResult, 'record'>,
  promotions: readonly PromotionRequest[],
  redact: (text: string) => string,
): Announcement | undefined {
  const { report, failure, run, environment, destination } = result;
  if (failure === undefined && !isChanged(result)) return undefined;
  const occasions = occasionsOf(result);
  const images = imagesOf(report?.images ?? [], promotions, report?.isRollback === true);
  const rolledBack = report?.rolledBack === true;
  const where = environment === undefined ? [] : [[plain('Environment: '), quoted(environment.name)]];
  const by = run?.actor === undefined ? [] : [[plain('By '), quoted(run.actor), plain(` in ${run.system}`)]];
  return {
    occasions,
    title: `${signOf(occasions)} ${cleanServerText(titleOf(result, promotions), 140)}`,
    lines: [
      ...(failure === undefined ? [] : errorLines(failure.error, redact)),
      ...(destination === undefined ? [] : [[plain('Destination: '), quoted(destination, MAX_TEXT)]]),
      ...limited(images, 'image'),
      ...(rolledBack ? [] : limited(workloadsOf(report?.images ?? []), 'workload')),
      ...where,
      ...by,
    ],
    links: [
      ...linkOf('Open the run', run?.url),
      ...(rolledBack ? [] : linkOf('Open the application', report?.url)),
    ],
  };
}

function isChanged({ report }: Omit<RunResult, 'record'>): boolean {
  if (report === undefined) return false;
  const isApplied = (report.applied ?? []).some(({ action }) => action === 'create' || action === 'change');
  const isRolledOut = report.images.some(({ rollouts }) =>
    rollouts.some(({ status }) => status !== 'unchanged'),
  );
  return (
    report.images.some(({ changed }) => changed) || isApplied || isRolledOut || report.commit !== undefined
  );
}

function occasionsOf({ report, failure }: Omit<RunResult, 'record'>): readonly Occasion[] {
  const isRollback = report?.isRollback === true || report?.rolledBack === true;
  return [
    ...(failure !== undefined ? (['failure'] as const) : isRollback ? [] : (['success'] as const)),
    ...(isRollback ? (['rollback'] as const) : []),
  ];
}

function signOf(occasions: readonly Occasion[]): string {
  if (occasions.includes('failure')) return '\u274c';
  return occasions.includes('rollback') ? '\u21a9' : '\u2705';
}

function titleOf(result: Omit<RunResult, 'record'>, promotions: readonly PromotionRequest[]): string {
  const headline = headlineOf({ ...result, record: undefined });
  if (result.failure === undefined) return headline;
  const [first, ...others] = promotions;
  const what =
    first === undefined || others.length > 0
      ? `${promotions.length} images`
      : formatReference(first.destination);
  return `${headline} (${what}${result.report?.rolledBack === true ? ', rolled back' : ''})`;
}

function errorLines(error: unknown, redact: (text: string) => string): readonly (readonly Span[])[] {
  const { code, message, hint, problems } = describeError(error, redact);
  return [
    [quoted(`${code}: ${message}`, MAX_TEXT)],
    ...problems.slice(0, MAX_ENTRIES).map((problem) => [quoted(problem, MAX_TEXT)]),
    ...(hint === undefined ? [] : [[plain('What to do: '), quoted(hint, MAX_TEXT)]]),
  ];
}

function imagesOf(
  images: readonly ImageReport[],
  promotions: readonly PromotionRequest[],
  isRollback: boolean,
): readonly (readonly Span[])[] {
  if (images.length === 0)
    return promotions.map(({ source, destination }) => [
      quoted(formatReference(source)),
      plain(' → '),
      quoted(formatReference(destination)),
    ]);
  return images.map((image) => [
    ...(isRollback ? [] : [quoted(image.source), plain(' → ')]),
    quoted(image.destination),
    plain(': '),
    ...(image.previousDigest === undefined || image.previousDigest === image.digest
      ? []
      : [quoted(shortDigest(image.previousDigest)), plain(' → ')]),
    quoted(shortDigest(image.digest)),
    ...(image.changed ? [] : [plain(' (unchanged)')]),
  ]);
}

function workloadsOf(images: readonly ImageReport[]): readonly (readonly Span[])[] {
  const states = new Map(
    images.flatMap(({ rollouts }) =>
      rollouts.map(({ workload, status }) => [workloadText(workload), status] as const),
    ),
  );
  return [...states].map(([name, status]) => [quoted(name), plain(`: ${status}`)]);
}

function limited(lines: readonly (readonly Span[])[], kind: string): readonly (readonly Span[])[] {
  const more = lines.length - MAX_ENTRIES;
  return more <= 0
    ? lines
    : [...lines.slice(0, MAX_ENTRIES), [plain(`and ${more} more ${kind}${more === 1 ? '' : 's'}`)]];
}

function linkOf(title: string, url: string | undefined): Announcement['links'] {
  if (url === undefined || url.length > 2000 || !URL.canParse(url)) return [];
  const { protocol, href } = new URL(url);
  return /^https?:$/.test(protocol) ? [{ title, url: href }] : [];
}
