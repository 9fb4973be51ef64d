import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedactor } from '../../../src/core/text/redaction.ts';

const SECRET = 'pa$$w0rd/ü (x)+';

function hex(octet: number): string {
  return octet.toString(16).padStart(2, '0');
}

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
    ['URL-encoded in lower case', 'pa%24%24w0rd%2f%c3%bc%20(x)%2b'],
    ['URL-encoded to the last letter', [...Buffer.from(SECRET)].map((octet) => `%${hex(octet)}`).join('')],
    ['URL-encoded twice', encodeURIComponent(encodeURIComponent(SECRET))],
    ['in JSON of ASCII', 'pa$$w0rd/\\u00fc (x)+'],
    ['in JSON within a URL', encodeURIComponent('pa$$w0rd\\/\\u00FC (x)+')],
    ['escaped for a shell', 'pa\\$\\$w0rd/ü\\ \\(x\\)+'],
    ['as a literal of C', 'pa$$w0rd/\\303\\274 (x)+'],
    ['with numbers of HTML', 'pa&#36;&#x24;w0rd&#47;&#252; (x)&#x2B;'],
    ['in hexadecimal', Buffer.from(SECRET).toString('hex')],
    ['in hexadecimal of capitals', Buffer.from(SECRET).toString('hex').toUpperCase()],
    ['in columns of hexadecimal', [...Buffer.from(SECRET)].map(hex).join(' ')],
    ['in octets of hexadecimal', [...Buffer.from(SECRET)].map((octet) => `0x${hex(octet)}`).join(', ')],
    ['in escapes of hexadecimal', [...Buffer.from(SECRET)].map((octet) => `\\x${hex(octet)}`).join('')],
  ])('does not appear %s', (_form, text) => {
    const shown = redact(`before ${text} after`);
    expect(shown).toMatch(/^before .*\*\*\*.*after$/);
    expect(shown).not.toContain(text);
  });

  test.each([
    ['quotes, in JSON within JSON', JSON.stringify(JSON.stringify('say "hi\\"')).slice(3, -3), 'say "hi\\"'],
    ['&', 'a\\u0026b<c>\\u003cd', 'a&b<c><d'],
    ['entities', 'Tom&amp;Jerry&lt;3&quot;&#39;', `Tom&Jerry<3"'`],
    ['entities within JSON', 'Tom\\u0026amp;Jerry', 'Tom&Jerry'],
    ['quotes of a shell', `it'\\''s-me`, "it's-me"],
    ['blanks that a shell takes for one', 'a b c', 'a  b\tc'],
    ['what looks like an escape itself', 'a%2541b%26c', 'a%41b&c'],
    ['what looks like an entity itself', 'a%26amp%3Bb', 'a&amp;b'],
  ])('is hidden when it holds %s', (_what, text, secret) => {
    expect(redacting(secret)(`<${text}>`)).toBe('<***>');
  });

  test('that is long is hidden in base64 of several lines', () => {
    const secret = 'correct-horse-battery-staple-'.repeat(5);
    const lines =
      Buffer.from(secret)
        .toString('base64')
        .match(/.{1,76}/g) ?? [];
    expect(lines.map((line) => redacting(secret)(line).replace(/=+$/, ''))).toEqual(['***', '***', '***']);
  });

  test.each([1, 3, 900, 1000, 1023])(
    'is not shown in part where a text is cut, %i before its end',
    (before) => {
      const secret = 'S3cr3t-'.repeat(20);
      const redactor = createRedactor();
      redactor.add(secret);
      const text = `${'x'.repeat(1024 - before)}${secret}${'y'.repeat(100_000)}`;
      expect(redactor.redactStart(text, 1024)).not.toContain('S3cr');
    },
  );

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
    ['https://git/x.yaml?private_token=abc&ref=main', 'https://git/x.yaml?private_token=***&ref=main'],
    ['https://git/x?job_token=abc', 'https://git/x?job_token=***'],
    ['https://git/x?a=1;apikey=abc', 'https://git/x?a=1;apikey=***'],
    ['https://git/x?api_key=abc&X-Api-Key=d', 'https://git/x?api_key=***&X-Api-Key=***'],
    ['https://git/x?key=abc', 'https://git/x?key=***'],
    ['https://git/x#jwt=abc', 'https://git/x#jwt=***'],
    ['https://git/x?auth=abc&amp;password=d', 'https://git/x?auth=***&amp;password=***'],
    ['https://git/x?client_secret=abc&PASSWD=d', 'https://git/x?client_secret=***&PASSWD=***'],
    ['https://user:p@ss@host/path', 'https://***host/path'],
    ['?url=https%3A%2F%2Fuser%3Apass%40host', '?url=https%3A%2F%2F***host'],
    ['{"auths":{"quay.io":{"auth":"Ym9iOng="}}}', '{"auths":{"quay.io":{"auth":"***"}}}'],
    ['PRIVATE-TOKEN: abcdef', 'PRIVATE-TOKEN: ***'],
    [`glpat-${'a'.repeat(20)} dckr_pat_${'b'.repeat(24)}`, '*** ***'],
  ])('is hidden when it looks like a credential: %s', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  test.each([
    'sha256:0083874168b7b3bbd0f8d4b8b1f0a3f3a1c5d2e1f7a3b7c8d9e0f1a2b3c4d5e6',
    'oc policy add-role-to-user registry-editor bob -n prod',
    'the basic idea',
    'https://host/path?keyword=abc&monkey=x&tokens',
    'quay.io/team/app@sha256:0083874168b7b3bbd0f8d4b8b1f0a3f3a1c5d2e1f7a3b7c8d9e0f1a2b3c4d5e6',
  ])('stays when it does not: %s', (text) => {
    expect(redact(text)).toBe(text);
  });
});

describe('a line of 80 kB', () => {
  const redactor = createRedactor();
  redactor.add(SECRET, 'bob');
  const repeated = (piece: string): string => piece.repeat(Math.ceil(80_000 / piece.length));
  test.each(
    [
      ...[
        'a.',
        'a',
        'eyJaaaaaa-',
        'eyJaaaaaa.',
        'glpat-',
        'bearer ',
        '://',
        '://a',
        '&key',
        '?a=',
        '%3A%2F%2F',
      ],
      ...[
        '%25',
        '\\',
        '\\u005c',
        '&amp;',
        '\\"auth\\": ',
        '"token": "',
        'aa ',
        '/webhooks/',
        SECRET.slice(0, -1),
        '@',
      ],
    ].map((piece) => [JSON.stringify(piece), piece]),
  )('of nothing but %s takes no longer than ten of 8 kB', (_name, piece) => {
    const measure = (text: string): number => {
      const times = [0, 1, 2].map(() => {
        const { user, system } = process.cpuUsage();
        redactor.redact(text);
        const spent = process.cpuUsage({ user, system });
        return spent.user + spent.system;
      });
      return Math.min(...times);
    };
    const short = measure(repeated(piece).slice(0, 8_000));
    // quadratic would be a hundred times; a few milliseconds are noise
    expect(measure(repeated(piece))).toBeLessThan(30 * short + 50_000);
  });
});
