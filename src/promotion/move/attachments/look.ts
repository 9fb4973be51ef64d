import { readUntilVisible } from '../../run/destination-tags.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import {
  cosignTags,
  fallbackTag,
  type CosignKind,
  type CosignTag,
} from '../../../core/image/attachment-tags.ts';
import type { Descriptor } from '../../../core/image/descriptor.ts';
import type { Digest } from '../../../core/image/digest.ts';
import { PromoteError, type Problem } from '../../../core/text/errors.ts';
import type { Manifest } from '../../../core/image/manifest.ts';
import { isManifestMediaType } from '../../../core/image/media-types.ts';
import type { ReferrerList, Repository, TagList } from '../../../core/ports/registry.ts';
import { allOrFirstError } from '../../run/concurrency.ts';

/** What cosign keeps under a tag of its own. */
export interface AttachedTag {
  readonly kind: CosignKind;
  readonly tag: string;
  readonly manifest: Manifest;
}

export interface Attachments {
  readonly tags: readonly AttachedTag[];
  /** as they are listed; whether they are what they are said to be is found out when they are fetched */
  readonly referrers: readonly Descriptor[];
}

/** Where is looked, and what went wrong there. */
export interface Look {
  readonly source: Repository;
  /** of the repository, on their way; tags that are missing in a complete list are not asked for */
  readonly tags: Promise<TagList>;
  /** receives what cannot be read */
  readonly problems: Problem[];
}

// registry.md §10, "Caps"
const MAX_REFERRERS = 500;

/** The attachments of one digest. */
export async function lookAt(subject: Digest, look: Look, signal: AbortSignal): Promise<Attachments> {
  // while the tags are on their way
  const list = await attempt(
    look,
    `cannot list what refers to ${subject}`,
    () => look.source.listReferrers(subject, MAX_REFERRERS, signal),
    signal,
  );
  const known = await look.tags;
  const wanted = cosignTags(subject).filter(({ tag }) => mayExist(tag, known));
  const [referrers, tags] = await allOrFirstError(
    [
      (inner) => findReferrers(subject, list, known, look, inner),
      (inner) =>
        allOrFirstError(
          wanted.map((tag) => (each) => findCosignTag(tag, look, each)),
          inner,
        ),
    ],
    signal,
  );
  return { referrers, tags: tags.flatMap((tag) => tag ?? []) };
}

async function findCosignTag(
  { kind, tag }: CosignTag,
  look: Look,
  signal: AbortSignal,
): Promise<AttachedTag | undefined> {
  const manifest = await findTag(tag, look, signal);
  return manifest === undefined ? undefined : { kind, tag, manifest };
}

/** Those the API lists, and those of the fallback tag: a registry may have both, and the one may know what the other does not. */
async function findReferrers(
  subject: Digest,
  list: ReferrerList | undefined,
  known: TagList,
  look: Look,
  signal: AbortSignal,
): Promise<readonly Descriptor[]> {
  const isListed = list?.kind === 'listed';
  const tag = fallbackTag(subject);
  const isWanted = isListed ? known.tags.has(tag) : mayExist(tag, known);
  const read = (): Promise<Manifest | undefined> => referrersUnderTag(subject, look.source, signal);
  const fallback = isWanted ? await attempt(look, `cannot read the tag ${tag}`, read, signal) : undefined;
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

/** undefined: the request failed, and the problem was recorded */
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

export function problemOf(source: Repository, what: string, hint?: string): Problem {
  return { code: 'SIGNATURES_REQUIRED', message: `${source.host}/${source.name}: ${what}`, hint };
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

/**
 * The list of what refers to a digest, in registries without referrers API; undefined: there is none. `cosign copy` 3.1 leaves the
 * image itself under that tag, which lists nothing.
 */
export async function referrersUnderTag(
  subject: Digest,
  repository: Repository,
  signal: AbortSignal,
): Promise<Manifest | undefined> {
  const manifest = await manifestUnder(fallbackTag(subject), repository, signal);
  return manifest?.digest === subject ? undefined : manifest;
}

const ATTEMPTS = 3;

/**
 * Changes what is under a tag that others may be writing, too. Registries have no conditional write, so it is read back, and
 * changed again if another client was faster (registry.md §2, "Fallback push").
 * @param change what the tag should hold, given what it holds; undefined: it is as it should be
 * @param push stores a manifest under the tag
 * @throws PromoteError TAG_CONFLICT when others write it again and again
 */
export async function updateTag(
  repository: Repository,
  tag: string,
  change: (existing: Manifest | undefined) => Promise<Manifest | undefined>,
  push: (manifest: Manifest) => Promise<void>,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const existing = await manifestUnder(tag, repository, signal);
    const wanted = await change(existing);
    if (wanted === undefined) return;
    await push(wanted);
    const written = { before: existing?.digest, after: wanted.digest };
    const read = (): Promise<Digest | undefined> => repository.resolveTag(tag, signal);
    if ((await readUntilVisible(read, written, clock, signal)) === wanted.digest) return;
  }
  throw new PromoteError({
    code: 'TAG_CONFLICT',
    message: `the tag ${tag} of ${repository.host}/${repository.name} keeps being changed by something else`,
    hint: 'run the promotion again when nothing else writes signatures there',
    where: { side: repository.side, host: repository.host, repository: repository.name },
  });
}
