import { outputFormat } from '../../core/command-flags.ts';
import type { RunResult, HostEnvironment } from '../../core/host.ts';
import { summaryLines } from '../../report/summary-text.ts';

/** The result for people, at the end of the log. */
export async function writeSummary(
  ending: RunResult,
  { argv, stdout, stderr }: HostEnvironment,
  redact: (text: string) => string,
): Promise<void> {
  const sink = outputFormat(argv) === 'table' ? stdout : stderr;
  for (const line of summaryLines(ending)) sink.write(`${redact(line).replace(/\p{Cc}/gu, ' ')}\n`);
}
