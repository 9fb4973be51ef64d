import type { Manifest } from '../../core/image/manifest.ts';
import { missingContentOf } from '../../core/image/missing-content.ts';
import type { CopiedImage } from './resolved-image.ts';
import type { Ports } from './ports.ts';
import type { ContentGraph } from '../../core/image/descriptor.ts';

/**
 * Pushes one manifest of an image under a tag or its digest. A registry may say that it has a blob and then refuse the
 * manifest because it has not (a stale cache after pruning, openshift-api.md §3.10): what the manifest refers to is then
 * sent once more, trusting nothing, and the manifest after it.
 */
export async function pushManifest(
  manifest: Manifest,
  reference: string,
  image: CopiedImage,
  ports: Ports,
  signal: AbortSignal,
): Promise<void> {
  try {
    await image.destination.putManifest(manifest, reference, signal);
  } catch (error) {
    if (missingContentOf(error) === undefined || image.graph === undefined) throw error;
    ports.reporter.warning(
      `${image.destination.host}/${image.destination.name} lacks content it said it had: sending it again`,
    );
    await sendContent(manifest, image, image.graph, ports, signal);
    await image.destination.putManifest(manifest, reference, signal);
  }
}

async function sendContent(
  manifest: Manifest,
  image: CopiedImage,
  graph: ContentGraph,
  ports: Ports,
  signal: AbortSignal,
): Promise<void> {
  const { content } = manifest;
  if (content.kind === 'index') {
    for (const child of graph.manifests) {
      if (!content.manifests.some(({ digest }) => digest === child.digest)) continue;
      await sendContent(child, image, graph, ports, signal);
      await image.destination.putManifest(child, child.digest, signal);
    }
    return;
  }
  const route = {
    source: image.source,
    destination: image.destination,
    onBytes: () => undefined,
    shortcuts: false,
  };
  for (const blob of [content.config, ...content.layers]) {
    if (!graph.skippedLayers.some(({ digest }) => digest === blob.digest))
      await ports.registries.copyBlob(blob, route, signal);
  }
}
