import { expect, it } from 'vitest';
import type { SideOptions } from '../../src/core/options.ts';
import type { ImageReference } from '../../src/core/reference.ts';
import { credentialsFor } from '../../src/entry/registry-credentials.ts';

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

it('gives the token of the cluster to the registry that was discovered from it', () => {
  expect(credentialsFor(side, [stream])('registry.apps.dev.example.com')).toEqual({
    kind: 'bearer',
    token: 'sha256~secret',
  });
});

it('never gives the token of the cluster to a registry that only an image names', () => {
  expect(credentialsFor(side, [elsewhere])('quay.example.com')).toBeUndefined();
});

it('gives the token to a registry that the input names, also when an image is written with its host', () => {
  const named = { ...side, registry: 'quay.example.com' };

  expect(credentialsFor(named, [elsewhere])('quay.example.com')).toMatchObject({ kind: 'bearer' });
});

it('gives the registry password only to the registry it was named for', () => {
  const named = { ...side, token: undefined, registry: 'a.example.com', registryPassword: 'pw' };

  expect(credentialsFor(named, [elsewhere])('a.example.com')).toMatchObject({
    kind: 'basic',
    password: 'pw',
  });
  expect(credentialsFor(named, [elsewhere])('quay.example.com')).toBeUndefined();
});
