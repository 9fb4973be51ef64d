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
import { createPlainProgress } from '../../report/plain-progress.ts';
import { outputText } from '../../report/output-text.ts';
import { outputsOf } from '../../report/outputs.ts';
/** One collapsible part of the log; GitLab shows its duration, from the times in the two markers. */
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
    // the reader of the input says what is wrong with it
    return text;
  }
}

/** The job and who started its pipeline. */
export function readRun({ env }: HostEnvironment): RunOrigin {
  return { system: 'GitLab CI/CD', actor: env['GITLAB_USER_LOGIN'], url: env['CI_JOB_URL'] };
}

/** The narrative in the log of a job: a section for each phase, which people can collapse and whose duration GitLab shows. */
export function createReporter(hostEnvironment: HostEnvironment, settings: ReporterSettings): HostReporter {
  const { argv, stdout, stderr } = hostEnvironment;
  const { clock, redact, logLevel } = settings;
  const sink = outputFormat(argv) === 'table' ? stdout : stderr;
  const progress = createPlainProgress(hostEnvironment, settings);
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

// GitLab refuses a larger dotenv report, and with it the job.
const MAX_REPORT_BYTES = 5 * 1024;
// JSON belongs into the record: a report has neither lines nor quotes in its values.
const JSON_OUTPUTS = ['results', 'plan'];

/**
 * Writes the outputs as a dotenv report, which GitLab makes into variables of later jobs: `PROMOTED_DIGEST`. Not `PROMOTE_…`:
 * those are inputs. The file is `PROMOTE_DOTENV`, or promotion.env.
 */
export async function writeOutputs(
  ending: RunResult,
  { argv, env, stdout, stderr }: HostEnvironment,
): Promise<void> {
  const given = env['PROMOTE_DOTENV'] ?? '';
  const path = given === '' ? 'promotion.env' : given;
  try {
    const { writeFile } = await import('node:fs/promises');
    await writeFile(path, dotenvText(ending));
  } catch (error) {
    // what was promoted stays promoted; the job that needs the report says that it is missing
    const reason = error instanceof Error ? error.message : String(error);
    stderr.write(`warning: the dotenv report could not be written: ${reason}\n`);
  }
  const text = outputText(ending, outputFormat(argv));
  if (text !== '') stdout.write(text);
}

function dotenvText(ending: RunResult): string {
  let report = '';
  for (const [name, value] of Object.entries(outputsOf(ending))) {
    if (value === '' || JSON_OUTPUTS.includes(name) || !isPlain(value)) continue;
    const line = `PROMOTED_${name.toUpperCase().replaceAll('-', '_')}=${value}\n`;
    if (Buffer.byteLength(report + line) <= MAX_REPORT_BYTES) report += line;
  }
  return report;
}

function isPlain(value: string): boolean {
  return !/[\p{Cc}"'`\\$]/u.test(value);
}

/** The result for people, at the end of the log. */
export const writeSummary = writePlainSummary;
