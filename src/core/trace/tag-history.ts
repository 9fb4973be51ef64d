import type { Digest } from '../image/digest.ts';
import type { TagTraces, Trace } from './trace.ts';

/** An image that a tag held, newest first. JSON-safe: it is what `history --output=json` prints. */
export interface HistoryEntry {
  /** undefined if the tag only referred to an image elsewhere */
  readonly digest: Digest | undefined;
  /** when the tag came to point to it, ISO 8601; undefined if the server does not say */
  readonly since: string | undefined;
  /** what the promotion that brought it left; undefined: no promotion did, or it left no trace */
  readonly promotion: Trace | undefined;
}

/**
 * Joins what the cluster keeps of a tag with what promotions left on it. They belong together if digest and moment are equal: a tag
 * may return to an image that was promoted earlier without a promotion.
 */
export function historyOf({
  events,
  traces,
}: {
  readonly events: readonly { readonly digest: Digest | undefined; readonly since: string }[];
  readonly traces: TagTraces;
}): readonly HistoryEntry[] {
  const remaining = [...(traces.latest === undefined ? [] : [traces.latest]), ...traces.earlier];
  return events.map(({ digest, since }) => {
    // moments are whole seconds, so two entries may be alike: each trace explains one
    const index = remaining.findIndex((trace) => trace.digest === digest && (trace.since ?? '') === since);
    const [promotion] = index < 0 ? [] : remaining.splice(index, 1);
    return { digest, since: since === '' ? undefined : since, promotion };
  });
}
