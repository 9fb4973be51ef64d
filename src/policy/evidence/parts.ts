import type { Digest } from '../../core/image/digest.ts';
import type { Manifest } from '../../core/image/manifest.ts';
import { walkGraph } from '../../core/image/walk-graph.ts';
import type { PartsChoice } from '../model/schema.ts';
import type { PolicyPorts } from '../model/ports.ts';
import { formatPlatform } from '../../core/image/descriptor.ts';

/** An image, an index, or an image in an index. */
export interface Part {
  readonly manifest: Manifest;
  /** as the index says; undefined: it is the root, or its entry has none */
  readonly platform: string | undefined;
  readonly isRoot: boolean;
}

const NO_PLATFORM = 'unknown/unknown';
const IN_TOTO_LAYER = 'application/vnd.in-toto+json';

/**
 * The parts of an image, root first. Attestations that builders put into an index are excluded: they cannot be run.
 * @throws PromoteError what `walkGraph` throws, such as IMAGE_NOT_FOUND for a missing child
 */
export async function findParts(
  digest: Digest,
  { repository }: Pick<PolicyPorts, 'repository'>,
  signal: AbortSignal,
): Promise<readonly Part[]> {
  const root = await repository.getManifest(digest, signal);
  const graph = await walkGraph(root, (child, inner) => repository.getManifest(child, inner), signal);
  const platforms = new Map(
    graph.manifests.flatMap(({ content }) =>
      content.kind === 'index'
        ? content.manifests.flatMap(({ digest: child, platform }) =>
            platform === undefined ? [] : [[child, formatPlatform(platform)] as const],
          )
        : [],
    ),
  );
  // an image listed for any platform can be run, even if it is also listed as something else
  const runnable = new Set(
    graph.manifests.flatMap(({ content }) =>
      content.kind === 'index'
        ? content.manifests.flatMap(({ digest: child, platform }) =>
            platform !== undefined && formatPlatform(platform) === NO_PLATFORM ? [] : [child],
          )
        : [],
    ),
  );
  const children = graph.manifests.filter((manifest) => manifest.digest !== root.digest);
  return [root, ...children]
    .map((manifest) => ({
      manifest,
      platform: platforms.get(manifest.digest),
      isRoot: manifest.digest === root.digest,
    }))
    .filter((part) => part.isRoot || runnable.has(part.manifest.digest) || !isBuildAttestation(part));
}

/** Those that a rule is about. An image for one platform is index and image in one. */
export function chooseParts(parts: readonly Part[], choice: PartsChoice): readonly Part[] {
  switch (choice) {
    case 'all':
      return parts;
    case 'index':
      return parts.filter(({ isRoot }) => isRoot);
    case 'images':
      return parts.filter(({ manifest }) => manifest.content.kind === 'image');
  }
}

/** Judged by its content, not by its entry in the index: an image whose layers are all statements cannot be run. */
function isBuildAttestation({ manifest: { content }, platform }: Part): boolean {
  return (
    platform === NO_PLATFORM &&
    content.kind === 'image' &&
    content.layers.length > 0 &&
    content.layers.every(({ mediaType }) => mediaType === IN_TOTO_LAYER)
  );
}
