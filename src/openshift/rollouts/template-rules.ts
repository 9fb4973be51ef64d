import type { RolloutPlan, WorkloadName } from '../../core/ports/rollouts.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import type { Api } from '../api/api.ts';
import type { ClusterContext } from '../api/watch-objects.ts';
import type { RevisionPods, RolloutRun } from './rollout-run.ts';

/** The progress of a workload with its current pod template. */
export type TemplateProgress =
  | { readonly kind: 'paused' }
  /** the controller has not observed the template yet: its status describes the previous one */
  | { readonly kind: 'unobserved' }
  | { readonly kind: 'progressing'; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'complete' };

/** Whether the rollout goes to the promoted image, or back to the previous one. */
export type Way = 'there' | 'back';

/** The differences between the kinds that roll out when their pod template changes: all but DeploymentConfigs. */
export interface TemplateRules {
  /** @param missedBefore when a progress deadline was missed before the template changed, which says nothing about the new one */
  progress(object: JsonObject, missedBefore?: string): TemplateProgress;

  /** Throws when a new template would not be rolled out: paused, `OnDelete`. */
  requireRollable(api: Api, workload: WorkloadName, object: JsonObject): void;

  /** The number of pods with the new template after a complete rollout. */
  replicas(object: JsonObject): number;

  /** The name of the current revision; undefined: there is none yet, or it may not be read. */
  revision(
    api: Api,
    workload: WorkloadName,
    object: JsonObject,
    signal: AbortSignal,
  ): Promise<string | undefined>;

  /** Locates the pods of a revision; undefined: the revision does not exist. */
  pods(
    api: Api,
    workload: WorkloadName,
    object: JsonObject,
    revision: string | undefined,
    signal: AbortSignal,
  ): Promise<RevisionPods | undefined>;

  /** The pod template from before a promotion; undefined if it is no longer stored. */
  templateBefore(
    api: Api,
    plan: RolloutPlan,
    object: JsonObject,
    signal: AbortSignal,
  ): Promise<JsonObject | undefined>;

  /** Does what the controller of the kind leaves to the user, until the signal is aborted. */
  readonly assist?: (
    context: ClusterContext,
    workload: WorkloadName,
    way: Way,
    say: (text: string) => void,
    signal: AbortSignal,
  ) => Promise<void>;
}

/** A rollout of such a workload in progress. */
export interface TemplateRun extends RolloutRun {
  readonly rules: TemplateRules;
}
