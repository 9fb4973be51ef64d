import type { Digest } from './digest.ts';
import type { RunningPod, WorkloadName } from './ports/rollouts.ts';

/** What became of one layer or config of an image. */
export interface BlobReport {
  readonly digest: Digest;
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly outcome: 'copied' | 'mounted' | 'present';
}

/** A pod that was seen when the rollout was verified. */
export interface PodReport extends RunningPod {
  readonly workload: WorkloadName;
}
