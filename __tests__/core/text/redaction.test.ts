import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedactor } from '../../../src/core/text/redaction.ts';

const SECRET = 'pa$$w0rd/ü (x)+';

function redacting(secret: string, username?: string): (text: string) => string {
  const redactor = createRedactor();
  redactor.add(secret, username);
  return (text) => redactor.redact(text);
}

describe('a registered secret', () => {
  const redact = redacting(SECRET, 'bob');
  test.each([
    ['as it is', SECRET],
    ['URL-encoded', encodeURIComponent(SECRET)],
    ['in a form', new URLSearchParams({ p: SECRET }).toString().slice(2)],
    ['in JSON', JSON.stringify(SECRET).slice(1, -1)],
    ['in base64', Buffer.from(SECRET).toString('base64')],
    ['in base64 for URLs', Buffer.from(SECRET).toString('base64url')],
    ['with its user name in base64', Buffer.from(`bob:${SECRET}`).toString('base64')],
    ['with another user name in base64', Buffer.from(`somebody:${SECRET}`).toString('base64')],
  ])('does not appear %s', (_form, text) => {
    const shown = redact(`before ${text} after`);
    expect(shown).toMatch(/^before .*\*\*\*.* after$/);
    expect(shown).not.toContain(text);
  });

  test('of several lines is hidden line by line', () => {
    const shown = redacting('first line\r\nsecond line\n')('a: first line; b: second line');
    expect(shown).toBe('a: ***; b: ***');
  });

  test('is hidden whole when another one is a part of it', () => {
    const redactor = createRedactor();
    redactor.add('token');
    redactor.add('token-and-more');
    expect(redactor.redact('token-and-more, token')).toBe('***, ***');
  });

  test('that is short hides its pair, not every word it occurs in', () => {
    const shown = redacting('dev', 'developer');
    expect(shown('the dev project')).toBe('the dev project');
    expect(shown(Buffer.from('developer:dev').toString('base64'))).toBe('***');
  });

  test('that is empty hides nothing', () => {
    expect(redacting('')('some text')).toBe('some text');
  });

  test('never appears in what is shown, whatever surrounds it', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 6, maxLength: 40, unit: 'binary' }),
        fc.string(),
        fc.string(),
        (secret, before, after) => {
          fc.pre(secret.trim().length >= 4 && !'***'.includes(secret));
          expect(redacting(secret)(`${before}${secret}${after}`).split('***').join('\n')).not.toContain(
            secret,
          );
        },
      ),
    );
  });
});

describe('what nobody registered', () => {
  const redact = (text: string) => createRedactor().redact(text);
  test.each([
    ['Authorization: Bearer abcdefghijkl', 'Authorization: Bearer ***'],
    ['authorization: basic Ym9iOnNlY3JldA==', 'authorization: basic ***'],
    [`token sha256~${'a'.repeat(43)} expired`, 'token *** expired'],
    ['eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl', '***'],
    [`ghp_${'a'.repeat(36)}`, '***'],
    ['https://user:pass@host/path', 'https://***host/path'],
    [
      'PATCH /v2/a/b/blobs/uploads/1?_state=abc%3D&digest=sha256:1',
      'PATCH /v2/a/b/blobs/uploads/1?_state=***&digest=sha256:1',
    ],
    [
      'https://s3/x?X-Amz-Signature=1f&X-Amz-Credential=AK/2',
      'https://s3/x?X-Amz-Signature=***&X-Amz-Credential=***',
    ],
    ['https://blob/x?sv=1&sig=a%2Bb', 'https://blob/x?sv=1&sig=***'],
    ['/buildconfigs/app/webhooks/s3cr3t/generic', '/buildconfigs/app/webhooks/***/generic'],
  ])('is hidden when it looks like a credential: %s', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  test.each([
    'sha256:0083874168b7b3bbd0f8d4b8b1f0a3f3a1c5d2e1f7a3b7c8d9e0f1a2b3c4d5e6',
    'oc policy add-role-to-user registry-editor bob -n prod',
    'the basic idea',
  ])('stays when it does not: %s', (text) => {
    expect(redact(text)).toBe(text);
  });
});
