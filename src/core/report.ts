import type { Digest } from './digest.ts';
import type { RolloutResult } from './ports/rollouts.ts';

export type RolloutStatus = 'complete' | 'unchanged' | 'rolled-back' | 'failed' | 'skipped';

/** What became of one image. JSON-safe: it is the output `results`. */
export interface ImageReport {
  /** as the user wrote it */
  readonly source: string;
  /** with registry host and digest */
  readonly sourceImage: string;
  /** as the user wrote it */
  readonly destination: string;
  /** pull spec by digest at the destination */
  readonly image: string;
  /** `project/stream:tag`, for OpenShift destinations */
  readonly imageStreamTag: string | undefined;
  readonly digest: Digest;
  readonly previousDigest: Digest | undefined;
  readonly mediaType: string;
  readonly platforms: readonly string[];
  /** false: the destination already had this digest under this tag */
  readonly changed: boolean;
  readonly tags: readonly string[];
  readonly blobsCopied: number;
  readonly blobsSkipped: number;
  readonly bytesCopied: number;
  readonly bytesSkipped: number;
  readonly rollouts: readonly RolloutResult[];
}

/** What became of the whole run. */
export interface PromotionReport {
  readonly images: readonly ImageReport[];
  readonly rolloutStatus: RolloutStatus;
  readonly dryRun: boolean;
  readonly sourceServer: string | undefined;
  readonly destinationServer: string | undefined;
  readonly startedAt: string;
  readonly durationMs: number;
  /** durations by phase */
  readonly phases: readonly { readonly phase: string; readonly durationMs: number }[];
}
