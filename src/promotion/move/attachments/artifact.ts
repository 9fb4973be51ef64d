import type { Manifest } from '../../../core/image/manifest.ts';
import { isDigest } from '../../../core/image/digest.ts';
import { moveOne } from '../content/move.ts';
import { readContent, type CopiedImage } from '../../run/resolved-image.ts';
import type { Ports } from '../../run/ports.ts';
import type { MovedImage } from '../../run/run-state.ts';
import type { ContentGraph } from '../../../core/image/descriptor.ts';

// Signatures are small, and the attachments of several digests are already copied concurrently.
const CONCURRENCY = { concurrency: 2 };

/**
 * Brings all content of something attached to an image to the destination, except its own manifest. The `image` of what comes
 * back stands for it, between the same repositories.
 * @param name tag or digest it will have
 */
export async function moveArtifact(
  manifest: Manifest,
  name: string,
  image: CopiedImage,
  ports: Ports,
  signal: AbortSignal,
): Promise<MovedImage> {
  const graph = await readContent(manifest, image.source, signal);
  return moveGraph(graph, name, image, ports, signal);
}

/** The same, for content that is already resolved. */
export async function moveGraph(
  graph: ContentGraph,
  name: string,
  image: CopiedImage,
  ports: Ports,
  signal: AbortSignal,
): Promise<MovedImage> {
  return moveOne(artifactOf(graph, name, image), CONCURRENCY, ports, signal);
}

/** An attachment as an image of its own, between the same repositories under another name. */
function artifactOf(graph: ContentGraph, name: string, image: CopiedImage): CopiedImage {
  const destination = isDigest(name)
    ? { ...image.request.destination, digest: name }
    : { ...image.request.destination, digest: undefined, tag: name };
  return {
    ...image,
    request: { ...image.request, destination },
    root: graph.root,
    graph,
    isComplete: false,
  };
}
