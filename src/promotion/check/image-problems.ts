import type { PromoteOptions } from '../../core/options.ts';
import type { Problem } from '../../core/text/errors.ts';
import { algorithmOf } from '../../core/image/digest.ts';
import { formatReference } from '../../core/image/reference.ts';
import { sourceDigestOf, type ImageFacts, type ResolvedImage } from '../run/resolved-image.ts';

/** What is wrong with the images themselves and with the tags that they would get. Nothing is asked of a server. */
export function imageProblems(images: readonly ResolvedImage[], options: PromoteOptions): readonly Problem[] {
  return [
    ...digestProblems(images, options),
    ...images.flatMap(streamProblems),
    ...tagProblems(images, options),
    ...images.flatMap(chosenProblems),
    ...images.flatMap((image) => ('problems' in image ? image.problems : [])),
  ];
}

function digestProblems(images: readonly ResolvedImage[], options: PromoteOptions): readonly Problem[] {
  const expected = options.expectedDigest;
  if (expected === undefined) return [];
  return images
    .filter((image) => sourceDigestOf(image) !== expected)
    .map((image) => ({
      code: 'DIGEST_UNEXPECTED',
      message: `${formatReference(image.request.source)} is ${sourceDigestOf(image)}, not the expected ${expected}`,
      hint: 'promote by digest (project/stream@sha256:…), or correct the input "expected-digest"',
    }));
}

/** What no image stream can hold, found before anything is copied to it. */
function streamProblems({ request, root, ...image }: ResolvedImage): readonly Problem[] {
  if (request.destination.kind !== 'stream') return [];
  const graph = image.strategy === 'copy' ? image.graph : undefined;
  const manifests = graph?.manifests ?? [root];
  const name = formatReference(request.source);
  const code = 'MANIFEST_UNSUPPORTED';
  const problems: Problem[] = [];
  // the registry of a cluster gives everything its sha256 as a name (capture 54o4): an index would name a child that is not there
  const other = manifests.find(({ digest }) => algorithmOf(digest) !== 'sha256');
  if (other !== undefined) {
    problems.push({
      code,
      message: `${name} ${isOrHolds(other, root)} ${other.digest}, and an image stream knows images by their sha256 only`,
      hint: 'name the image by its tag or its sha256 digest; an index must name its images by sha256, too, or go to another registry',
    });
  }
  // the API refuses such an index, and the registry then fails with 500 (capture 54u)
  const [index] = graph === undefined ? [] : manifests.filter(hasEntryWithoutPlatform);
  if (index !== undefined) {
    problems.push({
      code,
      message: `${name} ${isOrHolds(index, root)} an index with entries that have no platform (${index.digest}), which an image stream cannot store`,
      hint: 'promote the images of the index one by one, by their digests; or build the index with a platform for each entry, such as unknown/unknown for what is not an image',
    });
  }
  return problems;
}

function isOrHolds(manifest: ImageFacts, root: ImageFacts): string {
  return manifest.digest === root.digest ? 'is' : 'holds';
}

function hasEntryWithoutPlatform({ content }: ImageFacts): boolean {
  return content.kind === 'index' && content.manifests.some(({ platform }) => platform === undefined);
}

function tagProblems(images: readonly ResolvedImage[], options: PromoteOptions): readonly Problem[] {
  if (options.onExistingTag !== 'fail') return [];
  return images.flatMap(({ tags, root, request: { destination } }) =>
    tags
      .filter(({ digest }) => digest !== undefined && digest !== root.digest)
      .map(({ tag, digest }) => ({
        code: 'TAG_EXISTS' as const,
        message: `${formatReference({ ...destination, tag })} exists already and is ${digest}`,
        hint: 'choose another destination tag, or set "on-existing-tag" to "move" or "skip"',
      })),
  );
}

/** "One release back" from an image that the tag is no longer would be another release. */
function chosenProblems({ tags, root, request }: ResolvedImage): readonly Problem[] {
  const [{ digest } = { digest: undefined }] = tags;
  if (request.chosenFrom === undefined || digest === request.chosenFrom || digest === root.digest) return [];
  return [
    {
      code: 'TAG_CONFLICT',
      message: `${formatReference(request.destination)} is ${digest ?? 'gone'}, but was ${request.chosenFrom} when the image to go back to was chosen`,
      hint: 'something else moved this tag meanwhile, and it was left as it is: look at its history, and roll back again',
    },
  ];
}
