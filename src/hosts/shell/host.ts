import { writePlainSummary } from '../../report/summary-text.ts';
import { readCommandInputs } from '../../core/command-inputs.ts';
import type {
  HostEnvironment,
  RunOrigin,
  HostReporter,
  ReporterSettings,
  RunResult,
} from '../../core/host.ts';
import type { HostInputs, InputShape } from '../../core/ports/inputs.ts';
import { createPlainReporter } from '../../report/plain-reporter.ts';
import { createProgress } from './progress.ts';
import { outputFormat } from '../../core/command-flags.ts';
import { outputText } from '../../report/output-text.ts';

/**
 * Flags, then the environment, as {@link readCommandInputs} says.
 * @throws PromoteError INPUT_INVALID
 */
export function readRaw(hostEnvironment: HostEnvironment, shapes: readonly InputShape[]): HostInputs {
  return readCommandInputs(hostEnvironment, shapes, {
    secret: (variable) => variable,
    advice: (variable, name) => `export ${variable}=…, or give a file with --${name}-file`,
  });
}

/** The user who ran the command. */
export function readRun({ env }: HostEnvironment): RunOrigin {
  return { system: 'a shell', actor: env['USER'], url: undefined };
}

/** Reports to standard error. */
export function createReporter(hostEnvironment: HostEnvironment, settings: ReporterSettings): HostReporter {
  const words = { warning: 'warning: ', failure: '' };
  return createPlainReporter(createProgress(hostEnvironment, settings), settings, words);
}

/** Writes the outputs for programs to standard output, in the requested format. */
export async function writeOutputs(result: RunResult, { argv, stdout }: HostEnvironment): Promise<void> {
  const text = outputText(result, outputFormat(argv));
  if (text !== '') stdout.write(text);
}

/** Writes the result for people at the end of the log. */
export const writeSummary = writePlainSummary;
