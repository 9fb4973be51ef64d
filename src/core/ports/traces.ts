import type { Digest } from '../image/digest.ts';
import type { TagTraces, Trace } from '../trace/trace.ts';
import type { WorkloadName } from './rollouts.ts';
import type { StreamTagName } from './streams.ts';

/** A tag of a stream with its history, and what promotions left on it. */
export interface TracedTag {
  /** newest first; the first entry is the current image */
  readonly events: readonly {
    readonly digest: Digest | undefined;
    readonly image: string;
    readonly since: string;
  }[];
  readonly traces: TagTraces;
}

/** Reads and writes the annotations in which promotions say what they did. */
export interface Traces {
  /**
   * Annotates a tag. Its image, its import and its generation stay as they are.
   * @returns false if the tag is another image than that of the trace by now, and was left alone
   * @throws PromoteError ACCESS_DENIED
   */
  traceTag(name: StreamTagName, trace: Trace, signal: AbortSignal): Promise<boolean>;

  /**
   * Annotates a workload, not its pod template, so that nothing rolls out. @param tag such as `prod/app:live`
   * @throws PromoteError ACCESS_DENIED
   */
  traceWorkload(workload: WorkloadName, trace: Trace, tag: string, signal: AbortSignal): Promise<void>;

  /** Returns undefined if the stream or the tag does not exist. @throws PromoteError ACCESS_DENIED, PROJECT_NOT_FOUND */
  readTag(name: StreamTagName, signal: AbortSignal): Promise<TracedTag | undefined>;
}
