// Runs the tests as they would run on other days, by moving the wall clock of the test process; the monotonic clock stays.
// Programs in Go (skopeo, docker-registry, kubectl) cannot be moved: they keep today's date beside the tests.
// usage: npm run test:days [-- [--day <day>]... [--project <name>]... [<file>...]]
//   day: `today`, `+<number>d`, or a date such as `2038-02-01`; default: today, in 400 days, and after the seconds no
//        longer fit into 31 bits
//   project: one of vitest.config.ts; default: unit, contract and repository
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';

const DAY_MS = 24 * 3600 * 1000;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    day: { type: 'string', multiple: true, default: ['today', '+400d', '2038-02-01'] },
    project: { type: 'string', multiple: true, default: ['unit', 'contract', 'repository'] },
  },
});
const vitest = path.resolve(import.meta.dirname, '../node_modules/vitest/vitest.mjs');
const tests = [
  vitest,
  'run',
  ...values.project.flatMap((name) => ['--project', name]),
  '--passWithNoTests=false',
  ...positionals,
];

const failed: string[] = [];
for (const day of values.day) {
  const offsetMs = offsetTo(day);
  expectClockAt(offsetMs);
  console.log(`\n${day}: the clock says ${new Date(Date.now() + offsetMs).toISOString()}`);
  if (runWithClock(offsetMs, tests, 'inherit').status !== 0) failed.push(day);
}
console.log(failed.length === 0 ? `passed on: ${values.day.join(', ')}` : `failed on: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;

/** @throws Error for what is no day */
function offsetTo(day: string): number {
  if (day === 'today') return 0;
  const days = /^\+(\d{1,5})d$/.exec(day)?.[1];
  if (days !== undefined) return Number(days) * DAY_MS;
  const dateMs = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(day) : Number.NaN;
  if (Number.isNaN(dateMs))
    throw new Error(`"${day}" is neither today nor +400d nor a date such as 2038-02-01`);
  return dateMs - Date.now();
}

/** Without this check, a node that libfaketime cannot reach would run all tests today, and pass. */
function expectClockAt(offsetMs: number): void {
  const { stdout, error } = runWithClock(offsetMs, ['-p', 'Date.now()'], 'pipe');
  if (error !== undefined)
    throw new Error('faketime is not installed (apt-get install faketime)', { cause: error });
  const wrongMs = Math.abs(Number(stdout) - Date.now() - offsetMs);
  if (!(wrongMs < 60_000)) throw new Error(`faketime does not move the clock of ${process.execPath}`);
}

function runWithClock(offsetMs: number, argv: readonly string[], stdio: 'inherit' | 'pipe') {
  const command = [process.execPath, ...argv];
  const offset = `+${Math.round(offsetMs / 1000)}`;
  const [program = '', ...rest] = offsetMs === 0 ? command : ['faketime', '-f', offset, ...command];
  const env = { ...process.env, FAKETIME_DONT_FAKE_MONOTONIC: '1' };
  return spawnSync(program, rest, { stdio, env, encoding: 'utf8' });
}
