import { describeError, errorLines } from '../../core/error-text.ts';
import type { HostReporter, ReporterSettings, Surroundings } from '../../core/ports/host.ts';
import { createProgress } from './progress.ts';

/** The narrative in the console of a build: plain lines, the phases told apart by indentation. */
export function createReporter(surroundings: Surroundings, settings: ReporterSettings): HostReporter {
  const { redact, logLevel } = settings;
  const progress = createProgress(surroundings, settings);
  let depth = 0;

  const print = (line: string): void => {
    // a secret may have several lines: redacted before they are taken apart
    for (const part of redact(line).split('\n')) progress.print('  '.repeat(depth) + part);
  };

  return {
    async group(title, body) {
      print(title);
      depth += 1;
      try {
        return await body();
      } finally {
        depth -= 1;
      }
    },
    info: print,
    notice: print,
    warning: (line) => {
      print(`WARNING: ${line}`);
    },
    debug: (line) => {
      if (logLevel === 'debug') print(`debug: ${line}`);
    },
    transferProgress: progress.transfer,
    rolloutProgress: progress.rollout,
    failure: (error) => {
      const [first = '', ...others] = errorLines(describeError(error, redact));
      for (const line of [`ERROR: ${first}`, ...others]) print(line);
    },
  };
}
