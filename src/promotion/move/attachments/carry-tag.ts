import { planCosignTag } from '../../../core/image/cosign-manifest.ts';
import type { Descriptor } from '../../../core/image/descriptor.ts';
import type { Digest } from '../../../core/image/digest.ts';
import type { ContentGraph } from '../../../core/image/graph.ts';
import type { Manifest } from '../../../core/image/manifest.ts';
import type { AttachmentReport } from '../../../core/report.ts';
import { moveArtifact, moveGraph } from './artifact.ts';
import type { AttachedTag } from './look.ts';
import { orFailed, reportOn } from './carried.ts';
import { pushManifest } from '../../run/push-manifest.ts';
import type { CopiedImage } from '../../run/resolved-image.ts';
import { updateTag } from './update-tag.ts';
import type { Ports } from '../../run/ports.ts';
import type { MovedImage, Carried } from '../../run/run-state.ts';

/**
 * Carries what cosign keeps under a tag: byte for byte where the destination has nothing that would be lost, else added to
 * what it has (registry.md §6 case 106).
 */
export async function carryTag(
  { kind, tag, manifest }: AttachedTag,
  subject: Digest,
  image: CopiedImage,
  ports: Ports,
  signal: AbortSignal,
): Promise<Carried> {
  const attachment = { subject, name: tag, type: kind };
  const moved: MovedImage[] = [];
  let outcome: AttachmentReport['outcome'] = 'present';

  const change = async (existing: Manifest | undefined): Promise<Manifest | undefined> => {
    const plan = planCosignTag(manifest, existing);
    switch (plan.kind) {
      case 'keep':
        return undefined;
      case 'copy':
        moved.push(await moveArtifact(manifest, tag, image, ports, signal));
        outcome = 'copied';
        return manifest;
      case 'merge':
        moved.push(await moveGraph(mergedGraph(manifest, plan), tag, image, ports, signal));
        outcome = 'merged';
        return plan.manifest;
    }
  };
  const push = (wanted: Manifest): Promise<void> =>
    pushManifest(wanted, tag, moved.at(-1)?.image ?? image, ports, signal);
  const run = async (): Promise<Carried> => {
    await updateTag(image.destination, tag, change, push, signal);
    return { reports: [reportOn(attachment, outcome)], moved };
  };
  return orFailed(attachment, run, signal);
}

/** Of a merged manifest the destination lacks at most the layers of the source, and the config, which comes along. */
function mergedGraph(
  source: Manifest,
  merged: { readonly manifest: Manifest; readonly config: Descriptor },
): ContentGraph {
  const layers = source.content.kind === 'image' ? source.content.layers : [];
  const blobs = new Map([merged.config, ...layers].map((blob) => [blob.digest, blob]));
  return {
    root: merged.manifest,
    manifests: [merged.manifest],
    blobs: [...blobs.values()],
    skippedLayers: [],
  };
}
