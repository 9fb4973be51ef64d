import { describe, expect, it } from 'vitest';
import { DOCUMENTATION } from '../../../src/core/version.ts';
import { PromoteError } from '../../../src/core/text/errors.ts';
import { writeSummary } from '../../../src/hosts/gitlab/host.ts';
import { SUCCESS } from '../../support/sample-report.ts';
import { handClock, hostEnvironment } from '../host-environment.ts';
import { createReporter } from '../../../src/hosts/gitlab/host.ts';

function setUp(argv: readonly string[] = []) {
  const environment = hostEnvironment({ argv });
  const clock = handClock();
  const redact = (text: string): string => text.replaceAll('hush', '***');
  return { reporter: createReporter(environment, { clock, redact, logLevel: 'info' }), environment, clock };
}

describe('the log of a job of GitLab', () => {
  it('has a section for each phase, with its times', async () => {
    const { reporter, environment, clock } = setUp();

    await reporter.group('Connect to both sides', async () => {
      reporter.info('one\ntwo');
      clock.advance(3000);
    });
    await reporter.group('Move', async () => reporter.warning('hush'));

    expect(environment.stdout.text()).toBe(
      '\x1b[0Ksection_start:0:promote_1_connect_to_both_sides\r\x1b[0KConnect to both sides\n' +
        'one\ntwo\n' +
        '\x1b[0Ksection_end:3:promote_1_connect_to_both_sides\r\x1b[0K\n' +
        '\x1b[0Ksection_start:3:promote_2_move\r\x1b[0KMove\n' +
        'warning: ***\n' +
        '\x1b[0Ksection_end:3:promote_2_move\r\x1b[0K\n',
    );
  });

  it('ends the section of a phase that failed, before the error', async () => {
    const { reporter, environment } = setUp();

    await expect(reporter.group('Move', () => Promise.reject(new Error('x')))).rejects.toThrow('x');
    reporter.failure(
      new PromoteError({ code: 'TAG_EXISTS', message: 'hush exists', hint: 'choose another' }),
    );

    expect(environment.stdout.lines().slice(1)).toEqual(
      [
        '\x1b[0Ksection_end:0:promote_1_move',
        'TAG_EXISTS: *** exists',
        '  hint: choose another',
        `  more: ${DOCUMENTATION}/errors.md#tag_exists`,
      ].map((line) => (line.startsWith('\x1b') ? `${line}\r\x1b[0K` : line)),
    );
  });

  it('obeys nothing that a server says', () => {
    const { reporter, environment } = setUp();

    reporter.info('\x1b[0Ksection_end:0:promote_1_move\r\x1b[0Kdone');

    expect(environment.stdout.text()).toBe(' [0Ksection_end:0:promote_1_move  [0Kdone\n');
  });

  it('ends with the summary, and leaves standard output to a program that asks for it', async () => {
    const table = hostEnvironment();
    await writeSummary(SUCCESS, table, (text) => text);
    const { reporter, environment } = setUp(['--output=json']);
    reporter.info('one');
    await writeSummary(SUCCESS, environment, (text) => text);

    expect(table.stdout.lines()[0]).toBe('Promoted prod/app:1.4.2 (12.3 s)');
    expect(environment.stdout.text()).toBe('');
    expect(environment.stderr.lines().slice(0, 2)).toEqual(['one', 'Promoted prod/app:1.4.2 (12.3 s)']);
  });
});
