import type { Clock } from '../../src/core/ports/clock.ts';
import type { HostEnvironment, TextSink } from '../../src/core/host.ts';

export interface WrittenSink extends TextSink {
  readonly text: () => string;
  readonly lines: () => readonly string[];
}

export function writtenSink(isTerminal = false, columns = 100): WrittenSink {
  let written = '';
  return {
    isTerminal,
    columns,
    write: (text) => {
      written += text;
    },
    text: () => written,
    lines: () => written.split(/\r?\n/).slice(0, -1),
  };
}

export interface WrittenSurroundings extends HostEnvironment {
  readonly stdout: WrittenSink;
  readonly stderr: WrittenSink;
}

/** A host environment whose output is kept. */
export function hostEnvironment(
  given: Partial<Pick<HostEnvironment, 'env' | 'argv'>> & {
    readonly isTerminal?: boolean;
    readonly columns?: number;
  } = {},
): WrittenSurroundings {
  return {
    env: given.env ?? {},
    argv: given.argv ?? [],
    stdout: writtenSink(given.isTerminal, given.columns),
    stderr: writtenSink(given.isTerminal, given.columns),
  };
}

/** A clock that stands until it is set on. */
export function handClock(): Clock & { advance(durationMs: number): void } {
  let nowMs = 0;
  return {
    nowMs: () => nowMs,
    date: () => new Date(nowMs),
    sleep: async () => undefined,
    advance: (durationMs) => {
      nowMs += durationMs;
    },
  };
}
