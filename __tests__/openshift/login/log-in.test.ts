import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { createCluster } from '../../../src/openshift/cluster.ts';
import { logIn, tokenObjectName, type Session } from '../../../src/openshift/login/log-in.ts';
import type { ClusterOptions } from '../../../sandbox/state/options.ts';
import { startSandbox } from '../../../sandbox/sandbox.ts';
import type { SandboxCluster } from '../../../sandbox/cluster.ts';
import { realClock } from '../../support/clocks.ts';
import { failureOf, noAbort, testTransport } from '../../support/http-transport.ts';
import { startScriptedApi, type ScriptedApi, type Step } from '../../support/scripted-api.ts';

interface Attempt {
  readonly hidden: string[];
  readonly session: Promise<Session>;
}

function attempt(server: string, ca: string | undefined, username = 'bob', password = 'bob-pw'): Attempt {
  const hidden: string[] = [];
  const transport = testTransport({ ca });
  const maskSecret = (secret: string): void => void hidden.push(secret);
  const options = {
    side: 'source' as const,
    server,
    username,
    password,
    transport,
    clock: realClock,
    maskSecret,
  };
  return { hidden, session: logIn(options, noAbort) };
}

async function startSource(options: ClusterOptions): Promise<SandboxCluster> {
  const sandbox = await startSandbox({ source: options, tokenCacheMs: 0 });
  onTestFinished(() => sandbox.stop());
  return sandbox.source;
}

const authorizations = (cluster: SandboxCluster): number =>
  cluster.history().filter(({ url }) => url.startsWith('/oauth/authorize')).length;

describe('against the sandbox', () => {
  it('gets a token by code and proof key from an OAuth server of another host and authority', async () => {
    const cluster = await startSource({ separateOauth: true });

    const { hidden, session } = attempt(cluster.apiUrl, cluster.ca);
    const { token, expiresAt } = await session;

    expect(cluster.state.tokens.get(token)).toMatchObject({ username: 'bob', scopes: ['user:full'] });
    expect(cluster.state.tokens.get(token)?.object?.code).toMatch(/^sha256~/);
    expect(hidden).toEqual([token]);
    expect((expiresAt?.getTime() ?? 0) - Date.now()).toBeGreaterThan(86_000_000);
    expect(cluster.state.oauthUrl).not.toBe(cluster.state.apiUrl);
    expect(cluster.unknownRequests).toEqual([]);
  });

  it('gives the token back, and only that one', async () => {
    const cluster = await startSource({});
    const other = cluster.token('bob');
    const { token, revoke } = await attempt(cluster.apiUrl, cluster.ca).session;

    await revoke(noAbort);
    await revoke(noAbort);

    expect(cluster.state.tokens.get(token)?.deleted).toBe(true);
    expect(cluster.state.tokens.get(other)?.deleted).toBe(false);
  });

  it('tries a wrong password once', async () => {
    const cluster = await startSource({});

    const error = await failureOf(attempt(cluster.apiUrl, cluster.ca, 'bob', 'wrong').session);

    expect(error).toMatchObject({ code: 'LOGIN_FAILED', where: { side: 'source', status: 401 } });
    expect(error.message).toContain('refused the password of the source user bob');
    expect(error.hint).toContain(`oc login ${cluster.apiUrl} -u bob`);
    expect(error.message + String(error.hint)).not.toContain('wrong');
    // one without the password, one with it
    expect(authorizations(cluster)).toBe(2);
    expect(cluster.state.tokens.size).toBe(0);
  });

  it('sends no password where only browsers log in, and tells what works', async () => {
    const cluster = await startSource({ identityProviders: 'browser' });

    const error = await failureOf(attempt(cluster.apiUrl, cluster.ca).session);

    expect(error.code).toBe('LOGIN_FAILED');
    expect(error.message).toContain('takes no password');
    expect(error.hint).toContain('oc create token promoter');
    expect(authorizations(cluster)).toBe(1);
  });

  it('explains a cluster without OAuth server', async () => {
    const cluster = await startSource({ identityProviders: 'outside' });

    const error = await failureOf(attempt(cluster.apiUrl, cluster.ca).session);

    expect(error.code).toBe('LOGIN_FAILED');
    expect(error.message).toContain('has no OAuth server');
    expect(error.hint).toContain('"source-token"');
  });
});

it('names the authority that is missing when the OAuth server has another one', async () => {
  const cluster = await startSource({ separateOauth: true });
  const [ofApi = ''] = cluster.ca.split(/(?<=-----END CERTIFICATE-----)/);

  const error = await failureOf(attempt(cluster.apiUrl, ofApi).session);

  expect(error.code).toBe('TLS_FAILED');
  expect(error.where.host).toBe(new URL(cluster.state.oauthUrl).host);
  expect(error.hint).toContain('source-ca');
});

it('needs no users API: who a token of an outside provider stands for is found out', async () => {
  const cluster = await startSource({ identityProviders: 'outside' });
  const token = cluster.token('bob');
  const transport = testTransport({ ca: cluster.ca });

  const found = await createCluster({
    side: 'source',
    server: cluster.apiUrl,
    token,
    transport,
    clock: realClock,
    log: () => undefined,
  }).account.identify(noAbort);

  expect(found.username).toBe('bob');
});

describe('against a scripted OAuth server', () => {
  const challenge: Step = { status: 401, headers: { 'www-authenticate': 'Basic realm="openshift"' } };
  let api: ScriptedApi | undefined;
  afterEach(() => api?.close());

  async function start(
    authorize: readonly Step[],
    token?: Step,
    metadata: (url: string) => object = () => ({}),
  ): Promise<ScriptedApi> {
    const started: ScriptedApi = await startScriptedApi({
      'GET /.well-known/oauth-authorization-server': () => ({
        body: {
          issuer: started.url,
          authorization_endpoint: `${started.url}/oauth/authorize`,
          token_endpoint: `${started.url}/oauth/token`,
          code_challenge_methods_supported: ['S256'],
          ...metadata(started.url),
        },
      }),
      'GET /oauth/authorize': authorize,
      ...(token === undefined ? {} : { 'POST /oauth/token': token }),
    });
    api = started;
    return started;
  }

  const redirect =
    (suffix: string): Step =>
    () => ({ status: 302, headers: { location: `${api?.url ?? ''}/oauth/token/implicit${suffix}` } });

  it('takes the token from the fragment when no proof keys are offered', async () => {
    const { url, asked } = await start(
      [challenge, redirect('#access_token=sha256%7Eabc&expires_in=60&token_type=Bearer')],
      undefined,
      () => ({ code_challenge_methods_supported: ['plain'] }),
    );

    const { token } = await attempt(url, undefined).session;

    expect(token).toBe('sha256~abc');
    expect(asked.at(-1)?.query.get('response_type')).toBe('token');
    expect(asked.at(-1)?.headers['x-csrf-token']).toBe('1');
  });

  it.each([
    [
      'an error in the query',
      redirect('?error=access_denied&error_description=not+today'),
      'LOGIN_FAILED',
      'access_denied: not today',
    ],
    [
      'an identity provider that is down',
      redirect('?error=server_error'),
      'SERVER_UNAVAILABLE',
      'server_error',
    ],
    [
      'a redirect to a stranger',
      { status: 302, headers: { location: 'https://evil.example.com/?code=1' } },
      'LOGIN_FAILED',
      'evil.example.com',
    ],
    ['a failing server', { status: 503, body: 'no backend' }, 'SERVER_UNAVAILABLE', 'no backend'],
    ['a redirect with nothing in it', redirect(''), 'PROTOCOL_VIOLATION', 'status 302'],
    [
      'an unknown client',
      { status: 400, body: { error: 'unauthorized_client', error_description: 'no' } },
      'LOGIN_FAILED',
      'unauthorized_client: no',
    ],
  ] as const)('explains %s and sends the password no second time', async (_, step, code, says) => {
    const server = await start([challenge, step]);

    const error = await failureOf(attempt(server.url, undefined).session);

    expect(error.code).toBe(code);
    expect(error.message).toContain(says);
    expect(error.hint).toBeDefined();
    expect(server.keys().filter((key) => key === 'GET /oauth/authorize')).toHaveLength(2);
  });

  it('explains a code that is refused', async () => {
    const { url } = await start([challenge, redirect('?code=abc&state=')], {
      status: 400,
      body: { error: 'invalid_grant' },
    });

    const error = await failureOf(attempt(url, undefined).session);

    expect(error).toMatchObject({ code: 'LOGIN_FAILED' });
    expect(error.message).toContain('invalid_grant');
  });

  it('accepts no token that was given without a password', async () => {
    const { url } = await start([redirect('?code=abc')]);

    expect((await failureOf(attempt(url, undefined).session)).code).toBe('PROTOCOL_VIOLATION');
  });

  it.each(['ftp://example.com/authorize', 'https://user:pw@example.com/authorize', 'nowhere', undefined])(
    'sends no password to the endpoint %s',
    async (endpoint) => {
      const server = await start([challenge], undefined, () => ({ authorization_endpoint: endpoint }));

      expect((await failureOf(attempt(server.url, undefined).session)).code).toBe('PROTOCOL_VIOLATION');
      expect(server.keys()).toEqual(['GET /.well-known/oauth-authorization-server']);
    },
  );
});

it('names a token by the hash of what follows the prefix, an old one by itself', () => {
  // echo -n abc | openssl dgst -sha256 -binary | basenc --base64url
  expect(tokenObjectName('sha256~abc')).toBe('sha256~ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
  expect(tokenObjectName('q3cF')).toBe('q3cF');
});
