import { describe, expect, it } from 'vitest';
import { DOCUMENTATION } from '../../src/core/version.ts';
import { describeError, errorCodeOf, errorLines, exitCodeOf } from '../../src/report/error-text.ts';
import { errorOfProblems, PromoteError } from '../../src/core/text/errors.ts';

const asIs = (text: string): string => text;
const linesOf = (error: unknown, redact = asIs): readonly string[] =>
  errorLines(describeError(error, redact));

describe('the text of an error', () => {
  it('says what happened, what to do, where, and why', () => {
    const socket = Object.assign(new Error('read failed'), { code: 'ECONNRESET' });
    const error = new PromoteError({
      code: 'CONNECTION_FAILED',
      message: 'the source registry broke the connection',
      hint: 'check the network between runner and registry',
      cause: new Error('socket hang up', { cause: socket }),
      where: {
        side: 'source',
        phase: 'move',
        host: 'registry.example.com',
        repository: 'dev/app',
        request: 'GET /v2/dev/app/blobs/sha256:00',
        status: 206,
        attempt: 3,
      },
    });

    expect(linesOf(error)).toEqual([
      'CONNECTION_FAILED: the source registry broke the connection',
      '  hint: check the network between runner and registry',
      '  while: move',
      '  side: source',
      '  host: registry.example.com',
      '  repository: dev/app',
      '  request: GET /v2/dev/app/blobs/sha256:00 (206), attempt 3',
      '  cause: socket hang up',
      '  cause: ECONNRESET: read failed',
      `  more: ${DOCUMENTATION}/errors.md#connection_failed`,
    ]);
  });

  it('lists every problem, with the code of those that have another', () => {
    const error = errorOfProblems('CHECK_FAILED', [
      { code: 'CHECK_FAILED', message: 'one', hint: 'do one' },
      { code: 'TAG_EXISTS', message: 'two' },
    ]);

    expect(linesOf(error)).toEqual([
      'CHECK_FAILED: found 2 problems',
      '  - one',
      '    hint: do one',
      '  - TAG_EXISTS: two',
      `  more: ${DOCUMENTATION}/errors.md#check_failed`,
    ]);
  });

  it('does not say the only problem twice', () => {
    const error = errorOfProblems('INPUT_INVALID', [
      { code: 'INPUT_INVALID', message: 'one', hint: 'do one' },
    ]);

    expect(linesOf(error)).toHaveLength(3);
  });

  it('shows nothing of a secret and nothing a log would obey', () => {
    const error = new PromoteError({
      code: 'LOGIN_FAILED',
      message: 'hush',
      cause: new Error('token hush\n::set-output name=x::y\x1b[2J'),
    });

    const text = linesOf(error, (line) => line.replaceAll('hush', '***')).join('\n');

    expect(text).not.toContain('hush');
    expect(text).not.toMatch(/::set-output|\x1b/);
  });

  it.each([[{ kind: 'missing-content', digests: [] }], [null], [[1, 2]]])(
    'has no cause that is an object: %j',
    (cause) => {
      const error = new PromoteError({ code: 'PROTOCOL_VIOLATION', message: 'refused', cause });

      expect(describeError(error, asIs).details.join()).not.toMatch(/object|null|cause/);
    },
  );

  it('ends although the causes go round', () => {
    const one = new Error('one');
    one.cause = new AggregateError([new Error('two', { cause: one }), new Error('two')], 'both');

    const error = new PromoteError({ code: 'TLS_FAILED', message: 'failed', cause: one });

    expect(describeError(error, asIs).details).toEqual(['cause: one', 'cause: both', 'cause: two']);
  });

  it('shows the stack of anything that was not thrown on purpose', () => {
    const text = describeError(new TypeError('x is undefined'), asIs);

    expect(text).toMatchObject({
      code: 'INTERNAL_ERROR',
      message: 'bug in openshift-promote: x is undefined',
    });
    expect(text.details[1]).toMatch(/^ {4}at .*error-text\.test\.ts/);
  });

  it('has a word for everything that can be thrown', () => {
    for (const thrown of [undefined, null, 'text', 42, {}]) {
      expect(linesOf(thrown)[0]).toMatch(/^INTERNAL_ERROR: bug in openshift-promote: ./);
    }
  });
});

describe('codes of an error', () => {
  it('are its own, or those of a fault', () => {
    const known = new PromoteError({ code: 'TAG_EXISTS', message: 'exists' });

    expect([errorCodeOf(known), exitCodeOf(known)]).toEqual(['TAG_EXISTS', 8]);
    expect([errorCodeOf(new Error('x')), exitCodeOf(new Error('x'))]).toEqual(['INTERNAL_ERROR', 70]);
  });
});
