import type { Digest } from './digest.ts';
import type { Platform } from './platform.ts';

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
}
