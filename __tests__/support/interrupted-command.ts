// The command, stopped by a signal at a moment that a test chooses.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { COMMAND } from './command.ts';

/** When the signal comes: as a request arrives at a cluster, which waits with its answer, or as a line appears in the log. */
export type Moment = { readonly request: RegExp; readonly nth?: number } | { readonly line: string };

export interface Interruption {
  readonly status: number | null;
  readonly log: string;
  /** from the signal to the end of the process */
  readonly tookMs: number;
  /** false: the process ended before the moment came */
  readonly isHit: boolean;
}

// Long enough for the signal to be dealt with before the answer comes.
const HELD_MS = 1_000;

/** Give `hold` to the sandbox, and start one command after the other. */
export function createInterrupter() {
  let onRequest: (line: string) => Promise<void> | undefined = () => undefined;
  return {
    hold: (line: string): Promise<void> | undefined => onRequest(line),
    async run(
      flags: readonly string[],
      env: Readonly<Record<string, string>>,
      moment: Moment,
      signal: NodeJS.Signals,
    ): Promise<Interruption> {
      let stoppedMs: number | undefined;
      let log = '';
      let seen = 0;
      const stop = (child: ChildProcess): void => {
        stoppedMs ??= (child.kill(signal), performance.now());
      };
      const child = spawn(process.execPath, [COMMAND, ...flags], {
        env: { PATH: process.env['PATH'] ?? '', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      onRequest = (line) => {
        if (stoppedMs !== undefined || !('request' in moment) || !moment.request.test(line)) return undefined;
        seen += 1;
        if (seen < (moment.nth ?? 1)) return undefined;
        stop(child);
        return Promise.race([delay(HELD_MS), once(child, 'close').then(() => undefined)]);
      };
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => {
          log += text;
          if ('line' in moment && log.includes(moment.line)) stop(child);
        });
      }
      const [status] = (await once(child, 'close')) as [number | null];
      onRequest = () => undefined;
      const tookMs = stoppedMs === undefined ? 0 : performance.now() - stoppedMs;
      return { status, log, tookMs, isHit: stoppedMs !== undefined };
    },
  };
}
