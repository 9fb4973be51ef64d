import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { cancelled, PromoteError } from '../../../src/core/text/errors.ts';

describe('the error of an aborted signal', () => {
  it('is the reason, when the run gave one', () => {
    const reason = new PromoteError({ code: 'CANCELLED', message: 'the job was cancelled (SIGTERM)' });

    expect(cancelled(AbortSignal.abort(reason))).toBe(reason);
  });

  it('does not call the limit of a request a cancelled promotion', async () => {
    const signal = AbortSignal.timeout(1);
    await once(signal, 'abort');

    expect(cancelled(signal)).toMatchObject({ code: 'TIMED_OUT', message: 'the time limit was reached' });
  });

  it('is a cancelled promotion for any other reason', () => {
    expect(cancelled(AbortSignal.abort())).toMatchObject({
      code: 'CANCELLED',
      message: 'the promotion was cancelled',
    });
  });
});
