import { formatCount } from '../core/text/units.ts';
import { errorOfProblems, type PromoteError } from '../core/text/errors.ts';
import { TOPICS, type DoctorEntry } from '../core/finding.ts';

const TOPIC_WIDTH = Math.max(...TOPICS.map((topic) => topic.length)) + 2;
const LEVEL_WIDTH = 'problem'.length + 2;

/** For people: a line for each finding, what to do below it, and a count at the end. */
export function doctorText(entries: readonly DoctorEntry[]): string {
  const lines = entries.flatMap(({ topic, level, side, message, hint }) => [
    `${level.padEnd(LEVEL_WIDTH)}${topic.padEnd(TOPIC_WIDTH)}${side === undefined ? '' : `${side}: `}${message}`,
    ...(hint === undefined || level === 'ok' ? [] : [`${' '.repeat(LEVEL_WIDTH + TOPIC_WIDTH)}> ${hint}`]),
  ]);
  return [...lines, '', verdict(entries)].join('\n') + '\n';
}

/** For programs. */
export function doctorJson(entries: readonly DoctorEntry[]): string {
  return `${JSON.stringify({ ok: countOf(entries, 'problem') === 0, checks: entries }, undefined, 2)}\n`;
}

function verdict(entries: readonly DoctorEntry[]): string {
  const problems = countOf(entries, 'problem');
  const warnings = countOf(entries, 'warning');
  if (problems > 0)
    return `${formatCount(problems, 'problem')}, ${formatCount(warnings, 'warning')}: the promotion would fail`;
  return warnings > 0
    ? `${formatCount(warnings, 'warning')}: the promotion can proceed`
    : 'no problems found';
}

function countOf(entries: readonly DoctorEntry[], level: DoctorEntry['level']): number {
  return entries.filter((entry) => entry.level === level).length;
}

/** The error that a promotion would fail with; undefined if no problem was found. */
export function doctorError(entries: readonly DoctorEntry[]): PromoteError | undefined {
  const problems = entries.flatMap(({ level, code = 'CHECK_FAILED', message, hint }) =>
    level === 'problem' ? [{ code, message, hint }] : [],
  );
  return problems.length === 0 ? undefined : errorOfProblems('CHECK_FAILED', problems);
}
