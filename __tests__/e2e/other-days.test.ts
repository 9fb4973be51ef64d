// Nothing may depend on the day: with the wall clock moved by Debian's `faketime`. All quick tests: npm run test:days
import path from 'node:path';
import { expect, it } from 'vitest';
import { COMMAND, runProgram } from '../support/command.ts';
import { describeWith } from '../support/peers.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const TEST_DAYS = path.join(ROOT, 'scripts/test-days.ts');
const DAY_MS = 24 * 3600 * 1000;

describeWith(['faketime'], 'on other days', () => {
  it.each([
    ['in 400 days', 400],
    ['after the seconds have left 31 bits', Math.ceil((Date.parse('2038-02-01') - Date.now()) / DAY_MS)],
  ])('the demo promotes an image: %s', async (_when, days) => {
    const env = { PATH: process.env['PATH'] ?? '', FAKETIME_DONT_FAKE_MONOTONIC: '1' };
    const runThen = (...argv: readonly string[]) =>
      runProgram('faketime', ['-f', `+${days}d`, process.execPath, ...argv], env);
    const clock = await runThen('-p', 'Date.now()');
    expect(Number(clock.stdout)).toBeGreaterThan(Date.now() + (days - 1) * DAY_MS);

    const demo = await runThen(COMMAND, 'demo');

    expect(demo.status, demo.stderr).toBe(0);
  });

  it('a sandbox with a date of its own is trusted, and other programs trust it on their day', async () => {
    const files = [
      '__tests__/sandbox/rollouts.test.ts',
      '__tests__/contract/sandbox-registry-skopeo.test.ts',
    ];
    const projects = ['--project', 'unit', '--project', 'contract'];
    const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' };
    const argv = [TEST_DAYS, '--day', '2038-02-01', ...projects, ...files];
    const { status, stdout, stderr } = await runProgram(process.execPath, argv, env, ROOT);

    expect(status, stdout + stderr).toBe(0);
    expect(stdout).toContain('passed on: 2038-02-01');
  });

  it('a day that is none is refused, with what to type', async () => {
    const argv = [TEST_DAYS, '--day', 'tomorrow'];
    const { status, stderr } = await runProgram(process.execPath, argv, { PATH: process.env['PATH'] ?? '' });

    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: '"tomorrow" is neither today, nor such as +400d, nor a date such as 2038-02-01\n',
    });
  });
});
