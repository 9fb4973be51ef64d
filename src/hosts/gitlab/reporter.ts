import { outputFormat } from '../../core/command-flags.ts';
import { describeError, errorLines } from '../../report/error-text.ts';
import type { HostReporter, ReporterSettings, HostEnvironment } from '../../core/host.ts';
import { createProgress } from './progress.ts';
import { sectionOf } from './section.ts';

/** The narrative in the log of a job: a section for each phase, which people can collapse and whose duration GitLab shows. */
export function createReporter(hostEnvironment: HostEnvironment, settings: ReporterSettings): HostReporter {
  const { argv, stdout, stderr } = hostEnvironment;
  const { clock, redact, logLevel } = settings;
  const sink = outputFormat(argv) === 'table' ? stdout : stderr;
  const progress = createProgress(hostEnvironment, settings);
  let sections = 0;

  const print = (line: string): void => {
    // a secret may have several lines: redacted before they are taken apart
    for (const part of redact(line).split('\n')) progress.print(part);
  };

  return {
    async group(title, body) {
      sections += 1;
      const section = sectionOf(redact(title).replace(/\p{Cc}/gu, ' '), sections, clock.date());
      sink.write(section.start);
      try {
        return await body();
      } finally {
        sink.write(section.end(clock.date()));
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
      for (const line of errorLines(describeError(error, redact))) print(line);
    },
  };
}
