import type { OutputFormat } from '../core/command-flags.ts';
import { shortDigest } from '../core/image/digest.ts';
import type { Release } from '../core/release.ts';
import { formatDuration } from '../core/text/units.ts';
import { alignColumns } from './columns.ts';

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
