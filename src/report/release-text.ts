import type { OutputFormat } from '../core/command-flags.ts';
import { shortDigest } from '../core/image/digest.ts';
import type { Release } from '../core/release.ts';
import type { HistoryEntry } from '../core/trace/tag-history.ts';
import type { Trace } from '../core/trace/trace.ts';
import { formatDuration } from '../core/text/units.ts';

/** Releases for people, for programs, or as `strategy.matrix` of a job of GitHub Actions (one line). */
export function releaseText(releases: readonly Release[], format: OutputFormat, now: Date): string {
  switch (format) {
    case 'table':
    case 'plain':
    case 'gitlab-matrix':
      return tableText(releases, now);
    case 'json':
      return `${JSON.stringify(releases, undefined, 2)}\n`;
    case 'github-matrix':
      return `${JSON.stringify({ include: releases.map(matrixEntry) })}\n`;
  }
}

/** Values of a matrix are strings; unknown ones are empty. */
function matrixEntry({ image, tag, digest, version, commit }: Release): Readonly<Record<string, string>> {
  return { image, tag, digest: digest ?? '', version: version ?? '', commit: commit ?? '' };
}

const MAX_COMMIT_LENGTH = 12;

function tableText(releases: readonly Release[], now: Date): string {
  const isHistory = releases.some(({ stepsBack }) => stepsBack > 0);
  const rows = releases.map((release) => [
    isHistory ? `${release.stepsBack} back` : release.tag,
    release.digest === undefined ? '-' : shortDigest(release.digest),
    ageText(release.since ?? release.created, now),
    release.version ?? '-',
    (release.commit ?? '-').slice(0, MAX_COMMIT_LENGTH),
    release.deployed.join(', ') || '-',
  ]);
  const headings = [isHistory ? 'STEPS' : 'TAG', 'DIGEST', 'AGE', 'VERSION', 'COMMIT', 'DEPLOYED AS'];
  return alignColumns([headings, ...rows]);
}

const DAY_MS = 24 * 3600 * 1000;

function ageText(since: string | undefined, now: Date): string {
  const ageMs = since === undefined ? NaN : now.getTime() - Date.parse(since);
  if (Number.isNaN(ageMs)) return '-';
  // the clock of the server may be ahead
  if (ageMs < 2 * DAY_MS) return formatDuration(Math.max(0, Math.round(ageMs / 1000) * 1000));
  return `${Math.floor(ageMs / DAY_MS)} days`;
}

const HEADINGS = ['SINCE', 'DIGEST', 'VERSION', 'FROM', 'BY', 'RUN', 'HOW'];

/** The history of a tag for people: one line for each image. */
export function historyText(entries: readonly HistoryEntry[]): string {
  const rows = entries.map(({ digest, since, promotion }) => [
    since ?? '-',
    digest === undefined ? '-' : shortDigest(digest),
    promotion?.version ?? '-',
    promotion === undefined ? 'not a promotion, or without trace' : repositoryOf(promotion.source),
    promotion?.actor ?? '-',
    promotion?.run ?? '-',
    promotion === undefined ? '-' : howText(promotion),
  ]);
  return alignColumns([HEADINGS, ...rows]);
}

function howText({ action, isEdited }: Trace): string {
  return `${action ?? 'promotion'}${isEdited === true ? ', edited since' : ''}`;
}

/** Without the digest, which is that of the row. */
function repositoryOf(source: string): string {
  return source.replace(/@sha256:[0-9a-f]{64}$/, '');
}

/** Text in aligned columns, three spaces apart. @param rows the headings first; all rows have the same number of cells */
export function alignColumns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('   ')
          .trimEnd()}\n`,
    )
    .join('');
}
