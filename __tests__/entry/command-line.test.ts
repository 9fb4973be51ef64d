import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { runCommand } from '../../src/entry/commands.ts';

let written: string[];
beforeEach(() => {
  written = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
});
afterEach(() => {
  vi.restoreAllMocks();
});

it.each([
  [['promot'], 'unknown command; did you mean promote?'],
  [['rolback', 'prod/app:live'], 'unknown command; did you mean rollback?'],
  [['hunter2-is-my-password'], 'unknown command; the commands are promote, plan'],
  [['-v'], 'did you mean --version?'],
  [['sandbox', '--port=1'], '--port is unknown; sandbox has --openshift, --connection, --company, --verbose'],
  [['sandbox', '--conection=x'], '--conection is unknown; did you mean --connection?'],
  [['sandbox', '--connection'], '--connection needs a value'],
  [['sandbox', 'x'], 'sandbox takes no arguments'],
  [['demo', '--fast'], '--fast is unknown; demo has no flags'],
])('%j is answered with one line', async (argv, answer) => {
  expect(await runCommand(argv)).toBe(2);

  expect(written).toHaveLength(1);
  expect(written[0]).toContain(answer);
});
