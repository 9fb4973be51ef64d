import type { RolloutTarget, WorkloadName } from './rollouts.ts';

/** Finds out who uses an image. */
export interface WorkloadSearch {
  /**
   * The workloads of a project with a container whose image one of the target's tags sets (image triggers of both kinds, also
   * those that act only on request), or that names one of its tags or, by digest, its stream. In the order of kind and name.
   * @throws PromoteError ACCESS_DENIED when a kind of workload may not be listed
   */
  find(project: string, target: RolloutTarget, signal: AbortSignal): Promise<readonly WorkloadName[]>;
}
