import type { Digest } from '../image/digest.ts';
import type { WorkloadName } from './rollouts.ts';

/** An entry in the history of a tag. */
export interface TagEvent {
  /** undefined if the stream only refers to an image elsewhere */
  readonly digest: Digest | undefined;
  /** pull spec */
  readonly image: string;
  /** ISO 8601; empty when the server does not tell */
  readonly since: string;
}

export interface TagHistory {
  readonly tag: string;
  /** newest first; the first entry is the current image */
  readonly events: readonly TagEvent[];
}

/** A workload and the digests that its containers are pinned to. */
export interface PinnedWorkload {
  readonly workload: WorkloadName;
  readonly digests: readonly string[];
}

/** What the domain needs to list the image streams of one cluster. Changes nothing. */
export interface Streams {
  /**
   * The tags of a stream with their history; undefined if the stream does not exist.
   * @throws PromoteError ACCESS_DENIED, PROJECT_NOT_FOUND
   */
  readHistory(
    name: { readonly project: string; readonly stream: string },
    signal: AbortSignal,
  ): Promise<readonly TagHistory[] | undefined>;

  /** The workloads of a project, of all kinds that the account may list. */
  listPinned(project: string, signal: AbortSignal): Promise<readonly PinnedWorkload[]>;
}
