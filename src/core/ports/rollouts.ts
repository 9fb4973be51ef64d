import type { Digest } from '../image/digest.ts';
import type { DeliveryReport, GitOpsOwner } from './gitops.ts';
import type { WorkloadKind } from './workload-kinds.ts';

/** A workload as named in the inputs: `deployment/web`, `dc/api`, `statefulset/db`. */
export interface WorkloadName {
  readonly kind: WorkloadKind;
  readonly project: string;
  readonly name: string;
  /** containers named in the input (`deployment/app[web]`); absent: those that use a promoted image */
  readonly containers?: readonly string[] | undefined;
}

/** An image for containers of workloads to run. */
export interface RolloutTarget {
  /** the first tag it is promoted to, such as `prod/app:web`; no two targets of a run share it */
  readonly name: string;
  readonly project: string;
  readonly stream: string | undefined;
  /** tags that were moved */
  readonly tags: readonly string[];
  readonly digest: Digest;
  /** digests of the image and, for an index, its children, one of which nodes report */
  readonly acceptedDigests: ReadonlySet<string>;
  /** pull spec by digest to write when no image trigger sets it */
  readonly pullSpec: string;
  /** repositories (host/path without tag or digest) by which a container image is recognised as this one */
  readonly repositories: readonly string[];
}

/** What a rollout will do. */
export interface RolloutPlan {
  readonly workload: WorkloadName;
  /**
   * current before the promotion: revision (Deployment, StatefulSet, DaemonSet), version (DeploymentConfig) or generation
   * (CronJob, which has no revisions)
   */
  readonly revisionBefore: string | undefined;
  /**
   * trigger: moving the tag starts the rollout; instantiate: a request to the DeploymentConfig; set-image, restart: a patch;
   * apply: the workload does not exist or runs another image, and is applied first; gitops: Argo CD or Flux applies a commit, and
   * the rollout is only waited for
   */
  readonly method: 'trigger' | 'instantiate' | 'set-image' | 'restart' | 'apply' | 'gitops';
  readonly containers: readonly string[];
  /** by container: the `name` of the target whose image the container gets */
  readonly images: Readonly<Record<string, string>>;
  /** how many revisions the promotion starts, if more than one: image triggers start one for each of their tags */
  readonly revisions?: number | undefined;
  /** 0 for a CronJob, whose pods start on a schedule */
  readonly replicas: number;
  /** images by container, for workloads without revisions */
  readonly imagesBefore?: Readonly<Record<string, string>> | undefined;
  /** description of a rollout that is still in progress; absent if there is none */
  readonly underWay?: string | undefined;
  /** Argo CD or Flux, if the workload shows that they deploy it */
  readonly managedBy?: GitOpsOwner | undefined;
  /** true: its pod template names the promoted images already */
  readonly isSet?: boolean | undefined;
  /** when a Deployment missed its progress deadline before the promotion (RFC 3339); undefined: it did not */
  readonly missedDeadlineAt?: string | undefined;
}

export interface RolloutResult {
  readonly workload: WorkloadName;
  readonly status: 'complete' | 'unchanged' | 'started';
  readonly revisionBefore: string | undefined;
  readonly revision: string | undefined;
  /** what brought it, with the method `gitops`; absent if nothing shows it */
  readonly deliveredBy?: DeliveryReport | undefined;
}

/** A pod of the new revision and the images its containers run. */
export interface RunningPod {
  readonly name: string;
  readonly ready: boolean;
  /** image digest by container name, as reported by the node or the pod template; absent if neither reports it */
  readonly imageDigests: Readonly<Record<string, string | undefined>>;
}

export interface RolloutProgress {
  readonly workload: WorkloadName;
  /** one line, such as `2 of 3 pods updated, 1 available` */
  readonly message: string;
}

/** How to return a workload to its revision before the promotion. Determined in advance, while that revision is known. */
export interface RollbackPlan {
  readonly workload: WorkloadName;
  /**
   * Rolls back and waits until it is complete. The tags must be moved back first, otherwise an image trigger undoes it.
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

/** A workload and the digests that its containers are pinned to. */
export interface PinnedWorkload {
  readonly workload: WorkloadName;
  readonly digests: readonly string[];
}

/** What the domain needs to find the workloads that use an image. */
export interface WorkloadSearch {
  /**
   * The workloads of a project with a container whose image one of the target's tags sets (image triggers of both kinds, also
   * those that act only on request), or that names one of its tags or, by digest, its stream. In the order of kind and name.
   * @throws PromoteError ACCESS_DENIED when a kind of workload may not be listed
   */
  find(project: string, target: RolloutTarget, signal: AbortSignal): Promise<readonly WorkloadName[]>;

  /** The workloads of a project that name images by digest, of all kinds that the account may list. */
  listPinned(project: string, signal: AbortSignal): Promise<readonly PinnedWorkload[]>;

  /** The URL of a Route to the pods of a workload; undefined if there is none, or it may not be read. */
  findUrl(workload: WorkloadName, signal: AbortSignal): Promise<string | undefined>;
}

/** What the domain needs from the workloads of one cluster. */
export interface Rollouts {
  /**
   * Plans the rollout of a workload for all targets that it uses, in one revision.
   * @throws PromoteError WORKLOAD_NOT_FOUND, ROLLOUT_PAUSED, ACCESS_DENIED; INPUT_INVALID when it is ambiguous which containers
   * use a target; ROLLOUT_FAILED when it uses none of them
   */
  plan(workload: WorkloadName, targets: readonly RolloutTarget[], signal: AbortSignal): Promise<RolloutPlan>;

  /**
   * Makes the containers of the plan run their targets, or finds the revision that an image trigger started. With `wait`, waits
   * until exactly that revision is complete.
   * @throws PromoteError ROLLOUT_FAILED (with the waiting reasons of pods and the events), ROLLOUT_TIMED_OUT
   */
  rollOut(
    plan: RolloutPlan,
    targets: readonly RolloutTarget[],
    options: {
      readonly wait: boolean;
      readonly timeoutMs: number;
      readonly onProgress: (progress: RolloutProgress) => void;
    },
    signal: AbortSignal,
  ): Promise<RolloutResult>;

  /**
   * Waits until a rollout in progress has ended, successfully or not, if moving a tag would cancel it: a new version of a
   * DeploymentConfig cancels the previous one. Returns immediately for all other kinds.
   * @throws PromoteError ROLLOUT_TIMED_OUT
   */
  waitUntilIdle(
    plan: RolloutPlan,
    options: {
      readonly timeoutMs: number;
      readonly onProgress: (progress: RolloutProgress) => void;
    },
    signal: AbortSignal,
  ): Promise<void>;

  /** @throws PromoteError ROLLOUT_FAILED when there is no revision to go back to */
  planRollback(plan: RolloutPlan, signal: AbortSignal): Promise<RollbackPlan>;

  /** The pods of the revision that a rollout ended with; for a CronJob, the pod of its next job. */
  listPods(result: RolloutResult, signal: AbortSignal): Promise<readonly RunningPod[]>;
}
