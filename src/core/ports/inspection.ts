import type { WorkloadName } from './rollouts.ts';

/** One line of a ResourceQuota or ClusterResourceQuota. */
export interface QuotaLimit {
  readonly name: string;
  /** cluster: it is shared by several projects */
  readonly kind: 'project' | 'cluster';
  /** it counts only some of the pods of the project, by scope: what it has left says little */
  readonly isScoped: boolean;
  /** such as `openshift.io/imagestreams`, `pods` or `requests.cpu` */
  readonly resource: string;
  readonly hard: number;
  /** as it is written: `1500m` */
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

/** What of a stream counts against limit ranges (openshift-api.md §3.11). */
export interface StreamUsage {
  /** digests in the history of its tags */
  readonly images: ReadonlySet<string>;
  /** by spec tag: what it refers to, in the form `kind project/name` */
  readonly specTags: ReadonlyMap<string, string>;
}

/** A workload whose image a tag sets. */
export interface Follower {
  readonly workload: WorkloadName;
  readonly stream: string;
  readonly tag: string;
  /** false: it follows only when it is asked to */
  readonly isAutomatic: boolean;
}

/** What a rolling update starts before it stops anything. */
export interface Surge {
  readonly pods: number;
  /** false: pods of the old revision may go first, so it works in any case, only later */
  readonly isNeeded: boolean;
  /** of all those pods together, by the names quotas use (`requests.cpu`); a container that does not say is left out */
  readonly amounts: Readonly<Record<string, number>>;
}

/** How a workload is before it is rolled out. */
export interface WorkloadFacts {
  /** why its present revision does not run as it should; undefined: it does */
  readonly trouble: string | undefined;
  readonly surge: Surge | undefined;
  readonly serviceAccount: string;
  /** of its pods themselves */
  readonly pullSecrets: readonly string[];
}

/** A service account with a project. */
export interface AccountName {
  readonly project: string;
  readonly name: string;
}

/**
 * What the check looks up although a promotion could do without. Never fails: what may not be read, or cannot be read just
 * now, is undefined or left out.
 */
export interface Inspection {
  limits(project: string, signal: AbortSignal): Promise<ProjectLimits>;

  /** absent: there is no such stream; undefined: nobody tells */
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

  /** Whether a service account may pull from a stream; undefined: only an administrator of the project is told. */
  mayPull(
    account: AccountName,
    from: { readonly project: string; readonly stream: string },
    signal: AbortSignal,
  ): Promise<boolean | undefined>;

  /** The registry hosts that the pull secrets of an account and of its pods are for; undefined: a secret may not be read. */
  pullHosts(
    account: AccountName,
    secrets: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlySet<string> | undefined>;
}
