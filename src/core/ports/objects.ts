import type { ApplyRequest, ObjectPlan } from './apply.ts';
import type { Problem } from '../text/errors.ts';

/** What applying would do, and what stands in its way. */
export interface PlannedObjects {
  readonly objects: readonly ObjectPlan[];
  readonly problems: readonly Problem[];
}

/** An object that was applied, and the way back. */
export interface AppliedObject {
  readonly object: ObjectPlan;
  /** removes what was created, writes back what was changed; what somebody else did to it meanwhile is lost with it */
  undo(signal: AbortSignal): Promise<void>;
}

/** What the domain needs to bring objects into a cluster. */
export interface Objects {
  /** Tries everything out where the API permits (`dryRun=All`). Changes nothing. */
  plan(request: ApplyRequest, signal: AbortSignal): Promise<PlannedObjects>;

  /**
   * Applies one object after the other, by kind: what others need comes first.
   * @throws PromoteError APPLY_CONFLICT, INPUT_INVALID, ACCESS_DENIED, …; what was applied until then was told
   */
  apply(
    request: ApplyRequest,
    onApplied: (applied: AppliedObject) => void,
    signal: AbortSignal,
  ): Promise<void>;
}
