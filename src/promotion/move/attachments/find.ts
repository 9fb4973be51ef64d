import { groupBy } from '../../../core/group-by.ts';
import { shortDigest, type Digest } from '../../../core/image/digest.ts';
import type { Problem } from '../../../core/text/errors.ts';
import { isManifestMediaType } from '../../../core/image/media-types.ts';
import type { Repository, TagList } from '../../../core/ports/registry.ts';
import { lookAt, type Attachments } from './look.ts';
import { searchAttachments, type AttachedTo } from './search.ts';
import { allOrFirstError } from '../../run/concurrency.ts';
import type { CopiedImage } from '../../run/resolved-image.ts';

/** The attachments of an image and its parts at the source: signatures, attestations, SBOMs. */
export interface FoundAttachments {
  readonly image: CopiedImage;
  readonly found: readonly AttachedTo[];
  readonly problems: readonly Problem[];
}

/** Three tags of cosign and the fallback tag: what has to be asked for a digest where the tags are not known. */
const TAGS_PER_SUBJECT = 4;
const MAX_TAG_PAGES = 1_000;
const UNKNOWN_TAGS: TagList = { tags: new Set(), isComplete: false };

/**
 * Looks for what is attached to the images. One list of the source's tags stands for four questions about each part of an
 * image; where it has more pages than there would be questions, the questions are asked instead.
 * With nothing attached it takes two requests, as long as the source has no referrers API or the image one part only.
 */
export async function findAttachments(
  images: readonly CopiedImage[],
  signal: AbortSignal,
): Promise<readonly FoundAttachments[]> {
  const groups = groupBy(images.filter(isElsewhere), ({ source }) => `${source.host}/${source.name}`);
  const results = await allOrFirstError(
    [...groups.values()].map((group) => (inner: AbortSignal) => searchGroup(group, inner)),
    signal,
  );
  return results.flat();
}

/** A new tag in the same repository needs no copies of attachments. */
function isElsewhere({ source, destination }: CopiedImage): boolean {
  return source.host !== destination.host || source.name !== destination.name;
}

/** Images of one repository. */
async function searchGroup(
  images: readonly CopiedImage[],
  signal: AbortSignal,
): Promise<readonly FoundAttachments[]> {
  const parts = new Map(images.map((image) => [image, partsOf(image)]));
  const countParts = [...parts.values()].reduce((sum, digests) => sum + digests.length, 0);
  const [first] = images;
  if (first === undefined) return [];
  const tags = listTags(first.source, countParts, signal);
  const searches = [...parts].map(([image, digests]) => async (inner: AbortSignal) => ({
    image,
    ...(await searchAttachments(digests, image.source, tags, inner)),
  }));
  const [found] = await allOrFirstError(
    [(inner) => allOrFirstError(searches, inner), async () => void (await tags)],
    signal,
  );
  return found;
}

async function listTags(source: Repository, countParts: number, signal: AbortSignal): Promise<TagList> {
  const maxPages = Math.min(MAX_TAG_PAGES, countParts * TAGS_PER_SUBJECT);
  return (await source.listTags(maxPages, signal)) ?? UNKNOWN_TAGS;
}

/** The image, and every image in it. */
function partsOf({ root, graph }: CopiedImage): readonly Digest[] {
  if (graph !== undefined) return graph.manifests.map(({ digest }) => digest);
  const children = root.content.kind === 'index' ? root.content.manifests : [];
  const images = children.filter(({ mediaType }) => isManifestMediaType(mediaType));
  return [...new Set([root.digest, ...images.map(({ digest }) => digest)])];
}

/** Searches a repository one digest at a time, listing its tags once. Errors are added to the problems. */
export function attachmentsOf(
  source: Repository,
): (
  subject: Digest,
  signal: AbortSignal,
) => Promise<Attachments & { readonly problems: readonly Problem[] }> {
  let tags: Promise<TagList> | undefined;
  return async (subject, signal) => {
    const problems: Problem[] = [];
    tags ??= listTags(source, 1, signal);
    return { ...(await lookAt(subject, { source, tags, problems }, signal)), problems };
  };
}

/** The attachments that would be copied, as lines of text. */
export function describeFound(images: readonly FoundAttachments[]): readonly string[] {
  return images.flatMap(({ found, problems }) => [
    ...found.map(({ subject, tags, referrers }) => {
      const names = tags.map(({ kind, tag }) => `${kind} ${tag}`);
      if (referrers.length > 0) names.push(`${referrers.length} referrers`);
      return `carry what is attached to ${shortDigest(subject)}: ${names.join(', ')}`;
    }),
    ...problems.map(({ message }) => message),
  ]);
}
