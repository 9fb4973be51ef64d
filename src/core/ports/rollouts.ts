import type { Digest } from '../digest.ts';

export type WorkloadKind = 'deployment' | 'deploymentconfig';

/** A workload as users name it: `deployment/web`, `dc/api`. */
export interface WorkloadName {
  readonly kind: WorkloadKind;
  readonly project: string;
  readonly name: string;
}

/** The image a workload shall run. */
export interface RolloutTarget {
  readonly project: string;
  readonly stream: string | undefined;
  /** the tags that were moved */
  readonly tags: readonly string[];
  readonly digest: Digest;
  /** the image and, for an index, its children: a node reports one of them */
  readonly acceptedDigests: ReadonlySet<string>;
  /** pull spec by digest to write when no image trigger sets it */
  readonly pullSpec: string;
  /** repositories (host/path without tag or digest) by which a container image is recognised as this one */
  readonly repositories: readonly string[];
}

/** What a rollout will do, known before anything is changed. */
export interface RolloutPlan {
  readonly workload: WorkloadName;
  /** revision (Deployment) or version (DeploymentConfig) that is current before the promotion */
  readonly revisionBefore: string | undefined;
  /** trigger: moving the tag starts it; instantiate: DeploymentConfig by request; set-image, restart: Deployment by patch */
  readonly method: 'trigger' | 'instantiate' | 'set-image' | 'restart';
  readonly containers: readonly string[];
  readonly replicas: number;
}

export interface RolloutResult {
  readonly workload: WorkloadName;
  readonly status: 'complete' | 'unchanged' | 'started';
  readonly revisionBefore: string | undefined;
  readonly revision: string | undefined;
}

/** A pod of the new revision and the images its containers run. */
export interface RunningPod {
  readonly name: string;
  readonly ready: boolean;
  /** by container name: the digest of its image as node or template tells it; undefined when neither does */
  readonly imageDigests: Readonly<Record<string, string | undefined>>;
}

export interface RolloutProgress {
  readonly workload: WorkloadName;
  /** one line, such as `2 of 3 pods updated, 1 available` */
  readonly message: string;
}

/** The way of one workload to the revision it had before a promotion, found while that revision can still be told. */
export interface WayBack {
  readonly workload: WorkloadName;
  /**
   * Goes there and waits until it is reached. The tags must be back before, else an image trigger undoes it.
   * @throws PromoteError ROLLOUT_FAILED, ROLLOUT_TIMED_OUT
   */
  go(
    options: {
      readonly timeoutMs: number;
      readonly onProgress: (progress: RolloutProgress) => void;
    },
    signal: AbortSignal,
  ): Promise<RolloutResult>;
}

/** What the domain needs from the workloads of one cluster. */
export interface Rollouts {
  /** @throws PromoteError WORKLOAD_NOT_FOUND, ROLLOUT_PAUSED, ACCESS_DENIED; ROLLOUT_FAILED when it does not use the image */
  plan(workload: WorkloadName, target: RolloutTarget, signal: AbortSignal): Promise<RolloutPlan>;

  /**
   * Makes the workload run the target (or finds the revision that an image trigger started) and, with `wait`, waits until
   * that very revision is complete.
   * @throws PromoteError ROLLOUT_FAILED (with the waiting reasons of pods and the events), ROLLOUT_TIMED_OUT
   */
  rollOut(
    plan: RolloutPlan,
    target: RolloutTarget,
    options: {
      readonly wait: boolean;
      readonly timeoutMs: number;
      readonly onProgress: (progress: RolloutProgress) => void;
    },
    signal: AbortSignal,
  ): Promise<RolloutResult>;

  /** @throws PromoteError ROLLOUT_FAILED when there is no revision to go back to */
  findWayBack(plan: RolloutPlan, signal: AbortSignal): Promise<WayBack>;

  /** The pods of the revision a rollout ended with. */
  listPods(result: RolloutResult, signal: AbortSignal): Promise<readonly RunningPod[]>;
}
