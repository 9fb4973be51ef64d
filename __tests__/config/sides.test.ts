import { describe, expect, it } from 'vitest';
import { testAuthority } from '../support/test-certificates.ts';
import { messagesOf, read } from './read-options.ts';

const authority = await testAuthority();
const oneCluster = { 'source-server': '', 'source-token': '' };

describe('a source without server', () => {
  it('is in the cluster of the destination and uses its credentials', () => {
    const { source, destination } = read({
      ...oneCluster,
      'destination-registry': 'registry.example.com',
      'destination-insecure-skip-tls-verify': 'true',
      'destination-proxy': 'http://proxy:3128',
      'destination-ca': authority.cert,
      'destination-registry-username': 'robot',
      'destination-registry-password': 'secret',
    });

    expect(source).toEqual({ ...destination, side: 'source' });
  });

  it('may log in as somebody else, without a half of the credentials of the destination', () => {
    const { source, destination } = read({
      ...oneCluster,
      'source-username': 'reader',
      'source-password': ' pass word ',
    });

    expect(source).toMatchObject({
      server: destination.server,
      token: undefined,
      username: 'reader',
      password: ' pass word ',
    });
  });

  it('may log in to the registry as somebody else', () => {
    const { source } = read({
      ...oneCluster,
      'destination-registry-username': 'robot',
      'destination-registry-password': 'secret',
      'source-registry-username': 'reader',
      'source-registry-password': 'other',
    });

    expect(source).toMatchObject({ registryUsername: 'reader', registryPassword: 'other' });
  });

  it('is a plain registry when its image names one', () => {
    const { source } = read({
      ...oneCluster,
      'source-image': 'quay.io/team/app:1',
      'source-registry-username': 'robot',
      'source-registry-password': 'secret',
    });

    expect(source).toMatchObject({
      server: undefined,
      token: undefined,
      registryUsername: 'robot',
      registryPassword: 'secret',
    });
  });
});

describe('servers', () => {
  it('are kept as origin', () => {
    expect(read({ 'source-server': 'https://API.dev.example.com:443/' }).source.server).toBe(
      'https://api.dev.example.com',
    );
  });

  it.each([
    ['api.dev.example.com:6443', '"api.dev.example.com:6443" is not an https:// URL'],
    ['http://api.dev.example.com:6443', '"http://api.dev.example.com:6443" is not an https:// URL'],
    ['https://api.dev.example.com/k8s', '"https://api.dev.example.com/k8s" must end after host and port'],
    ['https://me:pass@api.dev.example.com', 'must not contain a user name or password'],
    [
      'https://console-openshift-console.apps.dev.example.com',
      '"https://console-openshift-console.apps.dev.example.com" is the web console, not the API server',
    ],
  ])('%s is refused', (server, what) => {
    expect(messagesOf({ 'source-server': server })).toEqual([
      `source-server: ${what} → write the address that \`oc whoami --show-server\` prints, such as https://api.example.com:6443`,
    ]);
  });

  it('are asked for when an image is in a project', () => {
    expect(messagesOf({ ...oneCluster, 'destination-server': '', 'destination-token': '' })).toEqual([
      'destination-server: required because prod/app:1.4.2 is in an OpenShift cluster → set destination-server to what `oc whoami --show-server` prints, or write host/path:tag for an image in another registry',
      'source-server: required because dev/app:1.4.2 is in an OpenShift cluster → set source-server or destination-server to what `oc whoami --show-server` prints, or write host/path:tag for an image in another registry',
    ]);
  });

  it('are needed by nobody between two plain registries', () => {
    const options = read({
      ...oneCluster,
      'source-image': 'quay.io/team/app:1',
      'destination-server': '',
      'destination-token': '',
      'destination-image': 'localhost:5000/team/app:1',
    });

    expect([options.source.server, options.destination.server]).toEqual([undefined, undefined]);
  });
});

describe('credentials', () => {
  it.each([
    [
      { 'source-token': '' },
      'source-token: required → set source-token; `oc create token promoter` creates one. Or set source-username and source-password',
    ],
    [
      { 'source-username': 'me', 'source-password': 'secret' },
      'source-username: cannot be combined with source-token → use only one way to log in',
    ],
    [
      { 'source-token': '', 'source-username': 'me' },
      'source-password: required together with source-username → set source-password',
    ],
    [
      { 'destination-registry-password': 'secret' },
      'destination-registry-username: required together with destination-registry-password → set destination-registry-username too',
    ],
    [
      { 'source-server': '', 'source-image': 'quay.io/team/app:1' },
      'source-token: no cluster to log in to, because source-server is not set → set it, or use source-registry-username and source-registry-password for a registry',
    ],
  ])('%j are refused', (changes, problem) => {
    expect(messagesOf(changes)).toEqual([problem]);
  });
});

describe('registries and proxies', () => {
  it.each([
    ['https://registry.example.com/', 'registry.example.com'],
    ['Registry.example.com:5000', 'registry.example.com:5000'],
    ['http://localhost:5000', 'http://localhost:5000'],
  ])('registry %s is read as %s', (text, registry) => {
    expect(read({ 'source-registry': text }).source.registry).toBe(registry);
  });

  it('a registry with a path is refused', () => {
    expect(messagesOf({ 'source-registry': 'registry.example.com/dev' })).toEqual([
      'source-registry: "registry.example.com/dev" is not a host → write host or host:port, without a path',
    ]);
  });

  it.each(['proxy:3128', 'socks5://proxy:1080', 'http://proxy:3128/path'])('proxy %s is refused', (proxy) => {
    expect(messagesOf({ 'source-proxy': proxy })).toEqual([
      'source-proxy: not the URL of an HTTP proxy → write it as http://host:port or http://user:password@host:port',
    ]);
  });
});
