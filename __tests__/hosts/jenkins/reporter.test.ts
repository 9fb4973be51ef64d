import { describe, expect, it } from 'vitest';
import { DOCUMENTATION } from '../../../src/core/version.ts';
import { PromoteError } from '../../../src/core/text/errors.ts';
import { handClock, hostEnvironment } from '../host-environment.ts';
import { createReporter } from '../../../src/hosts/jenkins/host.ts';

describe('the console of a build of Jenkins', () => {
  it('has plain lines, with the phases set apart', async () => {
    const environment = hostEnvironment();
    const redact = (text: string): string => text.replaceAll('hush', '***');
    const reporter = createReporter(environment, { clock: handClock(), redact, logLevel: 'info' });

    await reporter.group('Move', async () => {
      reporter.info('hush\x1b[31m');
      reporter.warning('careful');
      reporter.debug('not shown');
    });
    reporter.failure(new PromoteError({ code: 'TAG_EXISTS', message: 'it exists', hint: 'choose another' }));

    expect(environment.stdout.lines()).toEqual([
      'Move',
      '  *** [31m',
      '  WARNING: careful',
      'ERROR: TAG_EXISTS: it exists',
      '  hint: choose another',
      `  more: ${DOCUMENTATION}/errors.md#tag_exists`,
    ]);
  });
});
