import { afterEach, describe, expect, it, vi } from 'vitest';
import { DOCUMENTATION } from '../../../src/core/version.ts';
import { errorOfProblems, PromoteError } from '../../../src/core/text/errors.ts';
import { createReporter } from '../../../src/hosts/github/reporter.ts';
import { handClock, hostEnvironment } from '../host-environment.ts';
import { captureLog, obeyedIn } from './runner.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

function setUp(logLevel: 'info' | 'debug' = 'info') {
  vi.restoreAllMocks();
  const lines = captureLog();
  const redact = (text: string): string => text.replaceAll('hush', '***');
  const clock = handClock();
  const reporter = createReporter(hostEnvironment(), { clock, redact, logLevel });
  return { reporter, clock, lines, commands: () => obeyedIn(lines()) };
}

describe('the log of a workflow step', () => {
  it('has a group for each phase, closed also when the phase fails', async () => {
    const { reporter, lines } = setUp();

    const result = await reporter.group('Connect', async () => {
      reporter.info('connected');
      return 42;
    });
    const failed = reporter.group('Move', () => Promise.reject(new Error('broken')));

    await expect(failed).rejects.toThrow('broken');
    expect(result).toBe(42);
    expect(lines()).toEqual([
      '::group::Connect',
      'connected',
      '::endgroup::',
      '::group::Move',
      '::endgroup::',
    ]);
  });

  it('lets no text give the runner a command', () => {
    const { reporter, commands } = setUp('debug');
    const evil = [
      '::set-output name=digest::x',
      '  ::add-mask::a',
      'text ##[stop-commands]x',
      'line\r::error::x\n::warning::y',
      '\u00a0\u0085::error::x',
      '::group::a::b',
    ];

    for (const text of evil) {
      reporter.info(text);
      reporter.debug(text);
    }

    expect(commands()).toEqual([]);
  });

  it('keeps such text inside annotations', () => {
    const { reporter, commands } = setUp();

    reporter.warning('a\n::error::x');

    expect(commands()).toEqual([{ name: 'warning', properties: '', message: 'a\n::error::x' }]);
  });

  it('has no more annotations than GitHub shows; the rest are lines', () => {
    const { reporter, commands, lines } = setUp();

    for (let count = 1; count <= 12; count += 1) reporter.warning(`number ${count}`);
    reporter.notice('seen');

    expect(commands().map(({ name }) => name)).toEqual([...Array<string>(10).fill('warning'), 'notice']);
    expect(lines().slice(10, 12)).toEqual(['warning: number 11', 'warning: number 12']);
  });

  it('leaves debugging to the runner, unless the input asks for it', () => {
    const quiet = setUp();
    quiet.reporter.debug('detail, hush');
    const loud = setUp('debug');
    loud.reporter.debug('detail');

    expect(quiet.lines()).toEqual(['::debug::detail, ***']);
    expect(loud.lines()).toEqual(['debug: detail']);
  });

  it('tells a failure as one annotation, and its details below', () => {
    const { reporter, lines, commands } = setUp();
    const where = { side: 'destination', request: 'PUT /v2/prod/app/manifests/1' } as const;

    reporter.failure(
      new PromoteError({
        code: 'ACCESS_DENIED',
        message: 'no right to push, hush',
        hint: 'oc policy …',
        where,
      }),
    );

    expect(commands()).toEqual([
      { name: 'error', properties: 'title=ACCESS_DENIED', message: 'no right to push, ***\noc policy …' },
    ]);
    expect(lines().slice(1)).toEqual([
      '  hint: oc policy …',
      '  side: destination',
      '  request: PUT /v2/prod/app/manifests/1',
      `  more: ${DOCUMENTATION}/errors.md#access_denied`,
    ]);
  });

  it('has every problem in the annotation of a failure', () => {
    const { reporter, commands } = setUp();

    reporter.failure(
      errorOfProblems('INPUT_INVALID', [
        { code: 'INPUT_INVALID', message: 'timeout: wrong', hint: 'write 10m' },
        { code: 'INPUT_INVALID', message: 'wait: wrong' },
      ]),
    );

    expect(commands()[0]?.message).toBe(
      'found 2 problems\n- timeout: wrong\n  hint: write 10m\n- wait: wrong',
    );
  });

  it('shows no secret in any kind of line', async () => {
    const { reporter, lines } = setUp('debug');

    await reporter.group('hush', async () => undefined);
    reporter.info('hush');
    reporter.notice('hush');
    reporter.warning('hush');
    reporter.debug('hush');
    reporter.failure(new Error('hush', { cause: new Error('hush') }));
    reporter.rolloutProgress({
      workload: { kind: 'deployment', project: 'prod', name: 'web' },
      message: 'hush\n::error::x',
    });

    expect(lines().join('\n')).not.toContain('hush');
    expect(lines().slice(-2)).toEqual(['deployment/web: ***', ': :error::x']);
  });

  it('tells of a transfer in plain lines', () => {
    const { reporter, clock, lines } = setUp();
    const progress = {
      label: 'prod/app:1',
      totalBytes: 100,
      doneBlobs: 0,
      totalBlobs: 1,
      bytesPerSecond: 10,
    };

    reporter.transferProgress({ ...progress, doneBytes: 0 });
    clock.advance(5000);
    reporter.transferProgress({ ...progress, doneBytes: 50 });

    expect(lines()).toEqual(['prod/app:1: 50 B of 100 B (50 %), 10 B/s, 5.0 s left, 0 of 1 blob']);
  });
});
