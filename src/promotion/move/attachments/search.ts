import type { Digest } from '../../../core/image/digest.ts';
import type { Problem } from '../../../core/text/errors.ts';
import type { Repository, TagList } from '../../../core/ports/registry.ts';
import { allOrFirstError, workers } from '../../run/concurrency.ts';
import { lookAt, problemOf, type Attachments, type Look } from './look.ts';

/** The attachments of one digest. */
export interface AttachedTo extends Attachments {
  readonly subject: Digest;
  /** 0: a part of the image; 1: attached to such a part, … */
  readonly depth: number;
}

export interface SearchResult {
  /** nearest first; only digests with attachments */
  readonly found: readonly AttachedTo[];
  readonly problems: readonly Problem[];
}

// registry.md §10, "Caps": a list without end, or a ring of things attached to each other, ends here.
const MAX_DEPTH = 3;
const MAX_ATTACHMENTS = 2_000;
const LOOKUPS_IN_FLIGHT = 6;

/**
 * Finds what is attached to `subjects`, and what is attached to that, and so on. What cannot be read is a problem, not an
 * error: the rest is found all the same.
 * @param tags of the repository, on their way; tags that are missing in a complete list are not asked for
 */
export async function searchAttachments(
  subjects: readonly Digest[],
  source: Repository,
  tags: Promise<TagList>,
  signal: AbortSignal,
): Promise<SearchResult> {
  const search: Search = { source, tags, problems: [], count: 0 };
  const found: AttachedTo[] = [];
  const seen = new Set<Digest>(subjects);
  let level: readonly Digest[] = [...seen];
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth += 1) {
    const attached = await lookAtAll(level, depth, search, signal);
    found.push(...attached);
    const next = new Set(attached.flatMap(digestsOf).filter((digest) => !seen.has(digest)));
    for (const digest of next) seen.add(digest);
    level = [...next];
    if (search.count < MAX_ATTACHMENTS) continue;
    const what = `${MAX_ATTACHMENTS} things and more are attached to the image; it is not looked for all of them`;
    search.problems.push(problemOf(source, what));
    break;
  }
  return { found, problems: search.problems };
}

async function lookAtAll(
  subjects: readonly Digest[],
  depth: number,
  search: Search,
  signal: AbortSignal,
): Promise<readonly AttachedTo[]> {
  const results: AttachedTo[] = [];
  const tasks = subjects.map((subject, index) => async (inner: AbortSignal) => {
    if (search.count >= MAX_ATTACHMENTS) return;
    const attached = { subject, depth, ...(await lookAt(subject, search, inner)) };
    search.count += digestsOf(attached).length;
    results[index] = attached;
  });
  await allOrFirstError(workers(LOOKUPS_IN_FLIGHT, [tasks]), signal);
  return results.filter((attached) => digestsOf(attached).length > 0);
}

interface Search extends Look {
  /** number of attachments found */
  count: number;
}

function digestsOf(attached: AttachedTo): readonly Digest[] {
  return [
    ...attached.tags.map(({ manifest }) => manifest.digest),
    ...attached.referrers.map(({ digest }) => digest),
  ];
}
