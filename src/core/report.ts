import type { ObjectPlan } from './ports/apply.ts';
import type { Digest } from './image/digest.ts';
import type { PolicyReport } from './ports/policy-report.ts';
import type { Preparation } from './preparation.ts';
import type { CommitReport } from './ports/gitops.ts';
import type { Strategy } from './options.ts';
import type { RolloutResult } from './ports/rollouts.ts';
import type { BlobReport, ImageChange, PodReport } from './report-details.ts';

export type RolloutStatus = 'complete' | 'unchanged' | 'rolled-back' | 'failed' | 'skipped';

/** The result for one signature, attestation or SBOM attached to an image. */
export interface AttachmentReport {
  /** digest of what it is attached to: the image, one of its platforms, or another attachment */
  readonly subject: Digest;
  /** its tag, or its digest if it has no tag */
  readonly name: string;
  /** `signature`, `attestation` or `sbom` if stored under a cosign tag, otherwise its artifact type */
  readonly type: string;
  /** merged: combined with what the destination already had; dropped: listed, but attached to something else */
  readonly outcome: 'copied' | 'merged' | 'present' | 'dropped' | 'failed';
  /** reason if it was dropped or failed */
  readonly reason?: string | undefined;
}

/** The attestation of a promotion. */
export interface AttestationReport {
  /** digest of the manifest with the bundle, in the repository of the image */
  readonly manifest: Digest;
  /** attached: signed by this run; present: an earlier run attested this promotion, and nothing changed since */
  readonly outcome: 'attached' | 'present';
}

/** The result for one image. JSON-safe: it is an entry of the output `results`. */
export interface ImageReport {
  /** as given in the inputs */
  readonly source: string;
  /** with registry host and digest */
  readonly sourceImage: string;
  /** as given in the inputs */
  readonly destination: string;
  /** pull spec of the destination image, by digest */
  readonly image: string;
  /** `project/stream:tag`, for OpenShift destinations */
  readonly imageStreamTag: string | undefined;
  readonly digest: Digest;
  /** digest of the source if it differs from `digest`, because a build created a new image */
  readonly sourceDigest?: Digest | undefined;
  readonly previousDigest: Digest | undefined;
  readonly mediaType: string;
  readonly platforms: readonly string[];
  readonly strategy: Exclude<Strategy, 'auto'>;
  /** false: the destination tag already pointed to this digest */
  readonly changed: boolean;
  readonly tags: readonly string[];
  /** tags that this run moved, with the digest each pointed to before; absent if the tag did not exist */
  readonly movedTags?:
    readonly { readonly tag: string; readonly previousDigest: Digest | undefined }[] | undefined;
  readonly blobsCopied: number;
  readonly blobsSkipped: number;
  readonly bytesCopied: number;
  readonly bytesSkipped: number;
  /** of `blobsSkipped`: mounted from another repository of the destination; absent if none were */
  readonly blobsMounted?: number | undefined;
  readonly bytesMounted?: number | undefined;
  readonly attachments: readonly AttachmentReport[];
  /** absent if the promotion was not attested */
  readonly attestation?: AttestationReport | undefined;
  readonly rollouts: readonly RolloutResult[];
  /** layers and configs that were copied or found at the destination; absent if none had to be */
  readonly blobs?: readonly BlobReport[] | undefined;
  /** differences from the previous image of the tag; absent if not compared or not known */
  readonly change?: ImageChange | undefined;
  /** pods of the new revisions; absent if pods were not verified */
  readonly pods?: readonly PodReport[] | undefined;
}

/** Tags that returned to their previous image before a run made its plan. */
export interface TakenBack {
  /** the run that had moved them and ended before it had moved all tags of its set, with its start */
  readonly run: string;
  /** as `project/stream:tag` */
  readonly tags: readonly string[];
}

/** What became of the whole run. */
export interface PromotionReport {
  readonly images: readonly ImageReport[];
  /** applied objects, in the order in which they were applied */
  readonly applied?: readonly ObjectPlan[] | undefined;
  /** what existed already or was created before any content was moved */
  readonly prepared?: readonly Preparation[] | undefined;
  /** result of the policy for each image; absent without a policy, or if the policy was not evaluated */
  readonly policy?: readonly PolicyReport[] | undefined;
  /** commit with the desired state; absent without `gitops`, or if it was not made */
  readonly commit?: CommitReport | undefined;
  readonly rolloutStatus: RolloutStatus;
  /** address of the first workload with a Route; absent if none has one, or it may not be read */
  readonly url?: string | undefined;
  /** the run failed, and tags and workloads were restored to their previous state */
  readonly rolledBack?: boolean | undefined;
  /** what an earlier run left half done and this one took back first; absent: nothing */
  readonly takenBack?: TakenBack | undefined;
  /** the tags returned to an earlier image (command or input `rollback`); absent: a promotion */
  readonly isRollback?: boolean | undefined;
  readonly dryRun: boolean;
  readonly sourceServer: string | undefined;
  readonly destinationServer: string | undefined;
  readonly startedAt: string;
  readonly durationMs: number;
  /** duration of each phase */
  readonly phases: readonly { readonly phase: string; readonly durationMs: number }[];
}
