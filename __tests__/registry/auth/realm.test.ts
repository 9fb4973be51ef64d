import { describe, expect, test } from 'vitest';
import { PromoteError } from '../../../src/core/text/errors.ts';
import { registryOrigin } from '../../../src/registry/replies/origin.ts';
import { checkRealm } from '../../../src/registry/auth/realm.ts';

function check(
  realm: string,
  registry: string,
  options: {
    readonly plain?: boolean;
    readonly anonymous?: boolean;
    readonly allowed?: readonly string[];
  } = {},
): string {
  const origin = registryOrigin(registry, options.plain === true);
  return checkRealm(realm, `${origin.url}/v2/a/b/manifests/1`, origin, {
    side: 'source',
    hasCredentials: options.anonymous !== true,
    allowedHosts: new Set(options.allowed ?? []),
  });
}

describe('a realm that may be asked', () => {
  test.each([
    ['https://r.example.com/token', 'r.example.com'],
    ['/openshift/token', 'r.example.com'],
    ['https://R.EXAMPLE.COM:443/token', 'r.example.com'],
    ['https://git.example.com/jwt/auth', 'git.example.com:5050'],
    ['https://auth.docker.io/token', 'docker.io'],
    ['https://gitlab.example.com/jwt/auth', 'registry.gitlab.example.com'],
    ['https://gitlab.example.com/jwt/auth', 'registry.example.com'],
    ['https://icr.io/oauth/token', 'us.icr.io'],
    ['https://127.0.0.1:5000/token', '127.0.0.1:5000'],
    ['https://[::1]:5000/token', '[::1]:5000'],
  ])('%s for %s', (realm, registry) => {
    expect(check(realm, registry)).toMatch(/^https:\/\//);
  });

  test('is plain http beside a plain http registry', () => {
    expect(check('http://127.0.0.1:5000/token', '127.0.0.1:5000', { plain: true })).toBe(
      'http://127.0.0.1:5000/token',
    );
  });

  test('is any host that is allowed explicitly', () => {
    expect(check('https://10.0.0.7/token', 'r.example.com', { allowed: ['10.0.0.7'] })).toBe(
      'https://10.0.0.7/token',
    );
  });

  test('is an unrelated public host when there is nothing to give away', () => {
    expect(check('https://auth.other.net/token', 'r.example.com', { anonymous: true })).toBe(
      'https://auth.other.net/token',
    );
  });
});

describe('a realm that must not be asked', () => {
  test('is one with http beside https, also when its host is allowed', () => {
    expect(() => check('http://sso.test/token', 'r.example.com', { allowed: ['sso.test'] })).toThrow(
      'not https',
    );
  });

  test.each([
    ['http://r.example.com/token', 'r.example.com'],
    ['https://evil.net/token', 'r.example.com'],
    ['https://example.com.evil.net/', 'r.example.com'],
    ['https://r.example.com.evil/', 'r.example.com'],
    ['https://169.254.169.254/', 'r.example.com'],
    ['https://2130706433/', 'r.example.com'],
    ['https://0x7f.1/', 'r.example.com'],
    ['https://①②⑦.0.0.1/', 'r.example.com'],
    ['https://[::ffff:127.0.0.1]/', 'r.example.com'],
    ['https://localhost./', 'r.example.com'],
    ['https://a.localhost/', 'b.localhost'],
    ['https://127.0.0.1:5001/token', '127.0.0.1:5000'],
    ['https://user:pw@r.example.com/', 'r.example.com'],
    ['https://other.azurecr.io/', 'mine.azurecr.io'],
    ['https://azurecr.io/', 'mine.azurecr.io'],
    ['https://other.co.uk/', 'mine.co.uk'],
    ['https://com/', 'example.com'],
    ['https://', 'r.example.com'],
    ['ftp://r.example.com/', 'r.example.com'],
    ['javascript:alert(1)', 'r.example.com'],
  ])('%s for %s', (realm, registry) => {
    expect(() => check(realm, registry)).toThrow(PromoteError);
  });

  test.each(['https://169.254.169.254/', 'https://localhost/', 'http://auth.example.com/'])(
    'not even anonymously: %s',
    (realm) => {
      expect(() => check(realm, 'r.example.com', { anonymous: true })).toThrow(PromoteError);
    },
  );

  test('names both hosts', () => {
    expect(() => check('https://evil.net/token', 'r.example.com')).toThrow(/r\.example\.com.*evil\.net/);
  });
});
