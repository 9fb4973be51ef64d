import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { secretsOf } from '../../src/config/secrets.ts';
import { testAuthority, type TestCertificate } from '../support/test-certificates.ts';
import { messagesOf, read } from './read-options.ts';

let me: TestCertificate;
let other: TestCertificate;
beforeAll(async () => {
  const authority = await testAuthority();
  me = await authority.issue({ client: true });
  other = await authority.issue({ client: true });
});

const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('a client certificate', () => {
  it('may be text, base64 or files, with its key', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'client-'));
    onTestFinished(() => {
      rmSync(folder, { recursive: true });
    });
    const [certificate, key] = [path.join(folder, 'client.pem'), path.join(folder, 'client.key')];
    writeFileSync(certificate, me.cert);
    writeFileSync(key, me.key);
    for (const given of [
      { 'source-client-certificate': me.cert, 'source-client-key': me.key },
      { 'source-client-certificate': base64(me.cert), 'source-client-key': base64(me.key) },
      { 'source-client-certificate': certificate, 'source-client-key-file': key },
    ]) {
      const { certificate: shown, key: secret } = read(given).source.clientIdentity ?? {};
      expect([shown, secret?.trim()]).toEqual([me.cert.trim(), me.key.trim()]);
    }
  });

  it('is enough to log in to a cluster', () => {
    const given = { 'source-client-certificate': me.cert, 'source-client-key': me.key };

    expect(read({ ...given, 'source-token': undefined }).source.token).toBeUndefined();
  });

  it('has a key that is masked line by line', () => {
    const [secret] = secretsOf({ 'source-client-key': me.key });

    expect(secret).toEqual({ value: me.key, username: undefined });
  });

  it.each([
    ['no key', () => ({ 'source-client-certificate': me.cert }), 'source-client-key: required'],
    ['no certificate', () => ({ 'source-client-key': me.key }), 'source-client-certificate: required'],
    [
      'the key of another one',
      () => ({ 'source-client-certificate': me.cert, 'source-client-key': other.key }),
      'source-client-key: does not belong to the certificate',
    ],
    [
      'no PEM text as its key',
      () => ({ 'source-client-certificate': me.cert, 'source-client-key': 'secret-text' }),
      'source-client-key: not a valid private key',
    ],
    [
      'a key with a password',
      () => ({ 'source-client-certificate': me.cert, 'source-client-key': encrypted(me.key) }),
      'source-client-key: encrypted with a password',
    ],
    [
      'the key in its place',
      () => ({ 'source-client-certificate': `${me.cert}\n${me.key}`, 'source-client-key': me.key }),
      'source-client-certificate: contains a private key',
    ],
  ])('with %s is reported, and not shown', (_what, given, says) => {
    const inputProblems = messagesOf(given());

    expect(inputProblems[0]).toContain(says);
    expect(inputProblems.join('\n')).not.toMatch(/secret-text|BEGIN \w* ?PRIVATE/);
  });
});

function encrypted(key: string): string {
  return execFileSync('openssl', ['pkcs8', '-topk8', '-passout', 'pass:x'], { input: key, encoding: 'utf8' });
}

describe('token servers', () => {
  it('are hosts, however they are written', () => {
    const given = { 'source-realm-hosts': 'Auth.example.com, https://sso.example.com:443/\nlogin.test:8443' };

    expect(read(given).source.realmHosts).toEqual(['auth.example.com', 'sso.example.com', 'login.test:8443']);
  });

  it('are reported when they are something else', () => {
    expect(messagesOf({ 'source-realm-hosts': 'https://a.test/token' })).toEqual([
      'source-realm-hosts: "https://a.test/token" is not a host → write host or host:port, without a path',
    ]);
    expect(messagesOf({ 'source-realm-hosts': 'me:secret@a.test' }).join()).not.toContain('secret');
  });
});

it('a source within the cluster of the destination has its files and certificates too', () => {
  const { source } = read({
    ...{ 'source-server': undefined, 'source-token': undefined },
    ...{ 'destination-auth-file': './auth.json', 'destination-realm-hosts': 'a.test' },
    ...{ 'destination-client-certificate': me.cert, 'destination-client-key': me.key },
  });

  expect(source).toMatchObject({ authFile: './auth.json', realmHosts: ['a.test'] });
  expect(source.clientIdentity?.certificate).toBe(me.cert.trim());
});

describe('a registry password', () => {
  const account = { 'source-registry-username': 'bob', 'source-registry-password': 'hush' };
  const images = (...sources: readonly string[]): Record<string, string | undefined> => ({
    ...{ 'source-image': undefined, 'destination-image': undefined },
    images: sources.map((source, index) => `${source} => prod/app:${index}`).join('\n'),
  });

  it.each([
    [['quay.io/team/app:1', 'ghcr.io/team/app:1'], 'quay.io and ghcr.io'],
    [['dev/app:1', 'ghcr.io/team/app:1'], 'the registry of the cluster and ghcr.io'],
    [['quay.io/a/b:1', 'quay.io:443/a/b:2', 'docker.io/a/b:1'], 'quay.io and docker.io'],
  ])('is refused when nothing says for which registry it is: %j', (sources, registries) => {
    expect(messagesOf({ ...account, ...images(...sources) })).toEqual([
      `source-registry-password: applies to a single registry, but the images are in ${registries} → set source-registry to that registry; credentials for the others go into source-auth-file`,
    ]);
  });

  it.each([
    [{ ...images('quay.io/a/b:1', 'ghcr.io/a/b:1'), 'source-registry': 'ghcr.io' }],
    [images('docker.io/a/b:1', 'index.docker.io/a/c:1')],
    [images('dev/app:1', 'dev/web:1')],
  ])('is taken when there is one registry, or it is named: %j', (inputs) => {
    expect(messagesOf({ ...account, ...inputs })).toEqual([]);
  });
});
