import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Secret } from '../../../src/core/text/secret-forms.ts';
import { captureLog, obeyedIn } from './runner.ts';
import { addMasks } from '../../../src/hosts/github/later-steps.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

function maskedBy(...secrets: readonly Secret[]): readonly string[] {
  const log = captureLog();
  addMasks(secrets);
  const commands = obeyedIn(log());
  expect(commands.filter(({ name }) => name === 'add-mask')).toHaveLength(log().length);
  vi.restoreAllMocks();
  return commands.map(({ message }) => message);
}

describe('masks', () => {
  it('hide a secret, its lines, and its forms in headers', () => {
    const masked = maskedBy({ value: 'first line\nsecond%line', username: 'me' });

    expect(masked).toContain('first line\nsecond%line');
    expect(masked).toContain('first line');
    expect(masked).toContain('second%line');
    expect(masked).toContain(Buffer.from('me:first line\nsecond%line').toString('base64'));
  });

  it('do not hide what is too short to distinguish from ordinary text', () => {
    expect(maskedBy({ value: 'a1', username: undefined })).toEqual([]);
  });

  it('are written once each', () => {
    const secret = { value: 'sha256~token', username: undefined };

    expect(maskedBy(secret, secret)).toEqual(maskedBy(secret));
  });
});
