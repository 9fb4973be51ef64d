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
   * Annotates tags of a stream in one write. Their images, imports and generations stay as they are.
   * @param traces by tag
   * @returns why a tag was left alone, by tag: it is another image by now, or a GitOps controller manages the stream
   * @throws PromoteError ACCESS_DENIED
   */
  traceTags(
    stream: Omit<StreamTagName, 'tag'>,
    traces: ReadonlyMap<string, Trace>,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, string>>;

  /**
   * Annotates a workload, not its pod template, so that nothing rolls out. The fields are those of the first image.
   * @param promoted the images of the revision, each with its tag, such as `prod/app:live`
   * @throws PromoteError ACCESS_DENIED
   */
  traceWorkload(
    workload: WorkloadName,
    promoted: readonly { readonly trace: Trace; readonly tag: string }[],
    signal: AbortSignal,
  ): Promise<void>;

  /** Returns undefined if the stream or the tag does not exist. @throws PromoteError ACCESS_DENIED, PROJECT_NOT_FOUND */
  readTag(name: StreamTagName, signal: AbortSignal): Promise<TracedTag | undefined>;
}
