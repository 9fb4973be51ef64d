import { describeError, errorLines } from '../../core/error-text.ts';
import type { HostReporter, ReporterSettings, Surroundings } from '../../core/ports/host.ts';
import { createProgress } from './progress.ts';

/** The narrative, on standard error: a title for each phase, its lines below. */
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
        progress.clear();
      }
    },
    info: print,
    notice: print,
    warning: (line) => {
      print(`warning: ${line}`);
    },
    debug: (line) => {
      if (logLevel === 'debug') print(`debug: ${line}`);
    },
    transferProgress: progress.transfer,
    rolloutProgress: progress.rollout,
    failure: (error) => {
      progress.clear();
      for (const line of errorLines(describeError(error, redact))) print(line);
    },
  };
}
