import { outputFormat } from '../../core/command-flags.ts';
import { outputText } from '../../report/output-text.ts';
import { outputsOf } from '../../report/outputs.ts';
import type { RunResult, HostEnvironment } from '../../core/host.ts';

// All results of a step travel in its termination message, which Kubernetes cuts at 4096 bytes; each costs its name and the JSON
// around it besides (Tekton, "Emitting results").
const MAX_RESULTS_BYTES = 3 * 1024;
const COST_OF_ONE_BYTES = 40;

/**
 * Writes every result that the Task declares as a file of the folder `PROMOTE_RESULTS`: `PROMOTE_RESULT_NAMES` lists them. Each is
 * written, if need be empty, as a Pipeline that uses a result fails when it is missing.
 */
export async function writeOutputs(
  ending: RunResult,
  { argv, env, stdout, stderr }: HostEnvironment,
): Promise<void> {
  const { PROMOTE_RESULTS: firstResult = '', PROMOTE_RESULT_NAMES: names = '' } = env;
  try {
    const [{ writeFile }, path] = await Promise.all([import('node:fs/promises'), import('node:path')]);
    const outputs = new Map(Object.entries(outputsOf(ending)));
    let bytes = 0;
    for (const name of names.split(' ').filter((each) => each !== '')) {
      const value = outputs.get(name) ?? '';
      const cost = Buffer.byteLength(name + value) + COST_OF_ONE_BYTES;
      const fits = bytes + cost <= MAX_RESULTS_BYTES;
      if (!fits) stderr.write(`warning: the result ${name} is left empty: a Task has no room for more\n`);
      await writeFile(path.join(path.dirname(firstResult), name), fits ? value : '');
      if (fits) bytes += cost;
    }
  } catch (error) {
    // what was promoted stays promoted; the task that needs a result says that it is missing
    const reason = error instanceof Error ? error.message : String(error);
    stderr.write(`warning: the results could not be written: ${reason}\n`);
  }
  const text = outputText(ending, outputFormat(argv));
  if (text !== '') stdout.write(text);
}
