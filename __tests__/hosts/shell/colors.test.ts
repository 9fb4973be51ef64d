import { describe, expect, it } from 'vitest';
import { PromoteError } from '../../../src/core/text/errors.ts';
import { handClock, hostEnvironment } from '../host-environment.ts';
import { createReporter } from '../../../src/hosts/shell/host.ts';

type EnvironmentOptions = NonNullable<Parameters<typeof hostEnvironment>[0]>;

async function linesIn(options: EnvironmentOptions): Promise<readonly string[]> {
  const environment = hostEnvironment(options);
  const reporter = createReporter(environment, {
    clock: handClock(),
    redact: (text) => text,
    logLevel: 'info',
  });
  await reporter.group('Move', async () => {
    reporter.info('plain\x1b[31m');
    reporter.warning('careful');
  });
  reporter.failure(new PromoteError({ code: 'TAG_EXISTS', message: 'it exists' }));
  return environment.stderr.lines();
}

const COLORED = ['\x1b[1mMove\x1b[22m', '  plain [31m', '\x1b[33m  warning: careful\x1b[39m'];
const PLAIN = ['Move', '  plain [31m', '  warning: careful'];

describe('colors', () => {
  it.each<readonly [string, EnvironmentOptions]>([
    ['on a terminal', { isTerminal: true }],
    ['where FORCE_COLOR asks for them', { isTerminal: false, env: { FORCE_COLOR: '1' } }],
    [
      'where FORCE_COLOR and NO_COLOR disagree',
      { isTerminal: true, env: { FORCE_COLOR: '3', NO_COLOR: '1' } },
    ],
  ])('are there %s; what servers say stays plain', async (_, options) => {
    const lines = await linesIn(options);

    expect(lines.slice(0, 3)).toEqual(COLORED);
    expect(lines[3]).toBe('\x1b[31mTAG_EXISTS: it exists\x1b[39m');
  });

  it.each<readonly [string, EnvironmentOptions]>([
    ['in a pipe', { isTerminal: false }],
    ['with NO_COLOR', { isTerminal: true, env: { NO_COLOR: '1' } }],
    ['on a dumb terminal', { isTerminal: true, env: { TERM: 'dumb' } }],
    ['with FORCE_COLOR=0', { isTerminal: true, env: { FORCE_COLOR: '0' } }],
  ])('are not there %s', async (_, options) => {
    expect((await linesIn(options)).slice(0, 3)).toEqual(PLAIN);
  });
});
