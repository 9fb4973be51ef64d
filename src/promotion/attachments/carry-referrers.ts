import { fallbackTag } from '../../core/attachment-tags.ts';
import type { Descriptor } from '../../core/descriptor.ts';
import { shortDigest, type Digest } from '../../core/digest.ts';
import { PromoteError } from '../../core/errors.ts';
import { mergeFallbackIndex } from '../../core/fallback-index.ts';
import type { Manifest } from '../../core/manifest.ts';
import type { ReferrerList, Repository } from '../../core/ports/registry.ts';
import type { AttachmentReport } from '../../core/report.ts';
import { artifactOf, moveArtifact } from './artifact.ts';
import { manifestUnder, type AttachedTo } from './search.ts';
import { failureText, orFailed, reportOn, together, type AttachmentName, type Carried } from './carried.ts';
import { pushManifest } from '../push-manifest.ts';
import type { ResolvedImage } from '../resolve.ts';
import { updateTag } from './update-tag.ts';
import type { World } from '../world.ts';

/** All a destination may list for one digest: what others have attached there counts, too. */
const MAX_LISTED = 10_000;

/**
 * Carries what refers to a digest by `subject`. The destination knows of it when its referrers API lists it afterwards, which
 * is looked at: some say they have understood and list nothing (registry.md §2). Else the index under the fallback tag says so.
 */
export async function carryReferrers(
  { subject, referrers }: AttachedTo,
  image: ResolvedImage,
  world: World,
  signal: AbortSignal,
): Promise<Carried> {
  if (referrers.length === 0) return { reports: [], moved: [] };
  let known: ReadonlyMap<Digest, Descriptor>;
  try {
    known = await knownAt(image.destination, subject, referrers, signal);
  } catch (error) {
    if (!(error instanceof PromoteError) || signal.aborted) throw error;
    const reason = failureText(error);
    return { reports: referrers.map((each) => reportOn(nameOf(subject, each), 'failed', reason)), moved: [] };
  }
  const present = referrers.flatMap((descriptor) => {
    const there = known.get(descriptor.digest);
    return there === undefined ? [] : [reportOn(nameOf(subject, { ...descriptor, ...there }), 'present')];
  });
  const arrived = new Map<Manifest, AttachmentName>();
  const carried: Carried[] = [{ reports: present, moved: [] }];
  for (const descriptor of referrers) {
    if (known.has(descriptor.digest)) continue;
    const run = (): Promise<Carried> => carryReferrer(descriptor, subject, arrived, image, world, signal);
    carried.push(await orFailed(nameOf(subject, descriptor), run, signal));
  }
  if (arrived.size > 0) carried.push(await makeKnown(subject, arrived, image, signal));
  return together(carried);
}

/** What the destination lists. Its fallback tag is looked at only when something is missing from the list. */
async function knownAt(
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

/** @param arrived receives the manifest once it is at the destination */
async function carryReferrer(
  { digest }: Descriptor,
  subject: Digest,
  arrived: Map<Manifest, AttachmentName>,
  image: ResolvedImage,
  world: World,
  signal: AbortSignal,
): Promise<Carried> {
  const manifest = await image.source.getManifest(digest, signal);
  const attachment = { subject, name: digest, type: typeOf(manifest) };
  const named = manifest.content.subject?.digest;
  if (named !== subject) {
    const reason = `it is listed for ${shortDigest(subject)} but ${named === undefined ? 'attached to nothing' : `attached to ${shortDigest(named)}`}`;
    return { reports: [reportOn(attachment, 'dropped', reason)], moved: [] };
  }
  const moved = await moveArtifact(manifest, digest, image, world, signal);
  const artifact = moved.image.graph === undefined ? image : artifactOf(moved.image.graph, digest, image);
  await pushManifest(manifest, digest, artifact, world, signal);
  arrived.set(manifest, attachment);
  return { reports: [], moved: [moved] };
}

/** Makes the destination list what has arrived. */
async function makeKnown(
  subject: Digest,
  arrived: ReadonlyMap<Manifest, AttachmentName>,
  { destination }: ResolvedImage,
  signal: AbortSignal,
): Promise<Carried> {
  const listed = new Set((await listedBy(destination, subject, signal)).map(({ digest }) => digest));
  const unlisted = [...arrived.keys()].filter(({ digest }) => !listed.has(digest));
  let failure: string | undefined;
  try {
    const tag = fallbackTag(subject);
    if (unlisted.length > 0) {
      await updateTag(
        destination,
        tag,
        async (existing) => mergeFallbackIndex(existing, unlisted),
        (index) => destination.putManifest(index, tag, signal),
        signal,
      );
    }
  } catch (error) {
    if (!(error instanceof PromoteError) || signal.aborted) throw error;
    failure = `the destination does not list it under ${fallbackTag(subject)}: ${failureText(error)}`;
  }
  const reports = [...arrived].map(([manifest, attachment]): AttachmentReport => {
    const isKnown = failure === undefined || !unlisted.includes(manifest);
    return isKnown ? reportOn(attachment, 'copied') : reportOn(attachment, 'failed', failure);
  });
  return { reports, moved: [] };
}

function nameOf(subject: Digest, { digest, artifactType, mediaType }: Descriptor): AttachmentName {
  return { subject, name: digest, type: artifactType ?? mediaType };
}

function typeOf({ content, mediaType }: Manifest): string {
  return content.artifactType ?? (content.kind === 'image' ? content.config.mediaType : mediaType);
}
