import { outputFormat } from '../../core/command-flags.ts';
import { outputText } from '../../report/output-text.ts';
import type { RunResult, HostEnvironment } from '../../core/host.ts';

/** Writes the outputs for programs to standard output, in the format that was asked for. */
export async function writeOutputs(ending: RunResult, { argv, stdout }: HostEnvironment): Promise<void> {
  const text = outputText(ending, outputFormat(argv));
  if (text !== '') stdout.write(text);
}
