import { createProgressLines } from './progress-lines.ts';
import { outputFormat } from '../core/command-flags.ts';
import { describeError, errorLines } from './error-text.ts';
import type {
  HostReporter,
  LineTone,
  ProgressDisplay,
  ReporterSettings,
  HostEnvironment,
} from '../core/host.ts';

/** Prefixes of warnings and errors. */
export interface LineWords {
  readonly warning: string;
  readonly failure: string;
}

/** Reports as plain lines: a title for each phase, with its lines indented below. */
export function createPlainReporter(
  progress: ProgressDisplay,
  { redact, logLevel }: Pick<ReporterSettings, 'redact' | 'logLevel'>,
  words: LineWords,
): HostReporter {
  let depth = 0;
  const print = (line: string, tone?: LineTone): void => {
    // redacted before lines are split, because a secret may span several lines
    for (const part of redact(line).split('\n')) progress.print('  '.repeat(depth) + part, tone);
  };
  return {
    async group(title, body) {
      print(title, 'title');
      depth += 1;
      try {
        return await body();
      } finally {
        depth -= 1;
        progress.clear();
      }
    },
    info: (line) => {
      print(line);
    },
    notice: (line) => {
      print(line);
    },
    warning: (line) => {
      print(words.warning + line, 'warning');
    },
    debug: (line) => {
      if (logLevel === 'debug') print(`debug: ${line}`);
    },
    transferProgress: progress.transfer,
    rolloutProgress: progress.rollout,
    failure: (error) => {
      progress.clear();
      const [first = '', ...others] = errorLines(describeError(error, redact));
      print(words.failure + first, 'failure');
      for (const line of others) print(line);
    },
  };
}

/** Writes log lines without secrets and without control sequences for terminals or log viewers. */
export function createPlainProgress(
  { argv, stdout, stderr }: HostEnvironment,
  { clock, redact }: Pick<ReporterSettings, 'clock' | 'redact'>,
): ProgressDisplay {
  // a single stream keeps lines in order; standard output is reserved for programs
  const sink = outputFormat(argv) === 'table' ? stdout : stderr;
  const print = (line: string): void => {
    sink.write(`${redact(line).replace(/\p{Cc}/gu, ' ')}\n`);
  };
  const { transfer, rollout } = createProgressLines(clock, (line) => {
    // it is reported within a phase
    print(`  ${line}`);
  });
  return { print, transfer, rollout, clear: () => undefined };
}
