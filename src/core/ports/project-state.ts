import type { TagTraces, Trace } from '../trace/trace.ts';
import type { RunningPod, WorkloadName } from './rollouts.ts';
import type { TagEvent } from './streams.ts';

/** A tag of an image stream, and what promotions left on it. */
export interface TagState {
  readonly tag: string;
  /** newest first; the first one is the current image */
  readonly events: readonly TagEvent[];
  readonly traces: TagTraces;
}

/** A container of a pod template. */
export interface ContainerState {
  readonly name: string;
  /** the last two parts of its image's path, `project/stream` in a cluster's own registry; undefined if it has fewer */
  readonly repository: string | undefined;
  /** tag in the name of its image; undefined if there is none */
  readonly tag: string | undefined;
  /** undefined if its image is not named by digest */
  readonly digest: string | undefined;
  /** the tag that sets its image; undefined if no trigger does */
  readonly follows: { readonly project: string; readonly stream: string; readonly tag: string } | undefined;
}

export interface WorkloadState {
  readonly workload: WorkloadName;
  readonly containers: readonly ContainerState[];
  /** pods that its selector matches and that are not finished */
  readonly pods: readonly RunningPod[];
  /** what the last promotion left on it; undefined if none did */
  readonly trace: Trace | undefined;
}

/** What is in a project. */
export interface ProjectState {
  /** the tags of each image stream, by its name */
  readonly streams: ReadonlyMap<string, readonly TagState[]>;
  readonly workloads: readonly WorkloadState[];
  /** what the account may not list, such as `pods` */
  readonly unreadable: readonly string[];
}

/** Reads whole projects, to compare them. */
export interface ProjectStates {
  /** @throws PromoteError ACCESS_DENIED when image streams may not be listed, PROJECT_NOT_FOUND, … */
  read(project: string, signal: AbortSignal): Promise<ProjectState>;
}
