import type { PromotionPlan } from '../core/plan.ts';
import type { AppliedObject } from '../core/ports/objects.ts';
import type { WorkloadName } from '../core/ports/rollouts.ts';
import type { ImageChange } from '../core/report-details.ts';
import type { Preparation } from '../core/preparation.ts';
import type { CarriedAttachments } from './attachments/carry.ts';
import type { PlannedRollout } from './plan-rollouts.ts';
import type { MadeThing } from './made-things.ts';
import type { MovedImage } from './move.ts';
import type { PhaseTime } from './phase.ts';
import type { ResolvedImage } from './resolved-image.ts';
import type { DoneRollout } from './roll-out.ts';
import type { TagBefore } from './tag-before.ts';

/** What the phases have left behind so far: also a promotion that fails reports how far it came. */
export interface Progress {
  readonly phases: PhaseTime[];
  images: readonly ResolvedImage[];
  planned: readonly PlannedRollout[];
  /** workloads to roll out that did not exist */
  missing: readonly WorkloadName[];
  plan: PromotionPlan | undefined;
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
  rollouts: readonly DoneRollout[];
  /** what is different in the images now */
  changes: ReadonlyMap<ResolvedImage, ImageChange>;
  /** what must not stay for nothing */
  made: readonly MadeThing[];
}

export function startProgress(): Progress {
  return {
    phases: [],
    images: [],
    planned: [],
    missing: [],
    plan: undefined,
    prepared: [],
    moved: [],
    attachments: [],
    tagsBefore: [],
    movedTags: [],
    tagged: [],
    applied: [],
    rollouts: [],
    changes: new Map(),
    made: [],
  };
}
