import type { CosignKind } from '../../core/image/attachment-tags.ts';
import type { Descriptor } from '../../core/image/descriptor.ts';
import type { Digest } from '../../core/image/digest.ts';
import type { Side } from '../../core/text/errors.ts';
import type { Manifest } from '../../core/image/manifest.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Repository } from '../../core/ports/registry.ts';
import type { TagHistory } from '../../core/ports/streams.ts';

/** What is attached to one digest, unverified. */
export interface Attached {
  /** under tags of cosign */
  readonly tags: readonly { readonly kind: CosignKind; readonly tag: string; readonly manifest: Manifest }[];
  /** as they are listed, by the referrers API or under the fallback tag */
  readonly referrers: readonly Descriptor[];
  /** what could not be read, as messages */
  readonly problems: readonly string[];
}

/** What an evaluation needs from outside. Changes nothing. */
export interface PolicyPorts {
  /** where the image and what is attached to it are read */
  readonly repository: Pick<Repository, 'host' | 'name' | 'getManifest' | 'readBlob'>;
  readonly clock: Pick<Clock, 'date'>;
  readonly findAttached: (subject: Digest, signal: AbortSignal) => Promise<Attached>;
  /** undefined: there is no such stream. @throws PromoteError also when that side is not OpenShift */
  readonly readHistory: (
    side: Side,
    name: { readonly project: string; readonly stream: string },
    signal: AbortSignal,
  ) => Promise<readonly TagHistory[] | undefined>;
  /** Fetches a file over http; any status is returned. @throws PromoteError when it cannot be fetched or is too long */
  readonly download: (
    url: string,
    maxBytes: number,
    signal: AbortSignal,
  ) => Promise<{ readonly status: number; readonly body: Uint8Array }>;
}
