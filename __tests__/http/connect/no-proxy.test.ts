import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNoProxy } from '../../../src/http/connect/proxy.ts';

describe('NO_PROXY', () => {
  it.each([
    ['*', 'anything.example', 443, true],
    ['example.com', 'example.com', 443, true],
    ['example.com', 'a.b.example.com', 443, true],
    ['example.com', 'notexample.com', 443, false],
    ['example.com', 'example.com.evil.org', 443, false],
    ['.example.com', 'a.example.com', 443, true],
    ['.example.com', 'example.com', 443, false],
    ['*.example.com', 'a.example.com', 443, true],
    ['EXAMPLE.com.', 'example.com', 443, true],
    ['example.com', 'example.com.', 443, true],
    ['.apps.example.com:443', 'a.apps.example.com', 443, true],
    ['.apps.example.com:443', 'a.apps.example.com', 6443, false],
    ['example.com:x', 'example.com', 443, false],
    ['a.example, .svc\tb.example', 'x.svc', 443, true],
    ['a.example, .svc\tb.example', 'b.example', 443, true],
    ['10.0.0.0/8', '10.200.3.4', 443, true],
    ['10.0.0.0/8', '11.0.0.1', 443, false],
    ['10.0.0.0/8', 'ten.example', 443, false],
    ['127.0.0.1', '127.0.0.1', 8080, true],
    ['127.0.0.1:8080', '127.0.0.1', 8081, false],
    ['172.30.0.0/16', '::ffff:172.30.1.1', 443, true],
    ['fd00::/8', 'fd12::1', 443, true],
    ['fd00::/8', 'fe80::1', 443, false],
    ['[fd12::1]:8443', 'fd12::1', 8443, true],
    ['[fd12::1]:8443', 'fd12::1', 443, false],
    ['[fd12::1]', 'fd12::1', 443, true],
    ['fd12::1', 'fd12:0:0::1', 443, true],
    ['10.0.0.0/33', '10.0.0.1', 443, false],
    ['10.0.0.0/', '10.0.0.1', 443, false],
    ['', 'example.com', 443, false],
    [',, ,', 'example.com', 443, false],
    ['.', 'example.com', 443, false],
  ])('%j and %s:%i → %s', (text, hostname, port, expected) => {
    expect(parseNoProxy(text).matches(hostname, port)).toBe(expected);
  });

  it('never throws, whatever is written there', () => {
    const noise = fc.string({
      unit: fc.constantFrom('1', '9', '.', ':', '/', '[', ']', '*', ',', 'a', '%', ' ', 'ä'),
    });
    fc.assert(
      fc.property(
        noise,
        fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6()),
        fc.nat(65535),
        (text, hostname, port) => {
          expect(typeof parseNoProxy(text).matches(hostname, port)).toBe('boolean');
        },
      ),
    );
  });

  it('matches a block exactly when the address is in it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        fc.nat(32),
        (one, other, bits) => {
          const dotted = (address: number): string =>
            [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');
          const isInside = Math.floor(one / 2 ** (32 - bits)) === Math.floor(other / 2 ** (32 - bits));
          expect(parseNoProxy(`${dotted(one)}/${bits}`).matches(dotted(other), 443)).toBe(isInside);
        },
      ),
    );
  });
});
