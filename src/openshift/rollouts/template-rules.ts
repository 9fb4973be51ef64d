import type { RolloutPlan, WorkloadName } from '../../core/ports/rollouts.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import type { Api } from '../api/api.ts';
import type { ClusterContext } from '../api/watch-objects.ts';
import type { RevisionPods, RolloutRun } from './rollout-run.ts';

/** How far a workload is with the pod template it has. */
export type TemplateProgress =
  | { readonly kind: 'paused' }
  /** the controller has not seen the template yet: what it reports is about the one before */
  | { readonly kind: 'unobserved' }
  | { readonly kind: 'progressing'; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'complete' };

/** To the promoted image, or to what was there before. */
export type Way = 'there' | 'back';

/** What differs between the kinds that roll out whenever their pod template changes: everything but DeploymentConfigs. */
export interface TemplateRules {
  /** @param missedBefore when a progress deadline was missed before the template changed, which says nothing about it */
  progress(object: JsonObject, missedBefore?: string): TemplateProgress;

  /** Throws when a new template would not be rolled out: paused, `OnDelete`. */
  requireRollable(api: Api, workload: WorkloadName, object: JsonObject): void;

  /** How many pods a complete rollout leaves with the new template. */
  replicas(object: JsonObject): number;

  /** The present revision as people name it; undefined: there is none yet, or it may not be read. */
  revision(
    api: Api,
    workload: WorkloadName,
    object: JsonObject,
    signal: AbortSignal,
  ): Promise<string | undefined>;

  /** Where the pods of a revision are; undefined: there is no such revision. */
  pods(
    api: Api,
    workload: WorkloadName,
    object: JsonObject,
    revision: string | undefined,
    signal: AbortSignal,
  ): Promise<RevisionPods | undefined>;

  /** The pod template from before a promotion; undefined when nothing kept it. */
  templateBefore(
    api: Api,
    plan: RolloutPlan,
    object: JsonObject,
    signal: AbortSignal,
  ): Promise<JsonObject | undefined>;

  /** Does what the controller of the kind leaves to people, until the signal is aborted. */
  readonly assist?: (
    context: ClusterContext,
    workload: WorkloadName,
    way: Way,
    say: (text: string) => void,
    signal: AbortSignal,
  ) => Promise<void>;
}

/** A rollout of such a workload under way. */
export interface TemplateRun extends RolloutRun {
  readonly rules: TemplateRules;
}
