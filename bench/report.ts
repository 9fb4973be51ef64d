import { readFileSync } from 'node:fs';
import os from 'node:os';
import { markdownTable } from '../scripts/generated/markdown-table.ts';
import type { Judgement } from './goals.ts';
import type { HugeRun } from './huge.ts';
import type { StartUp } from './start-up.ts';
import { formatTable, type Series } from './table.ts';
import type { Tool } from './tools.ts';

/** Everything one benchmark found out. */
export interface Findings {
  readonly tools: readonly Tool[];
  readonly series: readonly Series[];
  readonly judgements: readonly Judgement[];
  readonly huge: readonly HugeRun[];
  readonly startUp: StartUp | undefined;
}

/** The findings as Markdown. */
export function formatReport(findings: Findings): string {
  const { series, huge, startUp, judgements } = findings;
  const parts = [describeMachine(findings.tools)];
  if (series.length > 0) parts.push(formatTable(series));
  if (huge.length > 0) parts.push(formatHuge(huge));
  if (startUp !== undefined) parts.push(formatStartUp(startUp));
  if (judgements.length > 0) parts.push(formatGoals(judgements));
  return parts.join('\n\n');
}

function formatHuge(runs: readonly HugeRun[]): string {
  const rows = runs.map(({ layerMb, wallMs, cpuMs, peakRssMb }) => [
    ...[`${layerMb}`, (wallMs / 1000).toFixed(1), (cpuMs / 1000).toFixed(1), peakRssMb.toFixed(0)],
  ]);
  return markdownTable(['one layer of MB, heap limit 256 MB', 'wall s', 'CPU s', 'peak RSS MB'], rows);
}

function formatStartUp({ firstRequestMs, bareNodeMs, runs }: StartUp): string {
  const figures = `${firstRequestMs.toFixed(0)} ms of CPU before the first request, ${bareNodeMs.toFixed(0)} ms of which an empty program takes`;
  return `Start: ${figures} (medians of ${runs} runs).`;
}

function formatGoals(judgements: readonly Judgement[]): string {
  const rows = judgements.map(({ goal, asked, found, reached }) => [
    goal,
    asked,
    found,
    reached ? 'yes' : '**no**',
  ]);
  const count = judgements.filter(({ reached }) => reached).length;
  return `Goals reached: ${count} of ${judgements.length}.\n\n${markdownTable(['goal', 'asked', 'found', 'reached'], rows)}`;
}

function describeMachine(tools: readonly Tool[]): string {
  const memory = `${Math.round(os.totalmem() / 1024 ** 3)} GB`;
  const load = readFileSync('/proc/loadavg', 'utf8').split(' ')[0];
  const versions = tools.map((tool) => `${tool.name} ${tool.version}`).join(', ');
  const day = new Date().toISOString().slice(0, 10);
  const [cpu] = os.cpus();
  return `${day}: ${cpu?.model.trim()}, ${os.cpus().length} cores, ${memory}, load ${load}. ${versions}.`;
}
