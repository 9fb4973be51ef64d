// Runs the tests as they would run on other days, by moving the wall clock of the test process; the monotonic clock stays.
// Programs in Go (skopeo, docker-registry) cannot be moved: they keep the real date beside the tests.
// usage: npm run test:days [-- [--day <day>]... [--project <name>]... [<file>...]]
//   day: `today`, `+<number>d`, or a date such as `2038-02-01`; default: today, in 400 days, and a day whose seconds do not
//        fit into 31 bits
//   project: one of vitest.config.ts; default: unit, contract and repository
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';

const DAY_MS = 24 * 3600 * 1000;
const root = path.resolve(import.meta.dirname, '..');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    day: { type: 'string', multiple: true, default: ['today', '+400d', '2038-02-01'] },
    project: { type: 'string', multiple: true, default: ['unit', 'contract', 'repository'] },
  },
});
try {
  process.exitCode = runOn(values.day) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}

function runOn(days: readonly string[]): boolean {
  const projects = values.project.flatMap((name) => ['--project', name]);
  const tests = [path.join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...projects, ...positionals];
  const offsets = days.map((day) => ({ day, offsetMs: offsetTo(day) }));
  for (const { offsetMs } of offsets) expectClockAt(offsetMs);
  const failed: string[] = [];
  for (const { day, offsetMs } of offsets) {
    console.log(`\n${day}: the clock says ${new Date(Date.now() + offsetMs).toISOString()}`);
    if (runWithClock(offsetMs, tests, 'inherit').status !== 0) failed.push(day);
  }
  console.log(failed.length === 0 ? `passed on: ${days.join(', ')}` : `failed on: ${failed.join(', ')}`);
  return failed.length === 0;
}

/** @throws Error for what is no day */
function offsetTo(day: string): number {
  if (day === 'today') return 0;
  const days = /^\+(\d{1,5})d$/.exec(day)?.[1];
  if (days !== undefined) return Number(days) * DAY_MS;
  const dateMs = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(day) : Number.NaN;
  if (!Number.isNaN(dateMs)) return dateMs - Date.now();
  throw new Error(`"${day}" is neither today, nor such as +400d, nor a date such as 2038-02-01`);
}

/** Without this check, a node that libfaketime cannot reach would run all tests today, and pass. */
function expectClockAt(offsetMs: number): void {
  const { stdout, error } = runWithClock(offsetMs, ['-p', 'Date.now()'], 'pipe');
  if (error !== undefined) throw new Error('faketime is not installed: apt-get install faketime');
  const isMoved = Math.abs(Number(stdout) - Date.now() - offsetMs) < DAY_MS / 2;
  if (!isMoved) throw new Error(`faketime does not move the clock of ${process.execPath}`);
}

function runWithClock(offsetMs: number, argv: readonly string[], stdio: 'inherit' | 'pipe') {
  const seconds = Math.round(offsetMs / 1000);
  const moved = ['faketime', '-f', seconds < 0 ? String(seconds) : `+${seconds}`, process.execPath];
  const [program = '', ...rest] = [...(seconds === 0 ? [process.execPath] : moved), ...argv];
  const env = { ...process.env, FAKETIME_DONT_FAKE_MONOTONIC: '1' };
  return spawnSync(program, rest, { cwd: root, env, stdio, encoding: 'utf8' });
}
