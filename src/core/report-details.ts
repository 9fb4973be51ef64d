import type { Digest } from './image/digest.ts';
import type { RunningPod, WorkloadName } from './ports/rollouts.ts';

/** What became of one layer or config of an image. */
export interface BlobReport {
  readonly digest: Digest;
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly outcome: 'copied' | 'mounted' | 'present';
}

/** What differs between the image a tag was and the one it is. Values of variables are not told: they may be secrets. */
export interface ImageChange {
  /** when each was built; undefined: it does not say */
  readonly created: Change;
  /** those that differ, by name */
  readonly labels: Readonly<Record<string, Change>>;
  /** names of variables */
  readonly environment: SetChange;
  /** such as `8080/tcp` */
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

/** A pod that was seen when the rollout was verified. */
export interface PodReport extends RunningPod {
  readonly workload: WorkloadName;
}
