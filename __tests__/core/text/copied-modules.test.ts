// A program file that is loaded on demand, such as dist/policy-program.js, has copies of these modules.
import { describe, expect, it } from 'vitest';
import { PromoteError } from '../../../src/core/text/errors.ts';
import { knownSecrets } from '../../../src/core/text/redaction.ts';

const ERRORS_COPY = '../../../src/core/text/errors.ts?copy';
const REDACTION_COPY = '../../../src/core/text/redaction.ts?copy';

describe('a copy of a module in another program file', () => {
  it('throws errors that are known as those of this program', async () => {
    const copy = (await import(ERRORS_COPY)) as {
      PromoteError: typeof PromoteError;
    };
    const error: unknown = new copy.PromoteError({
      code: 'POLICY_INVALID',
      message: 'it contradicts itself',
    });

    expect(copy.PromoteError).not.toBe(PromoteError);
    expect(error instanceof PromoteError).toBe(true);
    expect(new Error('a fault') instanceof PromoteError).toBe(false);
    expect({ name: 'PromoteError' } instanceof PromoteError).toBe(false);
  });

  it('knows the secrets of the process', async () => {
    const copy = (await import(REDACTION_COPY)) as {
      knownSecrets: typeof knownSecrets;
    };
    knownSecrets.add('a token that was given');

    expect(copy.knownSecrets.redact('with a token that was given')).not.toContain('token');
  });
});
