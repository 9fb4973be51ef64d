import { describe, expect, it } from 'vitest';
import { readOptions } from '../../src/config/options.ts';
import { messagesOf, read, TWO_CLUSTERS } from './read-options.ts';

const noToken = { 'source-server': '', 'source-token': '' };
const pod = { server: 'https://172.30.0.1:443', ca: 'POD CA', tokenFile: '/run/token' };
const inPod = (changes: Record<string, string>): ReturnType<typeof readOptions> =>
  readOptions({ ...TWO_CLUSTERS, ...changes }, { spell: (name) => name, pod });

describe('a kubeconfig', () => {
  it('stands for server and token', () => {
    const { source } = read({ ...noToken, 'source-kubeconfig': './dev', 'source-context': 'dev/admin' });

    expect(source).toMatchObject({
      server: undefined,
      token: undefined,
      kubeconfig: { paths: './dev', context: 'dev/admin' },
    });
  });

  it('is looked for in the usual places when only a context is named', () => {
    const { source } = read({ ...noToken, 'source-context': 'dev/admin' });

    expect(source.kubeconfig).toEqual({ paths: undefined, context: 'dev/admin' });
  });

  it('of the destination is that of a source without server, which may have a token of its own', () => {
    const { source } = read({
      'source-server': '',
      'destination-server': '',
      'destination-token': '',
      'destination-kubeconfig': './prod',
    });

    expect(source).toMatchObject({ kubeconfig: { paths: './prod' }, token: 'sha256~source' });
  });

  it('may not stand beside a server, which would get its token', () => {
    expect(messagesOf({ 'source-kubeconfig': './dev' })).toEqual([
      'source-server: cannot be combined with source-kubeconfig, which already defines a server → keep one of them',
    ]);
  });
});

describe('ways to log in', () => {
  it('are one at a time', () => {
    expect(messagesOf({ 'source-oidc-audience': 'x', 'source-token-secret': 'prod/dev#token' })).toEqual([
      'source-oidc-audience: cannot be combined with source-token → use only one way to log in',
      'source-token-secret: cannot be combined with source-token → use only one way to log in',
    ]);
  });

  it.each([
    [{ 'source-oidc-audience': 'dev' }, { oidcAudience: 'dev' }],
    [
      { 'source-token-secret': 'prod/dev-cluster#api.token' },
      { tokenSecret: { project: 'prod', name: 'dev-cluster', key: 'api.token' } },
    ],
  ])('include %o', (inputs, fields) => {
    expect(read({ 'source-token': '', ...inputs }).source).toMatchObject({ token: undefined, ...fields });
  });

  it('of the destination are those of a source in its cluster', () => {
    const { source } = read({
      ...noToken,
      'destination-token': '',
      'destination-oidc-audience': 'prod',
      'destination-token-duration': '1h',
    });

    expect(source).toMatchObject({ oidcAudience: 'prod', tokenDurationMs: 3_600_000 });
  });

  it('are checked', () => {
    expect(
      messagesOf({
        'source-token': '',
        'source-token-secret': 'dev-cluster',
        'destination-token': '',
        'destination-username': 'a:b',
        'destination-password': 'secret',
        'destination-token-duration': '5m',
      }),
    ).toEqual([
      'source-token-secret: "dev-cluster" is not the key of a secret → write project/name#key',
      'destination-token-duration: too short → write 10m or more, as clusters issue no tokens with a shorter lifetime',
      'destination-username: contains ":", which is not allowed in a user name → give only the user name',
    ]);
  });
});

describe('in a pod', () => {
  const nothing = { 'destination-server': '', 'destination-token': '' };

  it('a destination of which nothing is said is the cluster of the pod', () => {
    const { source, destination } = inPod(nothing);

    expect(destination).toMatchObject({ server: pod.server, ca: 'POD CA', tokenFile: '/run/token' });
    expect(source).toMatchObject({ server: TWO_CLUSTERS['source-server'], token: 'sha256~source' });
    expect(source.tokenFile).toBeUndefined();
  });

  it('both sides are, when nothing is said of either', () => {
    const { source, destination } = inPod({ ...nothing, ...noToken, 'destination-ca': '' });

    expect(source).toEqual({ ...destination, side: 'source' });
  });

  it('what is given counts', () => {
    expect(inPod({}).destination.server).toBe(TWO_CLUSTERS['destination-server']);
    expect(inPod({}).destination.tokenFile).toBeUndefined();
    expect(() => inPod({ 'destination-server': '' })).toThrow(/destination-server/);
  });
});
