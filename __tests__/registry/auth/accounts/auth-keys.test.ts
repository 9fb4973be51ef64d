import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  canonicalKey,
  helperQuestion,
  keysOf,
} from '../../../../src/registry/auth/accounts/stored-accounts.ts';

it('goes from the most specific path to the host', () => {
  expect(keysOf('Host.test:443', 'a/b/app')).toEqual([
    'host.test/a/b/app',
    'host.test/a/b',
    'host.test/a',
    'host.test',
  ]);
});

it.each([
  ['https://host.test', 'host.test'],
  ['https://host.test/v1/', 'host.test'],
  ['http://HOST.test:5000/v2/', 'host.test:5000'],
  ['host.test/', 'host.test'],
  ['host.test/a/b', 'host.test/a/b'],
  ['host.test:443', 'host.test'],
  ['https://index.docker.io/v1/', 'docker.io'],
  ['registry-1.docker.io', 'docker.io'],
  ['docker.io/library', 'docker.io/library'],
])('reads the key %s as %s', (written, key) => {
  expect(canonicalKey(written)).toBe(key);
});

it('never takes one host for another, whatever a key looks like', () => {
  const text = fc
    .array(
      fc.constantFrom('host.test', '.evil', ':5000', ':443', '/', 'a', 'https://', '@', '\\', '%2f', ' '),
      {
        maxLength: 6,
      },
    )
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (written) => {
      const [host] = canonicalKey(written).split('/');
      if (host === 'host.test') expect(written).toMatch(/^(?:https:\/\/)?host\.test(?::443)?(?:\/|$)/);
    }),
    { numRuns: 2_000 },
  );
});

it('asks helpers for the registry as docker does', () => {
  expect(helperQuestion('docker.io')).toBe('https://index.docker.io/v1/');
  expect(helperQuestion('1.dkr.ecr.eu-west-1.amazonaws.com')).toBe('1.dkr.ecr.eu-west-1.amazonaws.com');
});
