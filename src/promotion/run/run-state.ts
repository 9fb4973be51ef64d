import type { PromotionPlan } from '../../core/plan.ts';
import type { CommitReport } from '../../core/ports/gitops.ts';
import type { AppliedObject } from '../../core/ports/objects.ts';
import type { WorkloadName, RolloutPlan, RolloutResult, RunningPod } from '../../core/ports/rollouts.ts';
import type { ImageChange, BlobReport } from '../../core/report-details.ts';
import type { PolicyReport } from '../../core/ports/policy-report.ts';
import type { Preparation } from '../../core/preparation.ts';
import type { ResolvedImage, CopiedImage } from './resolved-image.ts';
import type { AttachmentReport, AttestationReport, TakenBack } from '../../core/report.ts';
import type { Problem, Phase } from '../../core/text/errors.ts';
import type { Digest } from '../../core/image/digest.ts';

export interface PhaseTime {
  readonly phase: Phase;
  readonly durationMs: number;
}

/** An object that this run created at the destination and deletes again unless it is needed. */
export interface TemporaryObject {
  /** such as `pull secret x of project y` */
  readonly name: string;
  /** always: deleted once it has served its purpose; on failure: kept when the promotion succeeds */
  readonly goes: 'always' | 'on failure';
  /** @returns false when the object is still needed and was kept */
  readonly remove: (signal: AbortSignal) => Promise<boolean>;
}

/** The lock on the destinations of a set, and its journal. */
export interface SetLock {
  /**
   * Moves the tags back that a run before has moved which ended in the middle of the same set.
   * @throws PromoteError LOCKED when its journal cannot be read, TAG_CONFLICT when another client has moved one of the tags since
   */
  takeBackLeft(): Promise<void>;

  /**
   * Notes what the tags are and what they will be, before the first of them moves.
   * @throws PromoteError LOCKED when another run has taken the lock
   */
  note(images: readonly ResolvedImage[]): Promise<void>;

  /** Never throws. @param isWhole false: the journal stays, and the next run takes the set back */
  release(isWhole: boolean): Promise<void>;
}

/** The value of a destination tag before and after it moved: a promoted tag or its backup. */
export interface TagBefore {
  readonly image: ResolvedImage;
  readonly tag: string;
  /** undefined: it did not exist */
  readonly digest: Digest | undefined;
  readonly after: Digest;
}

/** A completed rollout. */
export interface DoneRollout {
  readonly images: readonly ResolvedImage[];
  readonly plan: RolloutPlan;
  readonly result: RolloutResult;
  /** undefined: not verified */
  readonly pods?: readonly RunningPod[] | undefined;
}

/** A workload, and the images it will be rolled out for in one revision. */
export interface PlannedRollout {
  readonly plan: RolloutPlan;
  readonly images: readonly ResolvedImage[];
}

/** The result of copying the attachments of an image. */
export interface CarriedAttachments extends Carried {
  readonly image: CopiedImage;
  /** attachments that were not copied, and searches that failed */
  readonly problems: readonly Problem[];
}

/** The results for attachments, and their transfer statistics. */
export interface Carried {
  readonly reports: readonly AttachmentReport[];
  readonly moved: readonly MovedImage[];
}

/** The transfer statistics of one image. */
export interface MovedImage {
  readonly image: CopiedImage;
  readonly blobsCopied: number;
  readonly blobsSkipped: number;
  readonly bytesCopied: number;
  readonly bytesSkipped: number;
  /** of those that were skipped */
  readonly blobsMounted?: number;
  readonly bytesMounted?: number;
  /** the result for each blob */
  readonly blobs?: readonly BlobReport[] | undefined;
}

/** The results of the phases so far, from which a failed promotion reports its progress, too. */
export interface RunState {
  readonly phases: PhaseTime[];
  /** undefined: nothing is locked */
  lock?: SetLock | undefined;
  /** what an earlier run has left half done, and this one has taken back before its plan */
  takenBack?: TakenBack | undefined;
  images: readonly ResolvedImage[];
  planned: readonly PlannedRollout[];
  /** workloads to roll out that did not exist */
  missing: readonly WorkloadName[];
  plan: PromotionPlan | undefined;
  /** undefined: there is no policy, or it has not been evaluated yet */
  policy: readonly PolicyReport[] | undefined;
  prepared: readonly Preparation[];
  moved: readonly MovedImage[];
  attachments: readonly CarriedAttachments[];
  /** the previous value of every tag that may have moved */
  tagsBefore: readonly TagBefore[];
  /** the tags that have moved, with their previous values */
  movedTags: readonly TagBefore[];
  /** images whose tags all point to the promoted digest */
  tagged: readonly ResolvedImage[];
  /** image streams that were created as their manifests say before any push to them, each with its rollback */
  createdStreams: readonly AppliedObject[];
  /** applied objects, each with its rollback */
  applied: readonly AppliedObject[];
  /** those of `planned` whose controller has started or completed the new revision */
  started: readonly PlannedRollout[];
  /** undefined: there is none, or none yet */
  commit?: CommitReport | undefined;
  rollouts: readonly DoneRollout[];
  /** of the first workload that has one */
  url?: string | undefined;
  /** by image; those that are attached to it at the destination */
  attestations: ReadonlyMap<ResolvedImage, AttestationReport>;
  /** differences between the new and the previous images */
  changes: ReadonlyMap<ResolvedImage, ImageChange>;
  /** objects to delete again */
  made: readonly TemporaryObject[];
}

export function newRunState(): RunState {
  return {
    phases: [],
    images: [],
    planned: [],
    missing: [],
    plan: undefined,
    policy: undefined,
    prepared: [],
    moved: [],
    attachments: [],
    tagsBefore: [],
    movedTags: [],
    tagged: [],
    createdStreams: [],
    applied: [],
    started: [],
    rollouts: [],
    attestations: new Map(),
    changes: new Map(),
    made: [],
  };
}
