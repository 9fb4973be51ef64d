import { throwIfCancelled } from '../../core/text/errors.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import { readTextLines } from '../../core/text/text-lines.ts';
import { namespacedPath } from '../api/api-path.ts';
import type { ClusterContext } from '../api/watch-objects.ts';

const MAX_LINES = 500;
const MAX_BYTES = 512 * 1024;
const MAX_LINE_LENGTH = 400;
// cleaning looks at more than it shows
const MAX_KEPT_LENGTH = 64 * 1024;
// The server waits 30 s for a build to start, then answers 504 (openshift-api.md §9.2).
const AGAIN_MS = 2_000;

/**
 * Hands over the log of a Build while it runs, line by line and cleaned of what a terminal or CI system would obey; what is
 * too much is left out. Ends when there is no more of it; that a log cannot be read is no failure of the build.
 */
export async function followBuildLog(
  { api, clock, log }: ClusterContext,
  project: string,
  name: string,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const path = namespacedPath('build.openshift.io/v1', project, 'builds', name, 'log');
  for (;;) {
    throwIfCancelled(signal);
    const opened = await api.open(
      { method: 'GET', path, query: { follow: true, limitBytes: MAX_BYTES } },
      signal,
    );
    if (opened.ok) {
      try {
        await handOver(opened.reply.chunks(), onLine);
      } finally {
        opened.reply.discard();
      }
      return;
    }
    const { status, message } = opened.failure;
    if (status !== 504 && status !== 503 && status !== 429) {
      log(`the log of build ${name} cannot be read: ${message || `status ${status}`}`);
      return;
    }
    await clock.sleep(AGAIN_MS, signal);
  }
}

async function handOver(chunks: AsyncIterable<Uint8Array>, onLine: (line: string) => void): Promise<void> {
  let lines = 0;
  let size = 0;
  for await (const { text } of readTextLines(chunks, MAX_KEPT_LENGTH)) {
    lines += 1;
    size += text.length;
    if (lines > MAX_LINES || size > MAX_BYTES) {
      onLine('… the rest of the log is left out');
      return;
    }
    onLine(cleanServerText(text, MAX_LINE_LENGTH));
  }
}
