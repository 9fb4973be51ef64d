import { writePlainSummary } from '../../report/summary-text.ts';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readCommandInputs } from '../../core/command-inputs.ts';
import type {
  HostEnvironment,
  RunOrigin,
  HostReporter,
  ReporterSettings,
  RunResult,
} from '../../core/host.ts';
import type { HostInputs, InputShape, RawInputs } from '../../core/ports/inputs.ts';
import { createPlainReporter, createPlainProgress } from '../../report/plain-reporter.ts';
import { outputFormat } from '../../core/command-flags.ts';
import { outputText } from '../../report/output-text.ts';
import { outputsOf } from '../../report/outputs.ts';

/** Environment variables of the step that are not inputs. */
const OWN_VARIABLES = ['credentials', 'record-folder', 'results', 'result-names', 'task-run'];
/** Inputs that take the path of a file: for these, the path in the workspace is passed on. */
const READ_FROM_FILES = /-(?:ca|auth-file|kubeconfig|client-certificate)$/;

/**
 * Flags, then the environment of the step, then files in the workspace for credentials (`PROMOTE_CREDENTIALS`), named like the
 * inputs: `source-token`, `destination-ca`. The record goes to the workspace `PROMOTE_RECORD_FOLDER`.
 * @throws PromoteError INPUT_INVALID
 */
export function readRaw(environment: HostEnvironment, shapes: readonly InputShape[]): HostInputs {
  const inputs = readCommandInputs(environment, shapes, {
    secret: (variable) => `${nameOf(variable)} of the workspace "credentials"`,
    advice: (_, name) =>
      `bind the workspace "credentials" to a Secret that has the key ${name}: oc create secret generic promotion --from-file=${name}=FILE`,
  });
  const { PROMOTE_CREDENTIALS: credentials = '', PROMOTE_RECORD_FOLDER: record = '' } = environment.env;
  return {
    ...inputs,
    strays: inputs.strays.filter((name) => !OWN_VARIABLES.includes(name)),
    raw: {
      ...(record === '' || !has(shapes, 'record') ? {} : { record: path.join(record, 'promotion.html') }),
      ...(credentials === '' ? {} : readCredentials(credentials, shapes)),
      ...inputs.raw,
    },
  };
}

function readCredentials(folder: string, shapes: readonly InputShape[]): RawInputs {
  const found: Record<string, string> = {};
  for (const { name, secret } of shapes) {
    const file = path.join(folder, name);
    if (!existsSync(file)) continue;
    if (secret) found[`${name}-file`] = file;
    else found[name] = READ_FROM_FILES.test(name) ? file : readFileSync(file, 'utf8').trim();
  }
  return found;
}

function has(shapes: readonly InputShape[], wanted: string): boolean {
  return shapes.some(({ name }) => name === wanted);
}

function nameOf(variable: string): string {
  return variable
    .replace(/^PROMOTE_/, '')
    .toLowerCase()
    .replaceAll('_', '-');
}

/** The TaskRun, from variables that the Task sets from its context. */
export function readRun({ env }: HostEnvironment): RunOrigin {
  const { PROMOTE_TASK_RUN: name = '' } = env;
  const system = name === '' ? 'Tekton' : `Tekton, TaskRun ${name}`;
  return { system, actor: undefined, url: undefined, id: name === '' ? undefined : name };
}

/** Reports to the log of the step. */
export function createReporter(environment: HostEnvironment, settings: ReporterSettings): HostReporter {
  const words = { warning: 'warning: ', failure: '' };
  return createPlainReporter(createPlainProgress(environment, settings), settings, words);
}

// All results of a step are part of its termination message, which Kubernetes limits to 4096 bytes, including names and surrounding
// JSON (Tekton, "Emitting results").
const MAX_RESULTS_BYTES = 3 * 1024;
const COST_OF_ONE_BYTES = 40;

/**
 * Writes every result declared by the Task (`PROMOTE_RESULT_NAMES`) to a file in the folder of `PROMOTE_RESULTS`. Unknown results
 * are written as empty files, because a Pipeline that uses a missing result fails.
 */
export async function writeOutputs(
  result: RunResult,
  { argv, env, stdout, stderr }: HostEnvironment,
): Promise<void> {
  const { PROMOTE_RESULTS: firstResult = '', PROMOTE_RESULT_NAMES: names = '' } = env;
  try {
    const [{ writeFile }, path] = await Promise.all([import('node:fs/promises'), import('node:path')]);
    const outputs = new Map(Object.entries(outputsOf(result)));
    let bytes = 0;
    for (const name of names.split(' ').filter((each) => each !== '')) {
      const value = outputs.get(name) ?? '';
      const cost = Buffer.byteLength(name + value) + COST_OF_ONE_BYTES;
      const fits = bytes + cost <= MAX_RESULTS_BYTES;
      if (!fits)
        stderr.write(
          `warning: the result ${name} is left empty, because it exceeds the size limit of the results of a Task\n`,
        );
      await writeFile(path.join(path.dirname(firstResult), name), fits ? value : '');
      if (fits) bytes += cost;
    }
  } catch (error) {
    // the promotion has succeeded, so this is only a warning; a task that needs a result fails
    const reason = error instanceof Error ? error.message : String(error);
    stderr.write(`warning: the results could not be written: ${reason}\n`);
  }
  const text = outputText(result, outputFormat(argv));
  if (text !== '') stdout.write(text);
}

/** Writes the result for people at the end of the log. */
export const writeSummary = writePlainSummary;
