import type { Digest } from './image/digest.ts';
import type { RunningPod, WorkloadName } from './ports/rollouts.ts';

/** The result for one layer or config of an image. */
export interface BlobReport {
  readonly digest: Digest;
  readonly mediaType: string;
  readonly sizeBytes: number;
  /** skipped: non-distributable and not at the source, so whoever pulls the image downloads it from its URLs */
  readonly outcome: 'copied' | 'mounted' | 'present' | 'skipped';
}

/**
 * Differences between the previous and the new image of a tag. Values of environment variables are left out because they may be
 * secrets.
 */
export interface ImageChange {
  /** when each image was built; absent if the image does not say */
  readonly created: Change;
  /** labels that differ, by name */
  readonly labels: Readonly<Record<string, Change>>;
  /** names of the environment variables that differ */
  readonly environment: SetChange;
  /** exposed ports that differ, such as `8080/tcp` */
  readonly ports: SetChange;
}

export interface Change {
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

export interface SetChange {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** A pod that was found when the rollout was verified. */
export interface PodReport extends RunningPod {
  readonly workload: WorkloadName;
}
