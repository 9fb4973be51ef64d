import type { PromotionPlan } from '../core/plan.ts';
import type { Preparation } from '../core/preparation.ts';
import type { CarriedAttachments } from './attachments/carry.ts';
import type { PlannedRollout } from './check.ts';
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
  plan: PromotionPlan | undefined;
  prepared: readonly Preparation[];
  moved: readonly MovedImage[];
  attachments: readonly CarriedAttachments[];
  /** of every tag that may have moved */
  tagsBefore: readonly TagBefore[];
  tagged: readonly ResolvedImage[];
  rollouts: readonly DoneRollout[];
  /** what must not stay for nothing */
  made: readonly MadeThing[];
}

export function startProgress(): Progress {
  return {
    phases: [],
    images: [],
    planned: [],
    plan: undefined,
    prepared: [],
    moved: [],
    attachments: [],
    tagsBefore: [],
    tagged: [],
    rollouts: [],
    made: [],
  };
}
