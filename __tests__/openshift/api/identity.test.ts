import { afterEach, describe, expect, it } from 'vitest';
import { createApi } from '../../../src/openshift/api/api.ts';
import { expiryOf, identify } from '../../../src/openshift/api/identity.ts';
import { loopbackTransport } from '../../support/loopback-transport.ts';
import { startScriptedApi, type ScriptedApi, type Step } from '../../support/scripted-api.ts';

const REVIEWS = 'POST /apis/authentication.k8s.io/v1/selfsubjectreviews';
const USER = 'GET /apis/user.openshift.io/v1/users/~';
const IMAGES = 'GET /apis/image.openshift.io/v1';

let server: ScriptedApi;
afterEach(async () => {
  await server.close();
});

async function identifyWith(
  script: Readonly<Record<string, Step>>,
  token: string | undefined = 'sha256~abc',
) {
  server = await startScriptedApi(script);
  const api = createApi({
    side: 'source',
    server: `${server.url}/`,
    token,
    transport: loopbackTransport('source'),
  });
  return identify(api, token, AbortSignal.timeout(60_000));
}

const jwt = (claims: object): string => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256' })}.${part(claims)}.signature`;
};

describe('identify', () => {
  it('asks for a review of itself, with the token', async () => {
    const identity = await identifyWith({
      [REVIEWS]: '47a-selfsubjectreview-ok',
      [IMAGES]: '48e-apis-image',
    });
    expect(identity).toEqual({ username: 'alice', expiresAt: undefined });
    expect(server.asked.every(({ headers }) => headers['authorization'] === 'Bearer sha256~abc')).toBe(true);
  });

  it('reads the end of a service account token out of the token', async () => {
    const script = { [REVIEWS]: '45p-sa-token-selfsubjectreview', [IMAGES]: '48e-apis-image' };
    const identity = await identifyWith(script, jwt({ exp: 1795250000 }));
    expect(identity.username).toBe('system:serviceaccount:more-sa:promo');
    expect(identity.expiresAt).toEqual(new Date(1795250000_000));
  });

  it.each([
    ['404 page not found', { status: 404, body: '404 page not found' }],
    [
      'a 403 on what does not exist',
      {
        status: 403,
        body: {
          kind: 'Status',
          reason: 'Forbidden',
          message:
            'selfsubjectreviews.authentication.k8s.io is forbidden: User "alice" cannot create resource "selfsubjectreviews" in API group "authentication.k8s.io" at the cluster scope',
        },
      },
    ],
  ])('falls back to users/~ on %s', async (_what, step) => {
    const identity = await identifyWith({
      [REVIEWS]: step,
      [USER]: '01a-whoami-ok',
      [IMAGES]: '48e-apis-image',
    });
    expect(identity.username).toBe('alice');
  });

  it('says TOKEN_EXPIRED for a refused token', async () => {
    const script = { [REVIEWS]: '47b-selfsubjectreview-bad-token', [IMAGES]: '48r-apis-bad-token' };
    await expect(identifyWith(script)).rejects.toMatchObject({ code: 'TOKEN_EXPIRED' });
  });

  it('says LOGIN_FAILED when no token arrived', async () => {
    const script = { [REVIEWS]: '47c-selfsubjectreview-no-token', [IMAGES]: '48s-apis-image-no-token' };
    await expect(identifyWith(script, undefined)).rejects.toMatchObject({ code: 'LOGIN_FAILED' });
  });

  it('says NOT_OPENSHIFT for a Kubernetes without image streams', async () => {
    const script = { [REVIEWS]: '47a-selfsubjectreview-ok', [IMAGES]: '48g-apis-missing-group' };
    await expect(identifyWith(script)).rejects.toMatchObject({
      code: 'NOT_OPENSHIFT',
      message: expect.stringContaining('without image.openshift.io') as string,
    });
  });

  it('says NOT_OPENSHIFT for a web console that answers everything with its page', async () => {
    const page = {
      headers: { 'content-type': 'text/html' },
      body: '<!DOCTYPE html><title>Red Hat OpenShift</title>',
    };
    await expect(identifyWith({ [REVIEWS]: page, [IMAGES]: page })).rejects.toMatchObject({
      code: 'NOT_OPENSHIFT',
      hint: expect.stringContaining('source-server') as string,
    });
  });

  it('says SERVER_UNAVAILABLE when the OpenShift API behind the Kubernetes API is down', async () => {
    const script = { [REVIEWS]: '47a-selfsubjectreview-ok', [IMAGES]: '00-aggregated-api-unavailable' };
    await expect(identifyWith(script)).rejects.toMatchObject({ code: 'SERVER_UNAVAILABLE' });
  });
});

describe('the end of a token', () => {
  it.each(['sha256~abc', 'a.b.c', 'a.b', '', `x.${Buffer.from('{"exp":"soon"}').toString('base64url')}.y`])(
    'is unknown for %j',
    (token) => {
      expect(expiryOf(token)).toBeUndefined();
    },
  );
});
