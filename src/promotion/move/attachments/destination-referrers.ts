import { fallbackTag } from '../../../core/image/attachment-tags.ts';
import type { Descriptor } from '../../../core/image/descriptor.ts';
import type { Digest } from '../../../core/image/digest.ts';
import { PromoteError } from '../../../core/text/errors.ts';
import { mergeFallbackIndex } from '../../../core/image/fallback-index.ts';
import type { Manifest } from '../../../core/image/manifest.ts';
import type { ReferrerList, Repository } from '../../../core/ports/registry.ts';
import { failureText } from './carried.ts';
import { manifestUnder } from './tagged-manifest.ts';
import { updateTag } from './update-tag.ts';

/** All a destination may list for one digest: what others have attached there counts, too. */
const MAX_LISTED = 10_000;

/** What the destination lists for a digest. Its fallback tag is looked at only when something is missing from the list. */
export async function knownReferrers(
  destination: Repository,
  subject: Digest,
  referrers: readonly Descriptor[],
  signal: AbortSignal,
): Promise<ReadonlyMap<Digest, Descriptor>> {
  const listed = await listedBy(destination, subject, signal);
  const known = new Map(listed.map((descriptor) => [descriptor.digest, descriptor]));
  if (referrers.every(({ digest }) => known.has(digest))) return known;
  const fallback = await manifestUnder(fallbackTag(subject), destination, signal);
  const entries = fallback?.content.kind === 'index' ? fallback.content.manifests : [];
  for (const entry of entries) known.set(entry.digest, entry);
  return known;
}

/** Empty when the destination has no list, or fails at it: then the fallback tag counts. */
async function listedBy(
  destination: Repository,
  subject: Digest,
  signal: AbortSignal,
): Promise<readonly Descriptor[]> {
  let list: ReferrerList;
  try {
    list = await destination.listReferrers(subject, MAX_LISTED, signal);
  } catch (error) {
    if (!(error instanceof PromoteError) || signal.aborted) throw error;
    return [];
  }
  return list.kind === 'listed' ? list.referrers : [];
}

/** Referrers that are at a destination that does not list them. */
export interface Unlisted {
  readonly referrers: readonly Manifest[];
  readonly reason: string;
}

/**
 * Makes the destination list what has arrived there, by itself or in the index under the fallback tag. That a registry has
 * understood `subject` is believed when it lists it: some say so and list nothing (registry.md §2).
 * @returns what it does not list after all; undefined: nothing
 */
export async function listReferrers(
  subject: Digest,
  arrived: readonly Manifest[],
  destination: Repository,
  signal: AbortSignal,
): Promise<Unlisted | undefined> {
  const listed = new Set((await listedBy(destination, subject, signal)).map(({ digest }) => digest));
  const referrers = arrived.filter(({ digest }) => !listed.has(digest));
  if (referrers.length === 0) return undefined;
  const tag = fallbackTag(subject);
  try {
    await updateTag(
      destination,
      tag,
      async (existing) => mergeFallbackIndex(existing, referrers),
      (index) => destination.putManifest(index, tag, signal),
      signal,
    );
    return undefined;
  } catch (error) {
    if (!(error instanceof PromoteError) || signal.aborted) throw error;
    return { referrers, reason: `the destination does not list it under ${tag}: ${failureText(error)}` };
  }
}
