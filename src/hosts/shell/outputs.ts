import { outputFormat } from '../../core/command-flags.ts';
import { outputText } from '../../report/output-text.ts';
import type { Ending, Surroundings } from '../../core/host.ts';

/** Writes the outputs for programs to standard output, in the format that was asked for. */
export async function writeOutputs(ending: Ending, { argv, stdout }: Surroundings): Promise<void> {
  const text = outputText(ending, outputFormat(argv));
  if (text !== '') stdout.write(text);
}
