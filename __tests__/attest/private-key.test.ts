import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readPrivateKey } from '../../src/attest/private-key.ts';

/** `cosign generate-key-pair` 3.1 with the password `password`; it signs nothing anywhere. */
const COSIGN = {
  privateKey: `-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----
eyJrZGYiOnsibmFtZSI6InNjcnlwdCIsInBhcmFtcyI6eyJOIjo2NTUzNiwiciI6
OCwicCI6MX0sInNhbHQiOiJOeFBnWlpQaTRiQWU2dmtNbUZFZDg1UW1CdllLQ253
MGxMQ3JKN3dwczdZPSJ9LCJjaXBoZXIiOnsibmFtZSI6Im5hY2wvc2VjcmV0Ym94
Iiwibm9uY2UiOiJhSHUyZjh4NlNERHR5azlmTkg3ODByUW1rSUlpakpWYSJ9LCJj
aXBoZXJ0ZXh0IjoiS0Jaa2ZmNWh2ZEFRcnRtUHJiRjB2akxhT04wdUdXWHh0b0xT
akhPazgzYVJsRmU5WmJJQkhXRzlZWTJIRUh4eWlORlVhVVFSSnRpZk9tNjdZSUVa
RjM4Z01YUmN2SCtxVFZNWXlRMllHekJDNEx0Sm5tM051ODhoVU9hQmxNa2RyMlZK
c0w5NDVEbVVmZzdqcTI0RXMxQ1d5U2ZDRmxSWUdQblJhTHFJSzRXL21qeUJCcDgx
c1ZPcjRoWTdCWWtsZFVRc3FtZHBOc2I4bkE9PSJ9
-----END ENCRYPTED SIGSTORE PRIVATE KEY-----`,
  publicKey: `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEgNEqPxqF/HXBAH/cB4B6Rff7HKXf
MhFYyfuXFYcEdqtE7b9gE0xfIpKtfg//dlREEHdFMmipbqJpnDYEKuKz6Q==
-----END PUBLIC KEY-----`,
};
const pem = { format: 'pem', type: 'pkcs8' } as const;
const EC = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ED25519 = generateKeyPairSync('ed25519');
const encrypted = { ...pem, cipher: 'aes-256-cbc', passphrase: 'a secret' } as const;

function publicKeyOf(text: string, password?: string): string | undefined {
  const read = readPrivateKey(text, password);
  if (!('key' in read)) throw new Error(read.problem);
  return createPublicKey(read.key).export({ format: 'pem', type: 'spki' }).toString();
}
function problemOf(text: string, password?: string): string | undefined {
  const read = readPrivateKey(text, password);
  return 'problem' in read ? read.problem : undefined;
}
/** The parts of a key of cosign, changed. */
function cosignWith(change: (box: { kdf: { params: { N: number } }; ciphertext: string }) => void): string {
  const body = COSIGN.privateKey.replace(/-----[A-Z ]+-----/g, '');
  const box = JSON.parse(Buffer.from(body, 'base64').toString('utf8')) as Parameters<typeof change>[0];
  change(box);
  const text = Buffer.from(JSON.stringify(box)).toString('base64');
  return `-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\n${text}\n-----END ENCRYPTED SIGSTORE PRIVATE KEY-----\n`;
}

describe('a private key', () => {
  it('of cosign is decrypted with its password', () => {
    expect(publicKeyOf(COSIGN.privateKey, 'password')?.trim()).toBe(COSIGN.publicKey.trim());
  });

  it('of an older cosign has another label', () => {
    const older = COSIGN.privateKey.replaceAll('ENCRYPTED SIGSTORE', 'ENCRYPTED COSIGN');

    expect(publicKeyOf(older, 'password')).toBeDefined();
  });

  it.each([
    ['in PKCS #8', EC.privateKey.export(pem).toString(), undefined],
    ['in SEC 1', EC.privateKey.export({ format: 'pem', type: 'sec1' }).toString(), undefined],
    ['of RSA', RSA.privateKey.export({ format: 'pem', type: 'pkcs1' }).toString(), undefined],
    ['of Ed25519', ED25519.privateKey.export(pem).toString(), undefined],
    ['encrypted by OpenSSL', EC.privateKey.export(encrypted).toString(), 'a secret'],
  ])('%s is read', (_, text, password) => {
    expect(publicKeyOf(text, password)).toContain('BEGIN PUBLIC KEY');
  });

  it.each<[string, string, string | undefined, RegExp]>([
    ['no PEM', './cosign.key', undefined, /is not a private key in PEM/],
    [
      'a public key',
      EC.publicKey.export({ format: 'pem', type: 'spki' }).toString(),
      undefined,
      /is "PUBLIC KEY"/,
    ],
    ['a key of cosign without its password', COSIGN.privateKey, undefined, /the password is wrong/],
    ['a key of cosign with another password', COSIGN.privateKey, 'Password', /the password is wrong/],
    [
      'an encrypted key without its password',
      EC.privateKey.export(encrypted).toString(),
      undefined,
      /is encrypted, and there is no password/,
    ],
    [
      'an encrypted key with another password',
      EC.privateKey.export(encrypted).toString(),
      'another',
      /the password is wrong, or the key is damaged/,
    ],
    [
      'a damaged key',
      EC.privateKey
        .export(pem)
        .toString()
        .replace(/\n[A-Za-z0-9+/]{8}/, '\nAAAAAAAA'),
      undefined,
      /is damaged/,
    ],
    [
      'a damaged key of cosign',
      cosignWith((box) => (box.ciphertext = 'AAAA')),
      'password',
      /the password is wrong/,
    ],
    [
      'a key of cosign that takes all memory',
      cosignWith(({ kdf }) => (kdf.params.N = 2 ** 30)),
      'password',
      /is damaged/,
    ],
    [
      'a key of cosign that costs nothing known',
      cosignWith(({ kdf }) => (kdf.params.N = 3)),
      'password',
      /the password is wrong/,
    ],
    [
      'a key of another curve',
      generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export(pem).toString(),
      undefined,
      /is a key of the curve secp384r1/,
    ],
    [
      'a short RSA key',
      generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export(pem).toString(),
      undefined,
      /is an RSA key of 1024 bits/,
    ],
    [
      'a key of another kind',
      generateKeyPairSync('x25519').privateKey.export(pem).toString(),
      undefined,
      /is a key of the kind x25519/,
    ],
  ])('that is %s is refused', (_, text, password, problem) => {
    const found = problemOf(text, password);

    expect(found).toMatch(problem);
    for (const line of text.split('\n').filter((each) => each.length > 20 && !each.startsWith('-')))
      expect(found).not.toContain(line);
  });
});
