import { referrersUnderTag, updateTag } from './look.ts';
import type { Descriptor } from '../../../core/image/descriptor.ts';
import { shortDigest, type Digest } from '../../../core/image/digest.ts';
import { PromoteError } from '../../../core/text/errors.ts';
import type { Manifest } from '../../../core/image/manifest.ts';
import { allOrFirstError, workers } from '../../run/concurrency.ts';
import { pushManifest } from '../../run/push-manifest.ts';
import type { CopiedImage } from '../../run/resolved-image.ts';
import type { Ports } from '../../run/ports.ts';
import { moveArtifact } from './artifact.ts';
import { failureText, orFailed, reportOn, together, type AttachmentName } from './carried.ts';
import type { AttachedTo } from './search.ts';
import type { Carried } from '../../run/run-state.ts';
import { fallbackTag } from '../../../core/image/attachment-tags.ts';
import { mergeFallbackIndex } from '../../../core/image/fallback-index.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import type { ReferrerList, Repository } from '../../../core/ports/registry.ts';

const REFERRERS_IN_FLIGHT = 4;

/** Copies the referrers of a digest that the destination does not list yet. */
export async function carryReferrers(
  { subject, referrers }: AttachedTo,
  image: CopiedImage,
  ports: Ports,
  signal: AbortSignal,
): Promise<Carried> {
  if (referrers.length === 0) return { reports: [], moved: [] };
  let known: ReadonlyMap<Digest, Descriptor>;
  try {
    known = await knownReferrers(image.destination, subject, referrers, signal);
  } catch (error) {
    if (!(error instanceof PromoteError) || signal.aborted) throw error;
    const reason = failureText(error);
    return { reports: referrers.map((each) => reportOn(nameOf(subject, each), 'failed', reason)), moved: [] };
  }
  const present = referrers.flatMap((descriptor) => {
    const there = known.get(descriptor.digest);
    return there === undefined ? [] : [reportOn(nameOf(subject, { ...descriptor, ...there }), 'present')];
  });
  const missing = referrers.filter(({ digest }) => !known.has(digest));
  const results: Carried[] = [];
  const tasks = missing.map((descriptor, index) => async (inner: AbortSignal) => {
    const run = (): Promise<Carried> => carryReferrer(descriptor, subject, image, ports, inner);
    results[index] = await orFailed(nameOf(subject, descriptor), run, inner);
  });
  await allOrFirstError(workers(REFERRERS_IN_FLIGHT, [tasks]), signal);
  const arrived = results.flatMap(({ moved }) => moved.map((artifact) => artifact.image.root));
  const unlisted =
    arrived.length === 0
      ? undefined
      : await listReferrers(subject, arrived, image.destination, ports.clock, signal);
  const reports = arrived.map((manifest) =>
    unlisted?.referrers.includes(manifest) === true
      ? reportOn(nameOf(subject, manifest), 'failed', unlisted.reason)
      : reportOn(nameOf(subject, manifest), 'copied'),
  );
  return together([{ reports: [...present, ...reports], moved: [] }, ...results]);
}

/** Returns no report when the content has arrived, because the destination has yet to list it. */
async function carryReferrer(
  { digest }: Descriptor,
  subject: Digest,
  image: CopiedImage,
  ports: Ports,
  signal: AbortSignal,
): Promise<Carried> {
  const manifest = await image.source.getManifest(digest, signal);
  const named = manifest.content.subject?.digest;
  if (named !== subject) {
    const reason = `it is listed for ${shortDigest(subject)} but ${named === undefined ? 'attached to nothing' : `attached to ${shortDigest(named)}`}`;
    return { reports: [reportOn(nameOf(subject, manifest), 'dropped', reason)], moved: [] };
  }
  const moved = await moveArtifact(manifest, digest, image, ports, signal);
  await pushManifest(manifest, digest, moved.image, ports, signal);
  return { reports: [], moved: [moved] };
}

function nameOf(subject: Digest, referrer: Descriptor | Manifest): AttachmentName {
  const type = 'content' in referrer ? typeOf(referrer) : referrer.artifactType;
  return { subject, name: referrer.digest, type: type ?? referrer.mediaType };
}

function typeOf({ content }: Manifest): string | undefined {
  return content.artifactType ?? (content.kind === 'image' ? content.config.mediaType : undefined);
}

/** The most referrers a destination may list for one digest, including those of other clients. */
const MAX_LISTED = 10_000;

/** The referrers that the destination lists. Its fallback tag is read only when some are missing from the list. */
async function knownReferrers(
  destination: Repository,
  subject: Digest,
  referrers: readonly Descriptor[],
  signal: AbortSignal,
): Promise<ReadonlyMap<Digest, Descriptor>> {
  const listed = await listedBy(destination, subject, signal);
  const known = new Map(listed.map((descriptor) => [descriptor.digest, descriptor]));
  if (referrers.every(({ digest }) => known.has(digest))) return known;
  const fallback = await referrersUnderTag(subject, destination, signal);
  const entries = fallback?.content.kind === 'index' ? fallback.content.manifests : [];
  for (const entry of entries) known.set(entry.digest, entry);
  return known;
}

/** Empty if the destination has no referrers API or it fails; the fallback tag is used then. */
export async function listedBy(
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

/** Referrers that the destination has but does not list. */
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
  clock: Clock,
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
      async (existing) => mergeFallbackIndex(existing?.digest === subject ? undefined : existing, referrers),
      (index) => destination.putManifest(index, tag, signal),
      clock,
      signal,
    );
    return undefined;
  } catch (error) {
    if (!(error instanceof PromoteError) || signal.aborted) throw error;
    return { referrers, reason: `the destination does not list it under ${tag}: ${failureText(error)}` };
  }
}
