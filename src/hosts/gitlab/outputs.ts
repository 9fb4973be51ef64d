import { outputFormat } from '../../core/command-flags.ts';
import { outputText } from '../../report/output-text.ts';
import { outputsOf } from '../../report/outputs.ts';
import type { RunResult, HostEnvironment } from '../../core/host.ts';

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
