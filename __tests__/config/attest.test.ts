import { describe, expect, it } from 'vitest';
import { messagesOf, read } from './read-options.ts';

const KEY = '-----BEGIN PRIVATE KEY-----\nMIGH\n-----END PRIVATE KEY-----';
const PRIVATE = { attest: 'keyless', 'attest-fulcio-url': 'https://fulcio.example.com/' };

describe('the input "attest"', () => {
  it('is off by default', () => {
    expect(read().attest).toBeUndefined();
  });

  it('signs with a key, which CI variables may hold in base64', () => {
    for (const given of [KEY, Buffer.from(KEY).toString('base64')]) {
      expect(read({ attest: 'key', 'attest-key': given, 'attest-key-password': 'pw' }).attest).toEqual({
        signer: { kind: 'key', privateKey: KEY, password: 'pw' },
        rekorUrl: undefined,
        tsaUrl: undefined,
        onFailure: 'fail',
      });
    }
  });

  it('signs with the identity of the job, by default at the public instance of sigstore', () => {
    expect(read({ attest: 'keyless' }).attest).toMatchObject({
      signer: { kind: 'keyless', fulcioUrl: 'https://fulcio.sigstore.dev', idToken: undefined },
      rekorUrl: 'https://rekor.sigstore.dev',
      tsaUrl: undefined,
    });
  });

  it('tells the public log nothing of a private instance', () => {
    const { attest } = read({ ...PRIVATE, 'attest-tsa-url': 'https://tsa.example.com/api/v1/timestamp' });

    expect(attest).toMatchObject({
      signer: { fulcioUrl: 'https://fulcio.example.com' },
      rekorUrl: undefined,
      tsaUrl: 'https://tsa.example.com/api/v1/timestamp',
    });
    expect(messagesOf(PRIVATE)).toEqual([
      expect.stringMatching(
        /^attest-rekor-url: required with attest-fulcio-url: .* → set it, or attest-tsa-url$/,
      ),
    ]);
  });

  it('writes no log entry for a timestamped signature unless that is asked for', () => {
    expect(
      read({ attest: 'keyless', 'attest-tsa-url': 'https://tsa.example.com' }).attest?.rekorUrl,
    ).toBeUndefined();
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['a key that is not given', { attest: 'key' }, /^attest-key: required with attest "key" → create one/],
    ['a key without attest', { 'attest-key': KEY }, /^attest-key: only used with attest "key" → set attest/],
    [
      'a password for no key',
      { attest: 'keyless', 'attest-key-password': 'pw' },
      /^attest-key-password: only used with attest "key"/,
    ],
    [
      'a certificate authority for a key',
      { attest: 'key', 'attest-key': KEY, 'attest-fulcio-url': 'https://f.example.com' },
      /^attest-fulcio-url: only used with attest "keyless"/,
    ],
    [
      'a log without attest',
      { 'attest-rekor-url': 'https://r.example.com' },
      /^attest-rekor-url: only used with attest "key" or "keyless"/,
    ],
    [
      'what is no URL',
      { attest: 'keyless', 'attest-rekor-url': 'rekor.example.com' },
      /^attest-rekor-url: not an http/,
    ],
    [
      'a URL with a password',
      { attest: 'keyless', 'attest-tsa-url': 'https://me:pw@tsa.example.com' },
      /^attest-tsa-url: not an http/,
    ],
    ['a rollback', { attest: 'keyless', rollback: 'previous' }, /^attest: cannot be used to roll back/],
    [
      'another way to sign',
      { attest: 'gpg' },
      /^attest: "gpg" is not a valid value → write off, key or keyless/,
    ],
  ])('is refused with %s', (_, inputs, message) => {
    const messages = messagesOf(inputs);

    expect(messages).toEqual([expect.stringMatching(message)]);
    expect(messages.join()).not.toContain('pw@');
  });
});
