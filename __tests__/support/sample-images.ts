import { digestOf, type Digest } from '../../src/core/image/digest.ts';
import type { Manifest } from '../../src/core/image/manifest.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../../src/core/image/media-types.ts';
import { readManifest } from '../../src/core/image/read-manifest.ts';
import type { Platform } from '../../src/core/image/descriptor.ts';

/** Content by digest, as a registry would hold it. */
export type BlobStore = Map<Digest, Uint8Array>;

export interface SampleImage {
  readonly root: Manifest;
  /** every manifest including the root */
  readonly manifests: readonly Manifest[];
  readonly blobs: BlobStore;
}

export const CONFIG_TYPE = 'application/vnd.oci.image.config.v1+json';
export const LAYER_TYPE = 'application/vnd.oci.image.layer.v1.tar+gzip';

/** The JSON form of a descriptor. */
export function descriptorJson(bytes: Uint8Array, mediaType: string, more: object = {}): object {
  return { mediaType, digest: digestOf(bytes), size: bytes.byteLength, ...more };
}

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function jsonBytes(value: unknown): Uint8Array {
  return utf8(JSON.stringify(value));
}

/** Bytes that differ by seed and do not compress to nothing; the same for the same arguments. */
export function noise(sizeBytes: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(sizeBytes);
  let state = (seed * 2654435761 + 1) >>> 0;
  for (let at = 0; at < sizeBytes; at += 1) {
    state = (state * 1664525 + 1013904223) >>> 0;
    bytes[at] = state >>> 24;
  }
  return bytes;
}

export function sampleImage(
  layers: readonly Uint8Array[],
  more: { readonly config?: Uint8Array; readonly fields?: object } = {},
): SampleImage {
  const config = more.config ?? jsonBytes({ architecture: 'amd64', os: 'linux', layers: layers.length });
  const bytes = jsonBytes({
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config: descriptorJson(config, CONFIG_TYPE),
    layers: layers.map((layer) => descriptorJson(layer, LAYER_TYPE)),
    ...more.fields,
  });
  const root = readManifest(bytes, OCI_MANIFEST);
  const blobs: BlobStore = new Map([config, ...layers].map((blob) => [digestOf(blob), blob]));
  return { root, manifests: [root], blobs };
}

export function sampleIndex(
  children: readonly { readonly image: SampleImage; readonly platform?: Platform }[],
): SampleImage {
  const bytes = jsonBytes({
    schemaVersion: 2,
    mediaType: OCI_INDEX,
    manifests: children.map(({ image, platform }) =>
      descriptorJson(
        image.root.bytes,
        image.root.mediaType,
        platform === undefined ? {} : { platform: { ...platform } },
      ),
    ),
  });
  const root = readManifest(bytes, OCI_INDEX);
  return {
    root,
    manifests: [...children.flatMap(({ image }) => image.manifests), root],
    blobs: new Map(children.flatMap(({ image }) => [...image.blobs])),
  };
}
