import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testAuthority } from '../support/test-certificates.ts';
import { messagesOf, read } from './read-options.ts';

const [PEM, OTHER] = [await certificateOf('one'), await certificateOf('other')];

async function certificateOf(name: string): Promise<string> {
  return (await testAuthority(name)).cert.replaceAll('\r', '').trim();
}

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

  const both = `${PEM}\n${OTHER}`;
  it.each([
    ['a literal \\n for each line break', both.replaceAll('\n', '\\n')],
    ['a literal \\r\\n for each line break', both.replaceAll('\n', '\\r\\n')],
    ['blanks for line breaks', both.replaceAll('\n', ' ')],
    ['no line breaks at all', both.replaceAll('\n', '')],
    ['indented lines', both.replaceAll('\n', '\n      ')],
    ['line breaks of Windows', both.replaceAll('\n', '\r\n')],
    ['comments between them', `# one\n${PEM}\n# other\n${OTHER}\n`],
  ])('may be given with %s', (_, text) => {
    const { ca = '' } = read({ 'destination-ca': text }).destination;
    const found = ca
      .split(/(?=-----BEGIN|^#.*$)/m)
      .filter((part) => part.startsWith('-----'))
      .map((block) => new X509Certificate(block).subject);
    expect(found).toEqual(['CN=one', 'CN=other']);
  });

  it.each([
    ['cut off', both.slice(0, -60), 2],
    ['without its end', `${PEM.replace(/-----END.*/, '')}\n${OTHER}`, 1],
    ['with a letter lost', `${PEM}\n${OTHER.replace(/MII../, 'MII')}`, 2],
    ['empty', '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----', 1],
  ])('are refused when one of them is %s', (_, text, number) => {
    expect(messagesOf({ 'source-ca': text })).toEqual([
      `source-ca: contains a certificate that cannot be read (number ${number}) → give it as it is in its file, with its line breaks: openssl x509 -noout -text -in FILE`,
    ]);
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
