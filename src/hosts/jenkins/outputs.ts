import { outputFormat } from '../../core/command-flags.ts';
import { outputText } from '../../report/output-text.ts';
import { outputsOf } from '../../report/outputs.ts';
import type { RunResult, HostEnvironment } from '../../core/host.ts';

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
