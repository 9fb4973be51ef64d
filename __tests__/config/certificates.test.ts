import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messagesOf, read } from './read-options.ts';

// only the frame counts here; the TLS library reads the rest
const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'promote-ca-'));
  writeFileSync(join(folder, 'ca.pem'), `${PEM}\n`);
  writeFileSync(join(folder, 'notes.txt'), 'no certificate in here');
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('certificate authorities', () => {
  it.each([
    ['PEM text', () => `${PEM}\n`],
    ['PEM text in base64', () => Buffer.from(PEM).toString('base64')],
    ['the path of a file', () => join(folder, 'ca.pem')],
  ])('may be given as %s', (_, text) => {
    expect(read({ 'destination-ca': text() }).destination.ca).toBe(PEM);
  });

  it('are refused when the file is not there', () => {
    expect(messagesOf({ 'source-ca': './nowhere.pem' })).toEqual([
      'source-ca: "./nowhere.pem" cannot be read (ENOENT) → give PEM text, or the path of a PEM file that the job can read',
    ]);
  });

  it('are refused when there is no certificate in the file', () => {
    expect(messagesOf({ 'source-ca': join(folder, 'notes.txt') })).toEqual([
      'source-ca: contains no certificate → give PEM text, which starts with -----BEGIN CERTIFICATE-----',
    ]);
  });

  it('are refused together with a private key, which is not shown', () => {
    const key = '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----';

    expect(messagesOf({ 'source-ca': `${PEM}\n${key}` })).toEqual([
      'source-ca: contains a private key → give only the certificates of the authorities',
    ]);
  });
});
