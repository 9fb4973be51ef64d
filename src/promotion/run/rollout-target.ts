import type { RolloutTarget } from '../../core/ports/rollouts.ts';
import type { ImageFacts, ResolvedImage } from './resolved-image.ts';

/** What the workloads shall run, for every promoted image. */
export function rolloutTargets(
  images: readonly ResolvedImage[],
): readonly { readonly image: ResolvedImage; readonly target: RolloutTarget }[] {
  return images.map((image) => ({ image, target: rolloutTarget(image) }));
}

export function rolloutTarget(image: ResolvedImage): RolloutTarget {
  const { destination } = image.request;
  const repository = `${image.destination.host}/${image.destination.name}`;
  return {
    project: destination.kind === 'stream' ? destination.project : '',
    stream: destination.kind === 'stream' ? destination.stream : undefined,
    tags: [destination.tag, ...image.request.extraTags],
    digest: image.root.digest,
    acceptedDigests: acceptedDigests(image.root),
    pullSpec: `${repository}@${image.root.digest}`,
    repositories: [repository],
  };
}

/** A node that pulls an index reports the index or the child for its platform: both prove the promotion. */
function acceptedDigests(root: ImageFacts): ReadonlySet<string> {
  const children = root.content.kind === 'index' ? root.content.manifests : [];
  return new Set([root.digest, ...children.map((child) => child.digest)]);
}
