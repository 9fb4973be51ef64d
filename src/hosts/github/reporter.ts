import * as core from '@actions/core';
import { describeError, errorLines } from '../../report/error-text.ts';
import type { HostReporter, ReporterSettings, HostEnvironment, ProgressDisplay } from '../../core/host.ts';
import { info } from '@actions/core';
import { createProgressLines } from '../../report/progress-lines.ts';

// GitHub shows 10 annotations of a type for a step and cuts each at 4096 bytes; the log has the rest.
const MAX_ANNOTATIONS = 10;
const MAX_ANNOTATION_LENGTH = 2000;

/** Groups, annotations and lines in the log of a workflow step. */
export function createReporter(hostEnvironment: HostEnvironment, settings: ReporterSettings): HostReporter {
  const { redact, logLevel } = settings;
  const progress = createProgress(hostEnvironment, settings);
  const { print } = progress;
  const counts = { notice: 0, warning: 0 };

  const annotate = (kind: keyof typeof counts, line: string): void => {
    counts[kind] += 1;
    if (counts[kind] > MAX_ANNOTATIONS) print(`${kind}: ${line}`);
    else core[kind](shorten(redact(line)));
  };

  return {
    group: (title, body) => core.group(redact(title), body),
    info: print,
    notice: (line) => {
      annotate('notice', line);
    },
    warning: (line) => {
      annotate('warning', line);
    },
    debug: (line) => {
      // written as plain lines, because the runner shows debug commands only in debug mode and the input requests them in any case
      if (logLevel === 'debug') print(`debug: ${line}`);
      else core.debug(redact(line));
    },
    transferProgress: progress.transfer,
    rolloutProgress: progress.rollout,
    closingLine: print,
    failure: (error) => {
      const text = describeError(error, redact);
      const message = [text.message, ...(text.hint === undefined ? [] : [text.hint]), ...text.problems].join(
        '\n',
      );
      core.error(shorten(message), { title: text.code });
      for (const line of errorLines(text).slice(1)) print(line);
    },
  };
}

function shorten(text: string): string {
  return text.length > MAX_ANNOTATION_LENGTH ? `${text.slice(0, MAX_ANNOTATION_LENGTH - 1)}…` : text;
}

/** Writes log lines without secrets and without commands for the runner. */
function createProgress(
  _hostEnvironment: HostEnvironment,
  { clock, redact }: Pick<ReporterSettings, 'clock' | 'redact'>,
): ProgressDisplay {
  const print = (line: string): void => {
    for (const plain of plainLines(redact(line))) info(plain);
  };
  const { transfer, rollout } = createProgressLines(clock, print);
  return { print, transfer, rollout, clear: () => undefined };
}

/** Escapes lines so that the runner shows them and does not interpret commands: `::` at the start, `##[` anywhere. */
export function plainLines(text: string): readonly string[] {
  return text.split(/\r\n|\r|\n/).map((line) =>
    line
      .replace(/\p{Cc}/gu, ' ')
      .replace(/^(\s*):(?=:)/u, '$1: ')
      .replaceAll('##[', '## ['),
  );
}
