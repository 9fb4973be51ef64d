import type { WorkloadName } from './rollouts.ts';

/** One line of a ResourceQuota or ClusterResourceQuota. */
export interface QuotaLimit {
  readonly name: string;
  /** cluster: shared by several projects */
  readonly kind: 'project' | 'cluster';
  /** applies only to some pods of the project, by scope, so that the remaining amount is not conclusive */
  readonly isScoped: boolean;
  /** such as `openshift.io/imagestreams`, `pods` or `requests.cpu` */
  readonly resource: string;
  readonly hard: number;
  /** as written in the object: `1500m` */
  readonly hardText: string;
  readonly used: number;
  readonly usedText: string;
}

/** One maximum of a LimitRange. */
export interface RangeLimit {
  readonly name: string;
  /** such as `openshift.io/ImageStream` */
  readonly type: string;
  readonly resource: string;
  readonly max: number;
  readonly maxText: string;
}

/** What limits a project, as far as the account may see it. */
export interface ProjectLimits {
  readonly quotas: readonly QuotaLimit[];
  readonly ranges: readonly RangeLimit[];
}

/** What counts against the limit ranges for a stream (openshift-api.md §3.11). */
export interface StreamUsage {
  /** digests in the history of its tags */
  readonly images: ReadonlySet<string>;
  /** by spec tag: the reference, in the form `kind project/name` */
  readonly specTags: ReadonlyMap<string, string>;
}

/** A workload whose image a tag sets. */
export interface Follower {
  readonly workload: WorkloadName;
  readonly stream: string;
  readonly tag: string;
  /** false if it follows the tag only on request */
  readonly isAutomatic: boolean;
}

/** The additional pods that a rolling update starts before it stops old ones. */
export interface Surge {
  readonly pods: number;
  /** false: pods of the old revision may be stopped first, so the rollout works in any case, but takes longer */
  readonly isNeeded: boolean;
  /** total of all these pods by quota resource (`requests.cpu`); containers without a value are left out */
  readonly amounts: Readonly<Record<string, number>>;
}

/** The state of a workload before it is rolled out. */
export interface WorkloadFacts {
  /** why its current revision is not healthy; undefined if it is */
  readonly trouble: string | undefined;
  readonly surge: Surge | undefined;
  readonly serviceAccount: string;
  /** of the pods */
  readonly pullSecrets: readonly string[];
}

/** A service account with a project. */
export interface AccountName {
  readonly project: string;
  readonly name: string;
}

/** Optional information for the checks. Never fails: anything that cannot be read is undefined or left out. */
export interface Inspection {
  limits(project: string, signal: AbortSignal): Promise<ProjectLimits>;

  /** absent: the stream does not exist; undefined: it cannot be read */
  streamUsage(
    name: { readonly project: string; readonly stream: string },
    signal: AbortSignal,
  ): Promise<StreamUsage | 'absent' | undefined>;

  /** The workloads of a project that follow one of the tags of its streams, also through an alias. */
  followers(
    project: string,
    moved: readonly { readonly stream: string; readonly tags: readonly string[] }[],
    signal: AbortSignal,
  ): Promise<readonly Follower[]>;

  workload(name: WorkloadName, signal: AbortSignal): Promise<WorkloadFacts | undefined>;

  /**
   * Whether a service account may pull from a stream; undefined if it cannot be determined, since only administrators of the
   * project may ask.
   */
  mayPull(
    account: AccountName,
    from: { readonly project: string; readonly stream: string },
    signal: AbortSignal,
  ): Promise<boolean | undefined>;

  /** The pull secrets of an account and of its pods; undefined if one of them may not be read. */
  pullSecrets(
    account: AccountName,
    secrets: readonly string[],
    signal: AbortSignal,
  ): Promise<PullSecretKeys | undefined>;
}

/** For which images an account and its pods have credentials. */
export interface PullSecretKeys {
  /** @param image with host and repository */
  readonly has: (image: string) => boolean;
  /** names of secrets that do not exist */
  readonly missing: readonly string[];
}
