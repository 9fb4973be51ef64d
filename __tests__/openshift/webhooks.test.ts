import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../src/core/image/digest.ts';
import { createWebhooks } from '../../src/openshift/webhooks.ts';
import { failureOf, noAbort } from '../support/http-transport.ts';
import { loopbackTransport } from '../support/loopback-transport.ts';
import { startScriptedApi, type ScriptedApi, type Step } from '../support/scripted-api.ts';
import type { WebhookOptions } from '../../src/core/ports/webhooks.ts';

const HOOK = '/apis/build.openshift.io/v1/namespaces/prod/buildconfigs/release/webhooks/s3cr3t/generic';
const DIGEST = digestOf(new TextEncoder().encode('image'));
const IMAGE = {
  image: `registry.example.com/prod/app@${DIGEST}`,
  tag: '1.0',
  digest: DIGEST,
  sourceImage: `dev.example.com/dev/app@${DIGEST}`,
  destination: 'prod/app:1.0',
  previousDigest: undefined,
};

let api: ScriptedApi | undefined;
afterEach(async () => {
  await api?.close();
  api = undefined;
});

async function call(
  script: Readonly<Record<string, Step>>,
  webhook: (url: string) => WebhookOptions,
): Promise<string> {
  api = await startScriptedApi(script);
  const webhooks = createWebhooks({
    server: api.url,
    token: 'sha256~token',
    transport: loopbackTransport('destination'),
    openVerifying: () => loopbackTransport('destination'),
  });
  return webhooks.call(webhook(api.url), [IMAGE], noAbort);
}

const ofBuild = (): WebhookOptions => ({
  target: { kind: 'build-config', project: 'prod', name: 'release' },
  secret: 's3cr3t',
});

it('a webhook that cannot be reached is one that failed, not a side of the promotion', async () => {
  const error = await failureOf(
    call({}, () => ({ target: { kind: 'url', url: 'http://127.0.0.1:1/hook' }, secret: undefined })),
  );

  expect(error).toMatchObject({
    code: 'WEBHOOK_FAILED',
    message: 'the webhook http://127.0.0.1:1/hook could not be called: 127.0.0.1:1 refused the connection',
  });
});

describe('the webhook of a BuildConfig', () => {
  it('starts a build with the image in its environment', async () => {
    const started = await call(
      { [`POST ${HOOK}`]: { body: { kind: 'Build', metadata: { name: 'release-7' } } } },
      ofBuild,
    );

    expect(started).toBe('started build release-7');
    expect(api?.asked[0]?.headers['authorization']).toBe('Bearer sha256~token');
    expect(api?.bodies(`POST ${HOOK}`)).toEqual([
      {
        env: [
          { name: 'IMAGE', value: IMAGE.image },
          { name: 'TAG', value: '1.0' },
          { name: 'DIGEST', value: DIGEST },
          { name: 'SOURCE_IMAGE', value: IMAGE.sourceImage },
          { name: 'PREVIOUS_DIGEST', value: '' },
        ],
      },
    ]);
  });

  it.each([
    [401, 'the webhook "generic" for "release" did not accept your secret', 'look the same'],
    [403, 'forbidden', 'oc policy add-role-to-user system:webhook'],
  ])('tells what %i means without telling the secret', async (status, message, hint) => {
    const error = await failureOf(
      call({ [`POST ${HOOK}`]: { status, body: { kind: 'Status', message } } }, ofBuild),
    );

    expect(error.code).toBe('WEBHOOK_FAILED');
    expect(error.message).toContain('/webhooks/{secret}/generic');
    expect(error.message).toContain(message);
    expect(error.hint).toContain(hint);
    expect(JSON.stringify([error.message, error.hint, error.where])).not.toContain('s3cr3t');
  });

  it('does not take a build that was skipped for a start', async () => {
    const body = { kind: 'Status', message: 'skipping build. Branch reference does not match' };

    const error = await failureOf(call({ [`POST ${HOOK}`]: { body } }, ofBuild));

    expect(error.message).toContain('skipping build');
  });

  it('is called once, whatever the answer', async () => {
    await failureOf(call({ [`POST ${HOOK}`]: { status: 503, body: 'busy' } }, ofBuild));

    expect(api?.asked).toHaveLength(1);
  });
});

describe('any other webhook', () => {
  it('gets all images in a body that the secret signs, and no token of the cluster', async () => {
    api = await startScriptedApi({ 'POST /hook': { status: 202, body: {} } });
    const webhooks = createWebhooks({
      server: 'https://api.example.com:6443',
      token: 'sha256~token',
      transport: loopbackTransport('destination'),
      openVerifying: () => loopbackTransport('destination'),
    });
    const target = { kind: 'url', url: `${api.url}/hook` } as const;

    expect(await webhooks.call({ target, secret: 'key' }, [IMAGE], noAbort)).toBe('answered 202');

    const [asked] = api.asked;
    expect(asked?.headers['authorization']).toBeUndefined();
    const { previousDigest, ...told } = IMAGE;
    expect(previousDigest).toBeUndefined();
    expect(asked?.body).toEqual({ event: 'promotion', images: [told] });
    const signature = createHmac('sha256', 'key').update(JSON.stringify(asked?.body)).digest('hex');
    expect(asked?.headers['x-hub-signature-256']).toBe(`sha256=${signature}`);
  });

  it('gets its secret where the URL asks for it, encoded', async () => {
    await call({ 'POST /a b/hook': { body: {} } }, (url) => ({
      target: { kind: 'url', url: `${url}/{secret}/hook` },
      secret: 'a b',
    }));

    expect(api?.asked[0]?.headers['x-hub-signature-256']).toBeUndefined();
  });
});
