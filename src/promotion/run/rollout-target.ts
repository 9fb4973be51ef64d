import type { RolloutPlan, RolloutTarget } from '../../core/ports/rollouts.ts';
import { formatReference } from '../../core/image/reference.ts';
import type { ImageFacts, ResolvedImage } from './resolved-image.ts';

export function rolloutTarget(image: ResolvedImage): RolloutTarget {
  const { destination } = image.request;
  const repository = `${image.destination.host}/${image.destination.name}`;
  return {
    name: formatReference({ ...destination, digest: undefined }),
    project: destination.kind === 'stream' ? destination.project : '',
    stream: destination.kind === 'stream' ? destination.stream : undefined,
    tags: [destination.tag, ...image.request.extraTags],
    digest: image.root.digest,
    acceptedDigests: acceptedDigests(image.root),
    pullSpec: `${repository}@${image.root.digest}`,
    repositories: [repository],
  };
}

/** The images that a workload is rolled out for; it need not run every image of the promotion. */
export function usedImages(plan: RolloutPlan, images: readonly ResolvedImage[]): readonly ResolvedImage[] {
  const used = new Set(Object.values(plan.images));
  return images.filter((image) => used.has(rolloutTarget(image).name));
}

/** A node that pulls an index reports the index or the child for its platform: both prove the promotion. */
function acceptedDigests(root: ImageFacts): ReadonlySet<string> {
  const children = root.content.kind === 'index' ? root.content.manifests : [];
  return new Set([root.digest, ...children.map((child) => child.digest)]);
}
