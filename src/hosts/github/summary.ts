import type { Ending, Surroundings } from '../../core/ports/host.ts';
import { summaryMarkdown } from '../../core/summary.ts';

/** Adds to the summary of the job. A server that has no summaries must not make a good promotion fail. */
export async function writeSummary(
  ending: Ending,
  { env }: Surroundings,
  redact: (text: string) => string,
): Promise<void> {
  // absent on older GitHub Enterprise Servers
  if ((env['GITHUB_STEP_SUMMARY'] ?? '') === '') return;
  const { summary } = await import(/* webpackMode: "eager" */ '@actions/core');
  try {
    await summary.addRaw(summaryMarkdown(ending, redact)).write();
  } catch {
    // the file is gone or not ours to write; outputs and log say everything that it would have said
    summary.emptyBuffer();
  }
}
