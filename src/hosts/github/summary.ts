import type { RunResult, HostEnvironment } from '../../core/host.ts';
import { summaryMarkdown } from '../../report/summary.ts';

/** Adds to the summary of the job. A server that has no summaries must not make a good promotion fail. */
export async function writeSummary(
  ending: RunResult,
  { env }: HostEnvironment,
  redact: (text: string) => string,
): Promise<void> {
  const file = env['GITHUB_STEP_SUMMARY'] ?? '';
  // absent on older GitHub Enterprise Servers
  if (file === '') return;
  const { appendFile } = await import('node:fs/promises');
  try {
    await appendFile(file, summaryMarkdown(ending, redact));
  } catch {
    // the file is gone or not ours to write; outputs and log say everything that it would have said
  }
}
