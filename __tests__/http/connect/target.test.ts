import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTarget } from '../../../src/http/connect/target.ts';
import { shownPath, tracedPath } from '../../../src/http/exchange/trace.ts';
import { TransportFailure } from '../../../src/http/connect/transport-failure.ts';

describe('a URL', () => {
  it.each([
    ['https://Registry.Example.com/v2/', 'https://registry.example.com', 443, 'registry.example.com', '/v2/'],
    ['https://a.example:443/', 'https://a.example', 443, 'a.example', '/'],
    ['http://a.example:5000?x=y', 'http://a.example:5000', 5000, 'a.example:5000', '/?x=y'],
    ['https://a.example', 'https://a.example', 443, 'a.example', '/'],
    ['https://[::1]:6443/a#fragment', 'https://[::1]:6443', 6443, '[::1]:6443', '/a'],
    ['http://2130706433/x', 'http://127.0.0.1', 80, '127.0.0.1', '/x'],
  ])('%s', (url, origin, port, authority, path) => {
    expect(parseTarget(url)).toMatchObject({ origin, port, authority, path });
  });

  it('keeps the bytes of path and query', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\/[\x21\x22\x24-\x7e]{0,40}$/), (path) => {
        expect(parseTarget(`https://a.example${path}`).path).toBe(path);
      }),
    );
  });

  it.each([
    'ftp://a.example/',
    '//a.example/',
    '/v2/',
    '',
    'https://',
    'https:///x',
    'https://user:secret@a.example/',
    'https://a.example/a b',
    'https://a.example/\r\nx: y',
    'https://a.example/ä',
    'https://ä.example/',
    'https://a.example:99999/',
    'https://a\\b.example/',
    'https://a.example\\@b.example/',
    'javascript:alert(1)',
  ])('refuses %j', (url) => {
    expect(() => parseTarget(url)).toThrow(TransportFailure);
  });

  it('shows no query and no password when it is refused', () => {
    expect(() => parseTarget('https://a.example/a b?signature=secret')).toThrow(/^(?!.*secret)/);
    expect(() => parseTarget('https://user:secret@a.example/')).toThrow(/^(?!.*secret)/);
  });
});

describe('what is shown of a path', () => {
  it('has no query, no values of it in a trace, and no secret of a webhook', () => {
    const path = '/apis/b/webhooks/s3cret/generic?_state=abc&digest=sha256:1&flag';

    expect(shownPath(path)).toBe('/apis/b/webhooks/…/generic');
    expect(tracedPath(path)).toBe('/apis/b/webhooks/…/generic?_state=…&digest=…&flag');
  });
});
