import { cosignTags, fallbackTag, type CosignKind } from '../../core/attachment-tags.ts';
import type { Descriptor } from '../../core/descriptor.ts';
import type { Digest } from '../../core/digest.ts';
import { PromoteError, type Problem } from '../../core/errors.ts';
import type { Manifest } from '../../core/manifest.ts';
import { isManifestMediaType } from '../../core/media-types.ts';
import type { Repository, TagList } from '../../core/ports/registry.ts';
import { allOrFirstError, workers } from '../concurrency.ts';

/** What cosign keeps under a tag of its own. */
export interface AttachedTag {
  readonly kind: CosignKind;
  readonly tag: string;
  readonly manifest: Manifest;
}

/** What is attached to one digest. */
export interface AttachedTo {
  readonly subject: Digest;
  /** 0: a part of the image; 1: attached to such a part, … */
  readonly depth: number;
  readonly tags: readonly AttachedTag[];
  /** as they are listed; whether they are what they are said to be is found out when they are fetched */
  readonly referrers: readonly Descriptor[];
}

export interface SearchResult {
  /** nearest first; only digests that something is attached to */
  readonly found: readonly AttachedTo[];
  readonly problems: readonly Problem[];
}

// registry.md §11, "Caps": a list without end, or a ring of things attached to each other, ends here.
const MAX_REFERRERS = 500;
const MAX_DEPTH = 3;
const MAX_ATTACHMENTS = 2_000;
const LOOKUPS_IN_FLIGHT = 6;

/**
 * Finds what is attached to `subjects`, and what is attached to that, and so on. What cannot be read is a problem, not an
 * error: the rest is found all the same.
 * @param tags of the repository; tags that are missing in a complete list are not asked for
 */
export async function searchAttachments(
  subjects: readonly Digest[],
  source: Repository,
  tags: TagList,
  signal: AbortSignal,
): Promise<SearchResult> {
  const problems: Problem[] = [];
  const found: AttachedTo[] = [];
  const seen = new Set<Digest>(subjects);
  let level: readonly Digest[] = [...seen];
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth += 1) {
    const attached = await lookAtAll(level, { source, tags, depth, problems }, signal);
    found.push(...attached);
    const next = new Set(attached.flatMap(digestsOf).filter((digest) => !seen.has(digest)));
    for (const digest of next) seen.add(digest);
    level = [...next];
    if (seen.size - subjects.length > MAX_ATTACHMENTS) {
      problems.push(problemOf(source, `more than ${MAX_ATTACHMENTS} things are attached to the image`));
      break;
    }
  }
  return { found, problems };
}

interface Look {
  readonly source: Repository;
  readonly tags: TagList;
  readonly depth: number;
  readonly problems: Problem[];
}

async function lookAtAll(
  subjects: readonly Digest[],
  look: Look,
  signal: AbortSignal,
): Promise<readonly AttachedTo[]> {
  const results: AttachedTo[] = [];
  const tasks = subjects.map((subject, index) => async (inner: AbortSignal) => {
    results[index] = await lookAt(subject, look, inner);
  });
  await allOrFirstError(workers(LOOKUPS_IN_FLIGHT, [tasks]), signal);
  return results.filter((attached) => attached.tags.length > 0 || attached.referrers.length > 0);
}

async function lookAt(subject: Digest, look: Look, signal: AbortSignal): Promise<AttachedTo> {
  const referrers = await findReferrers(subject, look, signal);
  const tags: AttachedTag[] = [];
  for (const { kind, tag } of cosignTags(subject)) {
    const manifest = mayExist(tag, look.tags) ? await findTag(tag, look, signal) : undefined;
    if (manifest !== undefined) tags.push({ kind, tag, manifest });
  }
  return { subject, depth: look.depth, tags, referrers };
}

/** Those the API lists, and those of the fallback tag: a registry may have both, and the one may know what the other does not. */
async function findReferrers(
  subject: Digest,
  look: Look,
  signal: AbortSignal,
): Promise<readonly Descriptor[]> {
  const list = await attempt(
    look,
    `cannot list what refers to ${subject}`,
    () => look.source.listReferrers(subject, MAX_REFERRERS, signal),
    signal,
  );
  const isListed = list?.kind === 'listed';
  const tag = fallbackTag(subject);
  const isWanted = isListed ? look.tags.tags.has(tag) : mayExist(tag, look.tags);
  const fallback = isWanted ? await findTag(tag, look, signal) : undefined;
  if (fallback !== undefined && fallback.content.kind !== 'index') {
    look.problems.push(problemOf(look.source, `the tag ${tag} is not an index of referrers`));
  }
  const inTag = fallback?.content.kind === 'index' ? fallback.content.manifests : [];
  const all = new Map<Digest, Descriptor>();
  for (const descriptor of [...(isListed ? list.referrers : []), ...inTag]) {
    if (descriptor.digest === subject || !isManifestMediaType(descriptor.mediaType)) continue;
    if (!all.has(descriptor.digest)) all.set(descriptor.digest, descriptor);
  }
  if (all.size > MAX_REFERRERS || (isListed && !list.isComplete)) {
    const what = `more than ${MAX_REFERRERS} things refer to ${subject}; the first ${MAX_REFERRERS} are carried`;
    look.problems.push(problemOf(look.source, what));
  }
  return [...all.values()].slice(0, MAX_REFERRERS);
}

function mayExist(tag: string, { tags, isComplete }: TagList): boolean {
  return tags.has(tag) || !isComplete;
}

async function findTag(tag: string, look: Look, signal: AbortSignal): Promise<Manifest | undefined> {
  const run = (): Promise<Manifest | undefined> => manifestUnder(tag, look.source, signal);
  return attempt(look, `cannot read the tag ${tag}`, run, signal);
}

/** undefined: the tag does not exist */
export async function manifestUnder(
  tag: string,
  repository: Repository,
  signal: AbortSignal,
): Promise<Manifest | undefined> {
  try {
    return await repository.getManifest(tag, signal);
  } catch (error) {
    if (error instanceof PromoteError && error.code === 'IMAGE_NOT_FOUND') return undefined;
    throw error;
  }
}

/** undefined: it failed, and the problem is noted */
async function attempt<Result>(
  look: Look,
  what: string,
  run: () => Promise<Result>,
  signal: AbortSignal,
): Promise<Result | undefined> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof PromoteError) || signal.aborted) throw error;
    look.problems.push(problemOf(look.source, `${what}: ${error.message}`, error.hint));
    return undefined;
  }
}

function digestsOf(attached: AttachedTo): readonly Digest[] {
  return [
    ...attached.tags.map(({ manifest }) => manifest.digest),
    ...attached.referrers.map(({ digest }) => digest),
  ];
}

function problemOf(source: Repository, what: string, hint?: string): Problem {
  return { code: 'SIGNATURES_REQUIRED', message: `${source.host}/${source.name}: ${what}`, hint };
}
