import { digestOf, type Digest } from '../../src/core/image/digest.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../../src/core/image/media-types.ts';
import type { BuiltLayer } from './layer.ts';
import { formatPlatform, type Platform } from '../../src/core/image/descriptor.ts';

const CONFIG_MEDIA_TYPE = 'application/vnd.oci.image.config.v1+json';
const IN_TOTO_MEDIA_TYPE = 'application/vnd.in-toto+json';

/** A blob that is small enough for memory. */
export interface SmallBlob {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly bytes: Uint8Array;
}

/** An image manifest with everything it points to. */
export interface BuiltImage {
  readonly kind: 'image';
  readonly platform: Platform;
  readonly manifest: SmallBlob;
  readonly config: SmallBlob;
  readonly layers: readonly (BuiltLayer | SmallBlob)[];
}

/** An index with everything it points to. */
export interface BuiltIndex {
  readonly kind: 'index';
  readonly manifest: SmallBlob;
  readonly images: readonly BuiltImage[];
}

export interface ImageRecipe {
  readonly platform: Platform;
  readonly layers: readonly BuiltLayer[];
  /** when it was made, as in RFC 3339 */
  readonly created: string;
  /** the part of the configuration that says how to run it */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Makes an OCI image (image-spec config.md and manifest.md). The same recipe gives the same digest. */
export function buildImage({
  platform,
  layers,
  created,
  config,
  labels,
  annotations,
}: ImageRecipe): BuiltImage {
  const configBlob = jsonBlob(CONFIG_MEDIA_TYPE, {
    created,
    ...platform,
    config: { ...config, ...(labels === undefined ? {} : { Labels: labels }) },
    rootfs: { type: 'layers', diff_ids: layers.map((layer) => layer.diffId) },
    history: layers.map(() => ({ created, created_by: 'openshift-promote sandbox' })),
  });
  const manifest = jsonBlob(OCI_MANIFEST, {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config: descriptorOf(configBlob),
    layers: layers.map(descriptorOf),
    ...(annotations === undefined ? {} : { annotations }),
  });
  return { kind: 'image', platform, manifest, config: configBlob, layers };
}

/**
 * Makes an index of images of different platforms.
 * @param attested adds buildkit's attestation manifest for each image: an entry of the platform `unknown/unknown` that names
 *   the image by an annotation (moby/buildkit docs/attestations/attestation-storage.md)
 */
export function buildIndex(
  images: readonly BuiltImage[],
  options: { readonly attested?: boolean } = {},
): BuiltIndex {
  const attestations = options.attested === true ? images.map((image) => ({ image, ...attest(image) })) : [];
  const manifest = jsonBlob(OCI_INDEX, {
    schemaVersion: 2,
    mediaType: OCI_INDEX,
    manifests: [
      ...images.map((image) => ({ ...descriptorOf(image.manifest), platform: image.platform })),
      ...attestations.map(({ attestation, annotations }) => ({
        ...descriptorOf(attestation.manifest),
        platform: attestation.platform,
        annotations,
      })),
    ],
  });
  const all = [...images, ...attestations.map(({ attestation }) => attestation)];
  return { kind: 'index', manifest, images: all };
}

function attest(image: BuiltImage): {
  readonly attestation: BuiltImage;
  readonly annotations: Readonly<Record<string, string>>;
} {
  const digest = image.manifest.digest;
  const platform: Platform = { architecture: 'unknown', os: 'unknown' };
  const statement = jsonBlob(IN_TOTO_MEDIA_TYPE, {
    _type: 'https://in-toto.io/Statement/v0.1',
    predicateType: 'https://slsa.dev/provenance/v0.2',
    subject: [
      {
        name: `pkg:docker/app?platform=${encodeURIComponent(formatPlatform(image.platform))}`,
        digest: { sha256: digest.slice('sha256:'.length) },
      },
    ],
    predicate: {
      builder: { id: 'openshift-promote sandbox' },
      buildType: 'https://mobyproject.org/buildkit@v1',
      materials: image.layers.map((layer) => ({
        uri: layer.mediaType,
        digest: { sha256: layer.digest.slice(7) },
      })),
    },
  });
  const config = jsonBlob(CONFIG_MEDIA_TYPE, {
    ...platform,
    config: {},
    rootfs: { type: 'layers', diff_ids: [statement.digest] },
  });
  const manifest = jsonBlob(OCI_MANIFEST, {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config: descriptorOf(config),
    layers: [
      {
        ...descriptorOf(statement),
        annotations: { 'in-toto.io/predicate-type': 'https://slsa.dev/provenance/v0.2' },
      },
    ],
  });
  return {
    attestation: { kind: 'image', platform, manifest, config, layers: [statement] },
    annotations: {
      'vnd.docker.reference.digest': digest,
      'vnd.docker.reference.type': 'attestation-manifest',
    },
  };
}

function jsonBlob(mediaType: string, value: unknown): SmallBlob {
  const bytes = Buffer.from(JSON.stringify(value, undefined, 2));
  return { mediaType, digest: digestOf(bytes), bytes };
}

function descriptorOf(blob: SmallBlob | BuiltLayer): {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
} {
  const size = 'bytes' in blob ? blob.bytes.byteLength : blob.sizeBytes;
  return { mediaType: blob.mediaType, digest: blob.digest, size };
}
