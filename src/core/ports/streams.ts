import type { Digest } from '../image/digest.ts';
import type { WorkloadName } from './rollouts.ts';

/** What a tag pointed to from some moment on. */
export interface TagEvent {
  /** undefined: the stream only refers to an image elsewhere */
  readonly digest: Digest | undefined;
  /** pull spec */
  readonly image: string;
  /** ISO 8601; empty when the server does not tell */
  readonly since: string;
}

export interface TagHistory {
  readonly tag: string;
  /** newest first; the first is what the tag is now */
  readonly events: readonly TagEvent[];
}

/** A workload and the digests its containers are pinned to. */
export interface PinnedWorkload {
  readonly workload: WorkloadName;
  readonly digests: readonly string[];
}

/** What the domain needs to look through the image streams of one cluster. Changes nothing. */
export interface Streams {
  /**
   * The tags of a stream that point or pointed to something; undefined: there is no such stream.
   * @throws PromoteError ACCESS_DENIED, PROJECT_NOT_FOUND
   */
  readHistory(
    name: { readonly project: string; readonly stream: string },
    signal: AbortSignal,
  ): Promise<readonly TagHistory[] | undefined>;

  /** The workloads of a project, of all kinds that the account may list. */
  listPinned(project: string, signal: AbortSignal): Promise<readonly PinnedWorkload[]>;
}
