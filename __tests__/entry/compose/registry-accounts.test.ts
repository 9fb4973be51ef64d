import { expect, it } from 'vitest';
import type { SideOptions } from '../../../src/core/options.ts';
import type { ImageReference } from '../../../src/core/image/reference.ts';
import {
  accountsFor,
  warnWithoutTls,
  type AccountSources,
} from '../../../src/entry/compose/registry-accounts.ts';
import type { Credentials } from '../../../src/registry/auth/credentials.ts';
import { NEVER } from '../../support/registry-under-test.ts';

const side: SideOptions = {
  side: 'source',
  server: 'https://api.dev.example.com:6443',
  token: 'sha256~secret',
  username: undefined,
  password: undefined,
  registry: undefined,
  registryUsername: undefined,
  registryPassword: undefined,
  ca: undefined,
  insecureSkipTlsVerify: false,
  proxy: undefined,
};
const elsewhere: ImageReference = {
  kind: 'registry',
  host: 'quay.example.com',
  repository: 'team/app',
  tag: '1',
  digest: undefined,
};
const stream: ImageReference = { kind: 'stream', project: 'dev', stream: 'app', tag: '1', digest: undefined };

const STORED: Credentials = { kind: 'basic', username: 'stored', password: 'stored' };
const sources: AccountSources = {
  stored: async (host) =>
    host === 'quay.example.com' ? { credentials: STORED, origin: 'auth.json' } : undefined,
};

async function credentialsAt(
  options: SideOptions,
  references: readonly ImageReference[],
  host: string,
): Promise<Credentials | undefined> {
  const account = await accountsFor(options, references, sources)(host, 'team/app', NEVER);
  return account?.credentials;
}

it('gives the token of the cluster to the registry that was discovered from it', async () => {
  expect(await credentialsAt(side, [stream], 'registry.apps.dev.example.com')).toEqual({
    kind: 'bearer',
    token: 'sha256~secret',
  });
});

it('never gives the token of the cluster to a registry that only an image names', async () => {
  expect(await credentialsAt(side, [elsewhere], 'quay.example.com')).toBe(STORED);
  expect(await credentialsAt(side, [{ ...elsewhere, host: 'a.b' }], 'a.b')).toBeUndefined();
});

it('gives the token to a registry that the input names, also when an image is written with its host', async () => {
  const named = { ...side, registry: 'quay.example.com' };

  expect(await credentialsAt(named, [elsewhere], 'quay.example.com')).toMatchObject({ kind: 'bearer' });
});

it('gives the registry password only to the registry it was named for', async () => {
  const named = { ...side, token: undefined, registry: 'a.example.com', registryPassword: 'pw' };

  expect(await credentialsAt(named, [elsewhere], 'a.example.com')).toMatchObject({
    kind: 'basic',
    password: 'pw',
  });
  expect(await credentialsAt(named, [elsewhere], 'quay.example.com')).toBe(STORED);
});

it('gives the registry password to one registry, whatever else the images of the side name', async () => {
  const given = { ...side, registryUsername: 'me', registryPassword: 'pw' };
  const other: ImageReference = { ...elsewhere, host: 'other.example.com' };

  // refused where inputs are read; here, too, nobody gets what may be somebody else's
  expect(await credentialsAt(given, [elsewhere, other], 'other.example.com')).toBeUndefined();
  expect(await credentialsAt(given, [elsewhere, other], 'quay.example.com')).toBe(STORED);
  expect(await credentialsAt(given, [elsewhere], 'other.example.com')).not.toMatchObject({ username: 'me' });
  // without a source-registry-password of its own a source has that of its cluster
  expect(await credentialsAt(given, [stream, elsewhere], 'registry.apps.dev.example.com')).toMatchObject({
    username: 'me',
  });
  expect(await credentialsAt(given, [stream, elsewhere], 'quay.example.com')).toBe(STORED);
});

it('knows one registry by all of its names', async () => {
  const hub: ImageReference = { ...elsewhere, host: 'docker.io' };
  const given = { ...side, registryUsername: 'me', registryPassword: 'pw' };

  for (const host of ['docker.io', 'index.docker.io', 'registry-1.docker.io', 'DOCKER.IO:443']) {
    expect(await credentialsAt(given, [hub], host)).toMatchObject({ username: 'me' });
    expect(await credentialsAt({ ...given, registry: 'index.docker.io' }, [hub], host)).toMatchObject({
      username: 'me',
    });
  }
});

it('counts an input more than what is stored', async () => {
  const given = { ...side, registryUsername: 'me', registryPassword: 'pw' };

  expect(await credentialsAt(given, [elsewhere], 'quay.example.com')).toMatchObject({ username: 'me' });
});

it('looks for an account of the own registry of a cluster that was entered without a token', async () => {
  expect(await credentialsAt({ ...side, token: undefined }, [stream], 'quay.example.com')).toBe(STORED);
});

it('renews the token of the cluster where it comes from', async () => {
  const renewing = { ...sources, renewToken: async () => 'sha256~second' };
  const account = await accountsFor(side, [stream], renewing)('registry', 'dev/app', NEVER);

  expect(await account?.renew?.(NEVER)).toEqual({ kind: 'bearer', token: 'sha256~second' });
  expect((await accountsFor(side, [stream], sources)('registry', 'dev/app', NEVER))?.renew).toBeUndefined();
});

it.each([
  ['registry.dev.example.com:5000', 1],
  ['localhost:5000', 0],
  ['127.0.0.1:5000', 0],
])('warns when an account goes to %s without TLS: %i times', async (host, count) => {
  const lines: string[] = [];
  const account = { credentials: STORED, origin: 'auth.json' };
  const find = warnWithoutTls(
    async () => account,
    host,
    (line) => lines.push(line),
  );

  await find('quay.example.com', 'team/app', NEVER);
  await find(host, 'team/app', NEVER);
  await find(host, 'team/other', NEVER);

  expect(lines).toHaveLength(count);
  expect(lines.join()).toMatch(count === 0 ? /^$/ : /has no TLS.*auth\.json/);
});
