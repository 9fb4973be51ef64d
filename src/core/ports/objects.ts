import type { ApplyRequest, ObjectPlan } from './apply.ts';
import type { Problem } from '../text/errors.ts';

/** What applying would do, and the problems that would prevent it. */
export interface PlannedObjects {
  readonly objects: readonly ObjectPlan[];
  readonly problems: readonly Problem[];
}

/** An applied object, and how to undo it. */
export interface AppliedObject {
  readonly object: ObjectPlan;
  /** deletes created objects and restores changed ones; changes made by others in the meantime are lost */
  undo(signal: AbortSignal): Promise<void>;
}

/** What the domain needs to apply objects to a cluster. */
export interface Objects {
  /** Tests everything with `dryRun=All` where the API permits it. Changes nothing. */
  plan(request: ApplyRequest, signal: AbortSignal): Promise<PlannedObjects>;

  /**
   * Applies the objects one after the other, ordered by kind so that dependencies come first.
   * @throws PromoteError APPLY_CONFLICT, INPUT_INVALID, ACCESS_DENIED, …; what was applied until then was reported
   */
  apply(
    request: ApplyRequest,
    onApplied: (applied: AppliedObject) => void,
    signal: AbortSignal,
  ): Promise<void>;
}
