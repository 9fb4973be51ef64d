// The command, stopped by a signal at a moment that a test chooses, or something else happens then.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { COMMAND } from './command.ts';

/** When the signal comes: at a request, or as a line appears in the log. */
export type Moment = RequestMoment | { readonly line: string };

export interface RequestMoment {
  /** matches the request, such as `destination: PUT /v2/prod/app/manifests/1.4.2` */
  readonly request: RegExp;
  /** which of the matching requests; the default is the first */
  readonly nth?: number;
  /** counts from the first request that matches this */
  readonly since?: RegExp;
  /**
   * arrival, the default: the cluster has not carried it out yet, and waits until the process had time to act on the signal;
   * answer: the cluster has carried it out, and the process may not hear of it
   */
  readonly at?: 'arrival' | 'answer';
}

export interface Interruption {
  readonly status: number | null;
  readonly log: string;
  /** from the moment to the end of the process */
  readonly tookMs: number;
  /** false: the process ended before the moment came */
  readonly isHit: boolean;
}

// Long enough for the signal to be dealt with before the answer comes.
const HELD_MS = 1_000;

/** Give `hold` and `log` to the sandbox, and start one command after the other. */
export function createInterrupter() {
  let onRequest: (line: string) => Promise<void> | undefined = () => undefined;
  let onAnswer: (line: string) => void = () => undefined;
  return {
    hold: (line: string): Promise<void> | undefined => onRequest(line),
    log: (line: string): void => {
      onAnswer(line.replace(': registry: ', ': ').replace(/(?:\?\S*)? \d{3}$/, ''));
    },
    async run(
      flags: readonly string[],
      env: Readonly<Record<string, string>>,
      moment: Moment,
      event: NodeJS.Signals | (() => void | Promise<void>),
    ): Promise<Interruption> {
      let stoppedMs: number | undefined;
      let log = '';
      const isMoment = 'request' in moment ? momentCounter(moment) : () => false;
      const isAnswer = 'request' in moment && moment.at === 'answer';
      const stop = (child: ChildProcess): void => {
        if (stoppedMs !== undefined) return;
        stoppedMs = performance.now();
        if (typeof event === 'string') child.kill(event);
        else held = event() ?? undefined;
      };
      let held: Promise<void> | undefined;
      const child = spawn(process.execPath, [COMMAND, ...flags], {
        env: { PATH: process.env['PATH'] ?? '', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      onRequest = (line) => {
        if (isAnswer || stoppedMs !== undefined || !isMoment(line)) return undefined;
        stop(child);
        if (typeof event !== 'string') return held;
        return Promise.race([delay(HELD_MS), once(child, 'close').then(() => undefined)]);
      };
      onAnswer = (line) => {
        if (isAnswer && stoppedMs === undefined && isMoment(line)) stop(child);
      };
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => {
          log += text;
          if ('line' in moment && log.includes(moment.line)) stop(child);
        });
      }
      const [status] = (await once(child, 'close')) as [number | null];
      onRequest = () => undefined;
      onAnswer = () => undefined;
      const tookMs = stoppedMs === undefined ? 0 : performance.now() - stoppedMs;
      return { status, log, tookMs, isHit: stoppedMs !== undefined };
    },
  };
}

function momentCounter({ request, nth = 1, since = /^/ }: RequestMoment): (line: string) => boolean {
  let hasBegun = false;
  let seen = 0;
  return (line) => {
    hasBegun ||= since.test(line);
    if (hasBegun && request.test(line)) seen += 1;
    return hasBegun && seen === nth;
  };
}
