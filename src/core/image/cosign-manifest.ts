import type { Descriptor } from './descriptor.ts';
import { digestOf } from './digest.ts';
import { PromoteError } from '../text/errors.ts';
import type { ImageContent, Manifest } from './manifest.ts';
import { readManifest } from './read-manifest.ts';
import { isJsonObject, parseStrictJson, type JsonObject } from '../text/strict-json.ts';

/** How to add the attachments of the source to a cosign tag without losing those of the destination. */
export type CosignPlan =
  /** the destination has everything already */
  | { readonly kind: 'keep' }
  /** the manifest of the source, which includes everything that the destination has */
  | { readonly kind: 'copy' }
  /** a manifest that combines both; its config contains its bytes */
  | { readonly kind: 'merge'; readonly manifest: Manifest; readonly config: Descriptor };

/** One signature or attestation per layer, to which cosign appends as well. */
const APPENDABLE = new Set([
  'application/vnd.dev.cosign.simplesigning.v1+json',
  'application/vnd.dsse.envelope.v1+json',
]);
const IMAGE_CONFIGS = new Set([
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
]);
const NO_TIME = '0001-01-01T00:00:00Z';

/**
 * Compares source and destination under the same cosign tag (registry.md §7.1).
 * @throws PromoteError MANIFEST_INVALID when they differ and cannot be joined
 */
export function planCosignTag(source: Manifest, existing: Manifest | undefined): CosignPlan {
  if (existing === undefined) return { kind: 'copy' };
  if (existing.digest === source.digest) return { kind: 'keep' };
  if (!isPlain(source) || !isPlain(existing) || source.mediaType !== existing.mediaType) {
    throw notJoinable(source, existing);
  }
  const [ours, theirs] = [keysOf(source.content), keysOf(existing.content)];
  if (isSubset(ours, theirs)) return { kind: 'keep' };
  if (isSubset(theirs, ours)) return { kind: 'copy' };
  const layers = [...existing.content.layers, ...source.content.layers];
  if (!layers.every(({ mediaType }) => APPENDABLE.has(mediaType))) throw notJoinable(source, existing);
  return merge(source, existing, theirs);
}

type PlainManifest = Manifest & { readonly content: ImageContent };

/** Whether a manifest has only fields that cosign writes, so that only layers can differ. */
function isPlain(manifest: Manifest): manifest is PlainManifest {
  const { content } = manifest;
  return (
    content.kind === 'image' &&
    IMAGE_CONFIGS.has(content.config.mediaType) &&
    content.subject === undefined &&
    content.artifactType === undefined &&
    Object.keys(content.annotations).length === 0
  );
}

/** The existing manifest with the missing layers appended, in the same way as cosign. */
function merge(source: PlainManifest, existing: PlainManifest, theirs: ReadonlySet<string>): CosignPlan {
  const lacking = source.content.layers.map((layer) => !theirs.has(keyOf(layer)));
  const layers = [...layersOf(existing), ...layersOf(source).filter((_, index) => lacking[index])];
  const config = configFor(existing.content.config.mediaType, layers);
  const body = {
    ...(parseStrictJson(existing.bytes) as JsonObject),
    config: { mediaType: config.mediaType, size: config.sizeBytes, digest: config.digest },
    layers,
  };
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  return { kind: 'merge', manifest: readManifest(bytes, existing.mediaType), config };
}

/** The original layers, including unknown fields. */
function layersOf({ bytes }: Manifest): readonly JsonObject[] {
  const layers = (parseStrictJson(bytes) as JsonObject)['layers'];
  return Array.isArray(layers) ? layers.filter(isJsonObject) : [];
}

/** The cosign config only lists the layers. They are not compressed, so their digests are the diff IDs. */
function configFor(mediaType: string, layers: readonly JsonObject[]): Descriptor {
  const data = new TextEncoder().encode(
    JSON.stringify({
      architecture: '',
      created: NO_TIME,
      history: layers.map(() => ({ created: NO_TIME })),
      os: '',
      rootfs: { type: 'layers', diff_ids: layers.map((layer) => layer['digest']) },
      config: {},
    }),
  );
  return { mediaType, digest: digestOf(data), sizeBytes: data.byteLength, data };
}

/** Two signatures of the same payload are layers with the same digest, distinguished by their annotations. */
function keyOf({ mediaType, digest, annotations }: Descriptor): string {
  const sorted = Object.entries(annotations ?? {}).sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([mediaType, digest, sorted]);
}

function keysOf({ layers }: ImageContent): ReadonlySet<string> {
  return new Set(layers.map(keyOf));
}

function isSubset(some: ReadonlySet<string>, all: ReadonlySet<string>): boolean {
  return [...some].every((key) => all.has(key));
}

function notJoinable(source: Manifest, existing: Manifest): PromoteError {
  return new PromoteError({
    code: 'MANIFEST_INVALID',
    message: `the destination already has a different one, ${existing.digest} instead of ${source.digest}, and the two cannot be merged`,
    hint: 'the one at the destination was kept; delete its tag to have it replaced',
  });
}
