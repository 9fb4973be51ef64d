import { describe, expect, test } from 'vitest';
import { PromoteError } from '../../../src/core/text/errors.ts';
import { registryOrigin } from '../../../src/registry/replies/origin.ts';
import type { ReplyContext } from '../../../src/registry/replies/reply.ts';
import { sessionPath, withQuery } from '../../../src/registry/blobs/upload-session.ts';

const CONTEXT: ReplyContext = {
  side: 'destination',
  host: 'r.example.com',
  repository: 'a/b',
  action: 'push',
  reads: false,
  object: 'blob x',
  accountOrigin: () => 'the inputs',
  place: {},
};
const REQUEST = '/v2/a/b/blobs/uploads/?mount=x';

function session(
  location: string | readonly string[] | undefined,
  host = 'r.example.com',
  plain = false,
): string | undefined {
  const values = typeof location === 'string' ? [location] : location;
  return sessionPath(values, REQUEST, registryOrigin(host, plain), CONTEXT);
}

describe('where an upload goes on', () => {
  test.each([
    [
      "https://r.example.com/v2/a/b/blobs/uploads/1?_state=~+%2B%20'==",
      "/v2/a/b/blobs/uploads/1?_state=~+%2B%20'==",
    ],
    ['/v2/a/b/blobs/uploads/1', '/v2/a/b/blobs/uploads/1'],
    ['1?_state=x', '/v2/a/b/blobs/uploads/1?_state=x'],
    ['?_state=x', '/v2/a/b/blobs/uploads/?_state=x'],
    ['/artifacts-uploads//namespaces/../x?upload_id=1', '/artifacts-uploads//namespaces/../x?upload_id=1'],
    ['http://r.example.com/v2/x', '/v2/x'],
    ['https://R.Example.com:443/v2/x', '/v2/x'],
    ['https://r.example.com:8443/v2/x', '/v2/x'],
    ['//r.example.com/v2/x', '/v2/x'],
    ['https://r.example.com', '/'],
    ['https://r.example.com?x=1', '/?x=1'],
    ['/v2/x#fragment', '/v2/x'],
  ])('%s is %s', (location, path) => {
    expect(session(location)).toBe(path);
  });

  test('is nowhere when nothing is said', () => {
    expect(session(undefined)).toBeUndefined();
    expect(session([])).toBeUndefined();
    expect(session('')).toBeUndefined();
  });

  test.each([
    'https://evil.net/v2/x',
    '//evil.net/v2/x',
    'https://r.example.com.evil.net/x',
    'https://r.example.com@evil.net/x',
    'https://user:pw@r.example.com/x',
    'https://evil.net:443\\@r.example.com/x',
    '/\\evil.net/x',
    'ftp://r.example.com/x',
    'javascript:alert(1)',
    '/a b',
    '/a\r\nx: y',
    `/${'x'.repeat(9_000)}`,
  ])('is never %j', (location) => {
    expect(() => session(location)).toThrow(PromoteError);
  });

  test('is not two places', () => {
    expect(() => session(['/a', '/b'])).toThrow(/more than one/);
  });

  test('does not show credentials or state when it is refused', () => {
    expect(() => session('https://user:secret@evil.net/x?_state=hidden')).toThrow(
      /^(?!.*(secret|hidden)).*evil\.net.*$/,
    );
  });
});

test('a parameter is added to text, whatever is there already', () => {
  expect(withQuery('/x', 'digest=sha256:1')).toBe('/x?digest=sha256:1');
  expect(withQuery("/x?_state=~'==", 'digest=sha256:1')).toBe("/x?_state=~'==&digest=sha256:1");
});
