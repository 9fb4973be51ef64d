import { createPlainProgress } from '../../report/plain-reporter.ts';
import { writePlainSummary } from '../../report/summary-text.ts';
import { readCommandInputs } from '../../core/command-inputs.ts';
import type {
  HostEnvironment,
  RunOrigin,
  HostReporter,
  ReporterSettings,
  RunResult,
} from '../../core/host.ts';
import type { HostInputs, InputShape, RawInputs } from '../../core/ports/inputs.ts';
import { outputFormat } from '../../core/command-flags.ts';
import { describeError, errorLines } from '../../report/error-text.ts';
import { outputText } from '../../report/output-text.ts';
import { outputsOf } from '../../report/outputs.ts';
/** A collapsible section of the log. GitLab calculates its duration from the times in the two markers. */
interface Section {
  readonly start: string;
  end(now: Date): string;
}

const ERASE = '\x1b[0K';

/** @param order makes the name unique in the job, which it has to be */
export function sectionOf(title: string, order: number, now: Date): Section {
  const name = `promote_${order}_${title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, 40)}`;
  const mark = (kind: string, date: Date): string =>
    `${ERASE}section_${kind}:${Math.floor(date.getTime() / 1000)}:${name}\r${ERASE}`;
  return { start: `${mark('start', now)}${title}\n`, end: (date) => `${mark('end', date)}\n` };
}

/**
 * Flags, then CI/CD variables. An input of type `array` of the component arrives as its JSON text (GitLab, interpolation of
 * inputs inside a string) and becomes lines.
 * @throws PromoteError INPUT_INVALID
 */
export function readRaw(hostEnvironment: HostEnvironment, shapes: readonly InputShape[]): HostInputs {
  const inputs = readCommandInputs(hostEnvironment, shapes, {
    secret: (variable) => `CI/CD variable ${variable}`,
    advice: (variable) =>
      `add ${variable} in Settings → CI/CD → Variables, masked (protected variables are only available on protected branches and tags)`,
  });
  return { ...inputs, raw: withLines(inputs.raw, shapes) };
}

function withLines(raw: RawInputs, shapes: readonly InputShape[]): RawInputs {
  const lists = shapes.filter(({ isList }) => isList).map(({ name }) => [name, linesOf(raw[name])] as const);
  return { ...raw, ...Object.fromEntries(lists.filter(([, lines]) => lines !== undefined)) };
}

function linesOf(text: string | undefined): string | undefined {
  if (text === undefined || !/^\s*\[.*\]\s*$/s.test(text)) return text;
  try {
    const entries: unknown = JSON.parse(text);
    return Array.isArray(entries) ? entries.map(String).join('\n') : text;
  } catch {
    // the parser of the input reports the problem
    return text;
  }
}

/** The job and who started its pipeline. */
export function readRun({ env }: HostEnvironment): RunOrigin {
  return {
    system: 'GitLab CI/CD',
    actor: env['GITLAB_USER_LOGIN'],
    url: env['CI_JOB_URL'],
    id: env['CI_JOB_ID'],
  };
}

/** Reports to the log of a job, with a collapsible section for each phase, for which GitLab shows the duration. */
export function createReporter(hostEnvironment: HostEnvironment, settings: ReporterSettings): HostReporter {
  const { argv, stdout, stderr } = hostEnvironment;
  const { clock, redact, logLevel } = settings;
  const sink = outputFormat(argv) === 'table' ? stdout : stderr;
  const progress = createPlainProgress(hostEnvironment, settings);
  let sections = 0;

  const print = (line: string): void => {
    // redacted before lines are split, because a secret may span several lines
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

// GitLab rejects a larger dotenv report and fails the job.
const MAX_REPORT_BYTES = 5 * 1024;
// JSON outputs are only in the record, because values of a dotenv report cannot contain line breaks or quotes.
const JSON_OUTPUTS = ['results', 'plan'];

/**
 * Writes the outputs as a dotenv report, which GitLab turns into variables of later jobs, such as `PROMOTED_DIGEST` (`PROMOTE_…`
 * are inputs). The path is `PROMOTE_DOTENV`, or promotion.env by default.
 */
export async function writeOutputs(
  result: RunResult,
  { argv, env, stdout, stderr }: HostEnvironment,
): Promise<void> {
  const given = env['PROMOTE_DOTENV'] ?? '';
  const path = given === '' ? 'promotion.env' : given;
  try {
    const { writeFile } = await import('node:fs/promises');
    await writeFile(path, dotenvText(result));
  } catch (error) {
    // the promotion has succeeded, so this is only a warning; a job that needs the report fails
    const reason = error instanceof Error ? error.message : String(error);
    stderr.write(`warning: the dotenv report could not be written: ${reason}\n`);
  }
  const text = outputText(result, outputFormat(argv));
  if (text !== '') stdout.write(text);
}

function dotenvText(result: RunResult): string {
  let report = '';
  for (const [name, value] of Object.entries(outputsOf(result))) {
    if (value === '' || JSON_OUTPUTS.includes(name) || !isPlain(value)) continue;
    const line = `PROMOTED_${name.toUpperCase().replaceAll('-', '_')}=${value}\n`;
    if (Buffer.byteLength(report + line) <= MAX_REPORT_BYTES) report += line;
  }
  return report;
}

function isPlain(value: string): boolean {
  return !/[\p{Cc}"'`\\$]/u.test(value);
}

/** Writes the result for people at the end of the log. */
export const writeSummary = writePlainSummary;
