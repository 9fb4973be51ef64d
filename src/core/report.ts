import type { ObjectPlan } from './ports/apply.ts';
import type { Digest } from './image/digest.ts';
import type { PolicyReport } from './ports/policy-report.ts';
import type { Preparation } from './preparation.ts';
import type { Strategy } from './options.ts';
import type { RolloutResult } from './ports/rollouts.ts';
import type { BlobReport, ImageChange, PodReport } from './report-details.ts';

export type RolloutStatus = 'complete' | 'unchanged' | 'rolled-back' | 'failed' | 'skipped';

/** What became of one thing that is attached to an image: a signature, an attestation, an SBOM. */
export interface AttachmentReport {
  /** the image, one of its platforms, or another attachment */
  readonly subject: Digest;
  /** its tag, or its digest when it has none */
  readonly name: string;
  /** `signature`, `attestation` or `sbom` under a tag of cosign, else its artifact type */
  readonly type: string;
  /** merged: added to what the destination had there; dropped: it is listed, but attached to something else */
  readonly outcome: 'copied' | 'merged' | 'present' | 'dropped' | 'failed';
  /** why it was dropped or failed */
  readonly reason?: string | undefined;
}

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
  /** where it is not the digest above: a build made a new image of it */
  readonly sourceDigest?: Digest | undefined;
  readonly previousDigest: Digest | undefined;
  readonly mediaType: string;
  readonly platforms: readonly string[];
  readonly strategy: Exclude<Strategy, 'auto'>;
  /** false: the destination already had this digest under this tag */
  readonly changed: boolean;
  readonly tags: readonly string[];
  /** the tags that this run moved, and what each was; undefined: it did not exist */
  readonly movedTags?:
    readonly { readonly tag: string; readonly previousDigest: Digest | undefined }[] | undefined;
  readonly blobsCopied: number;
  readonly blobsSkipped: number;
  readonly bytesCopied: number;
  readonly bytesSkipped: number;
  readonly attachments: readonly AttachmentReport[];
  readonly rollouts: readonly RolloutResult[];
  /** what was looked at or moved; undefined: nothing had to be */
  readonly blobs?: readonly BlobReport[] | undefined;
  /** against what the tag was before; undefined: nobody looked, or nothing can be told */
  readonly change?: ImageChange | undefined;
  /** the pods of the new revisions; undefined: nobody looked */
  readonly pods?: readonly PodReport[] | undefined;
}

/** What became of the whole run. */
export interface PromotionReport {
  readonly images: readonly ImageReport[];
  /** objects that were applied, in their order */
  readonly applied?: readonly ObjectPlan[] | undefined;
  /** what was there already or has been made before anything moved */
  readonly prepared?: readonly Preparation[] | undefined;
  /** what the policy says about each image; undefined: there is none, or it was not asked */
  readonly policy?: readonly PolicyReport[] | undefined;
  readonly rolloutStatus: RolloutStatus;
  /** it failed, and tags and workloads are again as they were */
  readonly rolledBack?: boolean | undefined;
  readonly dryRun: boolean;
  readonly sourceServer: string | undefined;
  readonly destinationServer: string | undefined;
  readonly startedAt: string;
  readonly durationMs: number;
  /** durations by phase */
  readonly phases: readonly { readonly phase: string; readonly durationMs: number }[];
}
