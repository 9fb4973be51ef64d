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
import { createPlainProgress } from '../../report/plain-progress.ts';
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

/** The parameter of the step that takes the id of the credential; a password comes with its user. */
function parameterOf(name: string): string {
  const parameter = name
    .replace(/-password$/, '-credentials')
    .replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return `${parameter}: 'ID'`;
}

/** The build and, where Jenkins tells, who started it. */
export function readRun({ env }: HostEnvironment): RunOrigin {
  // set by the plugin build-user-vars; nothing else tells who started a build
  return { system: 'Jenkins', actor: env['BUILD_USER_ID'], url: env['BUILD_URL'] };
}

/** The narrative in the console of a build; capitals are what people and log parsers of Jenkins look for. */
export function createReporter(hostEnvironment: HostEnvironment, settings: ReporterSettings): HostReporter {
  const words = { warning: 'WARNING: ', failure: 'ERROR: ' };
  return createPlainReporter(createPlainProgress(hostEnvironment, settings), settings, words);
}

/**
 * Writes the outputs as files of the workspace: promotion.properties, one `name=value` a line, and promotion-outputs.json with
 * all of them. `PROMOTE_PROPERTIES` and `PROMOTE_OUTPUTS` name other files.
 */
export async function writeOutputs(
  ending: RunResult,
  { argv, env, stdout, stderr }: HostEnvironment,
): Promise<void> {
  const nameOf = (variable: string, fallback: string): string => {
    const given = env[variable] ?? '';
    return given === '' ? fallback : given;
  };
  try {
    const { writeFile } = await import('node:fs/promises');
    await writeFile(nameOf('PROMOTE_PROPERTIES', 'promotion.properties'), propertiesText(ending));
    await writeFile(nameOf('PROMOTE_OUTPUTS', 'promotion-outputs.json'), outputText(ending, 'json'));
  } catch (error) {
    // what was promoted stays promoted; the stage that needs the files says that they are missing
    const reason = error instanceof Error ? error.message : String(error);
    stderr.write(`WARNING: the outputs could not be written: ${reason}\n`);
  }
  const text = outputText(ending, outputFormat(argv));
  if (text !== '') stdout.write(text);
}

/** The format of java.util.Properties, as far as values of one line need it. */
function propertiesText(ending: RunResult): string {
  return Object.entries(outputsOf(ending))
    .filter(([, value]) => value !== '' && !/\p{Cc}/u.test(value))
    .map(([name, value]) => `${name}=${value.replaceAll('\\', '\\\\')}\n`)
    .join('');
}

/** The result for people, at the end of the log. */
export const writeSummary = writePlainSummary;
