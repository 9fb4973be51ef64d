import { describe, expect, it } from 'vitest';
import { DOCUMENTATION } from '../../../src/core/version.ts';
import { PromoteError } from '../../../src/core/text/errors.ts';
import { handClock, hostEnvironment } from '../host-environment.ts';
import { createReporter } from '../../../src/hosts/shell/host.ts';

function setUp(logLevel: 'info' | 'debug' = 'info') {
  const environment = hostEnvironment();
  const redact = (text: string): string => text.replaceAll('hush', '***');
  return { reporter: createReporter(environment, { clock: handClock(), redact, logLevel }), environment };
}

describe('the narrative in a shell', () => {
  it('has a title for each phase and goes to standard error', async () => {
    const { reporter, environment } = setUp();

    await reporter.group('Connect', async () => {
      reporter.info('one\ntwo');
      reporter.warning('careful');
      reporter.debug('not shown');
    });
    reporter.notice('done');

    expect(environment.stderr.lines()).toEqual(['Connect', '  one', '  two', '  warning: careful', 'done']);
    expect(environment.stdout.text()).toBe('');
  });

  it('returns to the margin after a phase that failed', async () => {
    const { reporter, environment } = setUp();

    await expect(reporter.group('Move', () => Promise.reject(new Error('x')))).rejects.toThrow('x');
    reporter.failure(
      new PromoteError({ code: 'TAG_EXISTS', message: 'hush exists', hint: 'choose another' }),
    );

    expect(environment.stderr.lines()).toEqual([
      'Move',
      'TAG_EXISTS: *** exists',
      '  hint: choose another',
      `  more: ${DOCUMENTATION}/errors.md#tag_exists`,
    ]);
  });

  it('shows more when asked to, and never a secret', async () => {
    const { reporter, environment } = setUp('debug');

    await reporter.group('hush', async () => {
      reporter.debug('hush');
    });

    expect(environment.stderr.lines()).toEqual(['***', '  debug: ***']);
  });
});
