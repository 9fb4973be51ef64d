import { summary } from '@actions/core';
import type { RunResult, HostEnvironment } from '../../core/host.ts';
import { summaryMarkdown } from '../../report/summary.ts';

/** Adds to the summary of the job. A server that has no summaries must not make a good promotion fail. */
export async function writeSummary(
  ending: RunResult,
  _hostEnvironment: HostEnvironment,
  redact: (text: string) => string,
): Promise<void> {
  try {
    await summary.addRaw(summaryMarkdown(ending, redact)).write();
  } catch {
    // no file, as on older GitHub Enterprise Servers, or not ours to write; outputs and log say everything that it would have said
  }
}
