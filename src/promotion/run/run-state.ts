import type { PromotionPlan } from '../../core/plan.ts';
import type { CommitReport } from '../../core/ports/gitops.ts';
import type { AppliedObject } from '../../core/ports/objects.ts';
import type { WorkloadName, RolloutPlan, RolloutResult, RunningPod } from '../../core/ports/rollouts.ts';
import type { ImageChange, BlobReport } from '../../core/report-details.ts';
import type { PolicyReport } from '../../core/ports/policy-report.ts';
import type { Preparation } from '../../core/preparation.ts';
import type { ResolvedImage, CopiedImage } from './resolved-image.ts';
import type { AttachmentReport } from '../../core/report.ts';
import type { Problem, Phase } from '../../core/text/errors.ts';
import type { Digest } from '../../core/image/digest.ts';

export interface PhaseTime {
  readonly phase: Phase;
  readonly durationMs: number;
}

/** Something this run made at the destination that must not stay for nothing. */
export interface TemporaryObject {
  /** such as `pull secret x of project y` */
  readonly name: string;
  /** always: it was only a means; on failure: it stays when all ends well */
  readonly goes: 'always' | 'on failure';
  /** @returns false when it is needed and stays */
  readonly remove: (signal: AbortSignal) => Promise<boolean>;
}

/** What a destination tag was before it moved, and what the promotion makes it: a promoted tag, or the backup of one. */
export interface TagBefore {
  readonly image: ResolvedImage;
  readonly tag: string;
  /** undefined: it did not exist */
  readonly digest: Digest | undefined;
  readonly after: Digest;
}

/** A rollout that has been brought to its end. */
export interface DoneRollout {
  readonly images: readonly ResolvedImage[];
  readonly plan: RolloutPlan;
  readonly result: RolloutResult;
  /** undefined: not verified */
  readonly pods?: readonly RunningPod[] | undefined;
}

/** A workload, and which images it will be rolled out for: all of them in one revision. */
export interface PlannedRollout {
  readonly plan: RolloutPlan;
  readonly images: readonly ResolvedImage[];
}

/** What became of everything that is attached to an image. */
export interface CarriedAttachments extends Carried {
  readonly image: CopiedImage;
  /** what was not carried, and what could not be looked for */
  readonly problems: readonly Problem[];
}

/** What became of attachments, and what that cost. */
export interface Carried {
  readonly reports: readonly AttachmentReport[];
  readonly moved: readonly MovedImage[];
}

/** What moving one image cost. */
export interface MovedImage {
  readonly image: CopiedImage;
  readonly blobsCopied: number;
  readonly blobsSkipped: number;
  readonly bytesCopied: number;
  readonly bytesSkipped: number;
  /** what became of each blob */
  readonly blobs?: readonly BlobReport[] | undefined;
}

/** What the phases have left behind so far: also a promotion that fails reports how far it came. */
export interface RunState {
  readonly phases: PhaseTime[];
  images: readonly ResolvedImage[];
  planned: readonly PlannedRollout[];
  /** workloads to roll out that did not exist */
  missing: readonly WorkloadName[];
  plan: PromotionPlan | undefined;
  /** undefined: there is none, or it was not asked yet */
  policy: readonly PolicyReport[] | undefined;
  prepared: readonly Preparation[];
  moved: readonly MovedImage[];
  attachments: readonly CarriedAttachments[];
  /** of every tag that may have moved */
  tagsBefore: readonly TagBefore[];
  /** those that have: what they were */
  movedTags: readonly TagBefore[];
  /** images whose tags all point to the promoted digest */
  tagged: readonly ResolvedImage[];
  /** objects, with the way back of each */
  applied: readonly AppliedObject[];
  /** those of `planned` whose controller works on the new revision, or has ended */
  started: readonly PlannedRollout[];
  /** undefined: there is none, or none yet */
  commit?: CommitReport | undefined;
  rollouts: readonly DoneRollout[];
  /** what is different in the images now */
  changes: ReadonlyMap<ResolvedImage, ImageChange>;
  /** what must not stay for nothing */
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
    applied: [],
    started: [],
    rollouts: [],
    changes: new Map(),
    made: [],
  };
}
