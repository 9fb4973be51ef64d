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
import { createPlainReporter, createPlainProgress } from '../../report/plain-reporter.ts';
import { outputFormat } from '../../core/command-flags.ts';
import { outputText } from '../../report/output-text.ts';
import { outputsOf } from '../../report/outputs.ts';

/**
 * Flags, then the environment of the step.
 * @throws PromoteError INPUT_INVALID
 */
export function readRaw(hostEnvironment: HostEnvironment, shapes: readonly InputShape[]): HostInputs {
  return readCommandInputs(hostEnvironment, shapes, {
    secret: (variable) => `${variable} (bound by withCredentials)`,
    advice: (variable, name) =>
      `keep it in Manage Jenkins → Credentials and bind it: withCredentials([string(credentialsId: 'ID', variable: '${variable}')]), or promoteImage(${parameterOf(name)})`,
  });
}

/** The parameter of the step that takes the ID of the credential. A password is part of the credential of its user. */
function parameterOf(name: string): string {
  const parameter = name
    .replace(/-password$/, '-credentials')
    .replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return `${parameter}: 'ID'`;
}

/** The build and, if known, who started it. */
export function readRun({ env }: HostEnvironment): RunOrigin {
  // set by the plugin build-user-vars, the only source for who started a build
  return { system: 'Jenkins', actor: env['BUILD_USER_ID'], url: env['BUILD_URL'], id: env['BUILD_TAG'] };
}

/** Reports to the console of a build. Levels are in capitals, which Jenkins users and log parsers expect. */
export function createReporter(hostEnvironment: HostEnvironment, settings: ReporterSettings): HostReporter {
  const words = { warning: 'WARNING: ', failure: 'ERROR: ' };
  return createPlainReporter(createPlainProgress(hostEnvironment, settings), settings, words);
}

/**
 * Writes the outputs to files in the workspace: promotion.properties with one `name=value` per line, and promotion-outputs.json
 * with all of them. `PROMOTE_PROPERTIES` and `PROMOTE_OUTPUTS` change the paths.
 */
export async function writeOutputs(
  result: RunResult,
  { argv, env, stdout, stderr }: HostEnvironment,
): Promise<void> {
  const nameOf = (variable: string, fallback: string): string => {
    const given = env[variable] ?? '';
    return given === '' ? fallback : given;
  };
  try {
    const { writeFile } = await import('node:fs/promises');
    await writeFile(nameOf('PROMOTE_PROPERTIES', 'promotion.properties'), propertiesText(result));
    await writeFile(nameOf('PROMOTE_OUTPUTS', 'promotion-outputs.json'), outputText(result, 'json'));
  } catch (error) {
    // the promotion has succeeded, so this is only a warning; a stage that needs the files fails
    const reason = error instanceof Error ? error.message : String(error);
    stderr.write(`WARNING: the outputs could not be written: ${reason}\n`);
  }
  const text = outputText(result, outputFormat(argv));
  if (text !== '') stdout.write(text);
}

/** The format of java.util.Properties, for values of a single line. */
function propertiesText(result: RunResult): string {
  return Object.entries(outputsOf(result))
    .filter(([, value]) => value !== '' && !/\p{Cc}/u.test(value))
    .map(([name, value]) => `${name}=${value.replaceAll('\\', '\\\\')}\n`)
    .join('');
}

/** Writes the result for people at the end of the log. */
export const writeSummary = writePlainSummary;
