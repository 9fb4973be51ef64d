import { shortDigest } from '../core/image/digest.ts';
import type { HistoryEntry } from '../core/tag-history.ts';
import { alignColumns } from './columns.ts';

const HEADINGS = ['SINCE', 'DIGEST', 'VERSION', 'FROM', 'BY', 'RUN'];

/** The history of a tag for people: one line for each image. */
export function historyText(entries: readonly HistoryEntry[]): string {
  const rows = entries.map(({ digest, since, promotion }) => [
    since ?? '-',
    digest === undefined ? '-' : shortDigest(digest),
    promotion?.version ?? '-',
    promotion === undefined ? 'not a promotion, or without trace' : repositoryOf(promotion.source),
    promotion?.actor ?? '-',
    promotion?.run ?? '-',
  ]);
  return alignColumns([HEADINGS, ...rows]);
}

/** Without the digest, which is that of the row. */
function repositoryOf(source: string): string {
  return source.replace(/@sha256:[0-9a-f]{64}$/, '');
}
