import { formatCount } from '../../core/text/units.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Reporter } from '../../core/ports/reporter.ts';

const INTERVAL_MS = 30_000;

/**
 * Writes the first of many similar lines, such as those about requests that are sent again while a server is down. Similar lines
 * within 30 s are counted, and appear only in a debug log.
 */
export function createCalmLog(
  reporter: Pick<Reporter, 'info' | 'debug'>,
  clock: Pick<Clock, 'nowMs'>,
): (line: string) => void {
  const kinds = new Map<string, { shownMs: number; hidden: number }>();
  return (line) => {
    const kind = kindOf(line);
    const earlier = kinds.get(kind);
    const nowMs = clock.nowMs();
    if (earlier !== undefined && nowMs - earlier.shownMs < INTERVAL_MS) {
      earlier.hidden += 1;
      reporter.debug(line);
      return;
    }
    const count = earlier?.hidden ?? 0;
    reporter.info(count === 0 ? line : `${line} (and ${formatCount(count, 'similar line')})`);
    kinds.set(kind, { shownMs: nowMs, hidden: 0 });
  };
}

/** Lines are similar if only paths, digests and numbers differ. */
function kindOf(line: string): string {
  return line
    .slice(0, 500)
    .replace(/\S*\/\S*/g, '/')
    .replace(/\bsha256:[0-9a-f]+|\d+/g, '');
}
