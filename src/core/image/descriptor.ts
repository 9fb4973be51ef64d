import type { Digest } from './digest.ts';
import type { Manifest } from './manifest.ts';

/** A pointer to content (image-spec descriptor.md), validated. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly sizeBytes: number;
  readonly platform?: Platform | undefined;
  readonly artifactType?: string | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
  /** the content itself, when embedded (`data`), already verified against digest and size */
  readonly data?: Uint8Array | undefined;
  /** it names `urls` from which whoever pulls the image can download the content, too */
  readonly isElsewhere?: boolean | undefined;
}

/** Everything an image consists of, found by walking from its root. Each digest appears once. */
export interface ContentGraph {
  readonly root: Manifest;
  /** children before parents, the root last: the order in which they may be pushed */
  readonly manifests: readonly Manifest[];
  /** configs and layers that have to be at the destination */
  readonly blobs: readonly Descriptor[];
  /**
   * non-distributable layers (layer.md, "Non-distributable Layers") that stay behind, as the source does not have them and they
   * name `urls` to download them from
   */
  readonly skippedLayers: readonly Descriptor[];
}

/** The platform of an index entry (image-spec image-index.md). */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string | undefined;
}

/** `linux/arm64/v8`; buildkit's attestation manifests say `unknown/unknown`. */
export function formatPlatform(platform: Platform): string {
  const base = `${platform.os}/${platform.architecture}`;
  return platform.variant === undefined ? base : `${base}/${platform.variant}`;
}
