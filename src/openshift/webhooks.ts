import { createHmac } from 'node:crypto';
import { PromoteError } from '../core/text/errors.ts';
import type { PromotedImage, Webhooks, WebhookOptions } from '../core/ports/webhooks.ts';
import { cleanServerText } from '../core/text/server-text.ts';
import type { HttpReply, Transport } from '../http/exchange/exchange.ts';
import { namespacedPath } from './api/api-path.ts';
import { parseObject } from './api/failure.ts';
import { objectAt, textAt } from './api/json-fields.ts';

export interface WebhooksOptions {
  /** URL of the API server of the destination; undefined: a plain registry */
  readonly server: string | undefined;
  /** of the destination cluster, sent only to its own API server */
  readonly token: string | undefined;
  readonly transport: Transport;
  /** for all other hosts: relaxed TLS settings of the cluster must not apply to them */
  readonly openVerifying: () => Transport;
}

// The response is the Build that was started, including the whole BuildConfig.
const MAX_BODY_BYTES = 1024 * 1024;
const SECRET = '{secret}';
const BUILD_WEBHOOK = /\/buildconfigs\/[^/]+\/webhooks\/[^/]+\/generic$/;

interface Call {
  /** with the secret */
  readonly url: string;
  /** safe to show */
  readonly shown: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Calls webhooks of BuildConfigs (openshift-api.md §9.3) and any other URL that accepts a JSON POST. */
export function createWebhooks(options: WebhooksOptions): Webhooks {
  return {
    async call(webhook, images, signal) {
      const started: string[] = [];
      const [first, ...others] = callsOf(webhook, images, options);
      if (first === undefined) return 'nothing to send';
      const isOwn = isOrigin(first.url, options.server);
      const transport = isOwn ? options.transport : options.openVerifying();
      try {
        for (const call of [first, ...others]) started.push(await send(call, transport, signal));
      } finally {
        if (!isOwn) await transport.close();
      }
      return started.join(', ');
    },
  };
}

async function send(call: Call, transport: Transport, signal: AbortSignal): Promise<string> {
  const { url, body, headers } = call;
  try {
    const reply = await transport.send(
      { method: 'POST', url, headers, body, maxBodyBytes: MAX_BODY_BYTES, retry: 'once' },
      signal,
    );
    return readReply(reply, call);
  } catch (error) {
    throw error instanceof PromoteError && !['CANCELLED', 'WEBHOOK_FAILED'].includes(error.code)
      ? unreached(error, call)
      : error;
  }
}

/** The transport knows only the sides of a promotion, and a webhook is neither. */
function unreached(error: PromoteError, { shown }: Call): PromoteError {
  const { host } = new URL(shown);
  const { request, status, attempt } = error.where;
  return new PromoteError({
    code: 'WEBHOOK_FAILED',
    message: `the webhook ${shown} could not be called: ${error.message.replace(/^the (?:source|destination) (?=\S+ )/, '')}`,
    hint: `check "webhook", and whether this machine reaches ${host}`,
    cause: error.cause,
    where: { host, request, status, attempt },
  });
}

/** A BuildConfig starts one build per image; other receivers get all images in one request. */
function callsOf(
  { target, secret }: WebhookOptions,
  images: readonly PromotedImage[],
  { server, token }: WebhooksOptions,
): readonly Call[] {
  const shown =
    target.kind === 'url' ? target.url : `${server ?? ''}${webhookPath(target.project, target.name)}`;
  const url = shown.replaceAll(SECRET, encodeURIComponent(secret ?? ''));
  const headers = { 'content-type': 'application/json', ...authorization(url, server, token) };
  if (BUILD_WEBHOOK.test(new URL(url).pathname)) {
    return images.map((image) => ({ url, shown, headers, body: buildPayload(image) }));
  }
  const body = JSON.stringify({ event: 'promotion', images });
  const signed = secret !== undefined && url === shown ? { 'x-hub-signature-256': sign(body, secret) } : {};
  return [{ url, shown, body, headers: { ...headers, ...signed } }];
}

function webhookPath(project: string, name: string): string {
  return `${namespacedPath('build.openshift.io/v1', project, 'buildconfigs', name)}/webhooks/${SECRET}/generic`;
}

/** Clusters installed as 4.16 or later reject unauthenticated calls (openshift-api.md §9.3). */
function authorization(
  url: string,
  server: string | undefined,
  token: string | undefined,
): Readonly<Record<string, string>> {
  return token !== undefined && isOrigin(url, server) ? { authorization: `Bearer ${token}` } : {};
}

function isOrigin(url: string, server: string | undefined): boolean {
  return server !== undefined && new URL(url).origin === new URL(server).origin;
}

/** Environment of the build; it takes effect if the trigger sets `allowEnv`. */
function buildPayload(image: PromotedImage): string {
  const env = {
    IMAGE: image.image,
    TAG: image.tag,
    DIGEST: image.digest,
    SOURCE_IMAGE: image.sourceImage,
    PREVIOUS_DIGEST: image.previousDigest ?? '',
  };
  return JSON.stringify({ env: Object.entries(env).map(([name, value]) => ({ name, value })) });
}

/** Signed as GitHub signs its webhooks, which most receivers support. */
function sign(body: string, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

function readReply(reply: HttpReply, call: Call): string {
  const text = new TextDecoder().decode(reply.body).trim();
  const { status } = reply;
  if (status < 200 || status > 299) throw refused(status, text, call);
  const body = parseObject(text);
  const kind = textAt(body, 'kind');
  const name = textAt(objectAt(body, 'metadata'), 'name');
  // 200 with a Status: the BuildConfig builds another branch, or its trigger does not allow an environment
  const message = kind === 'Status' ? textAt(body, 'message') : undefined;
  if (message?.startsWith('skipping build') === true) throw refused(status, text, call);
  if (kind === 'Build' && name !== undefined) return `started build ${cleanServerText(name, 100)}`;
  return `answered ${status}${message === undefined ? '' : `: ${cleanServerText(message, 200)}`}`;
}

function refused(status: number, text: string, { shown }: Call): PromoteError {
  const said = textAt(parseObject(text), 'message') ?? text;
  const detail = said === '' ? '' : `: ${cleanServerText(said, 300)}`;
  return new PromoteError({
    code: 'WEBHOOK_FAILED',
    message: `the webhook ${shown} answered ${status}${detail}`,
    hint: adviceFor(status, shown),
    where: { side: 'destination', host: new URL(shown).host, status },
  });
}

function adviceFor(status: number, shown: string): string {
  const project = /\/namespaces\/([^/]+)\//.exec(shown)?.[1];
  const name = /\/buildconfigs\/([^/]+)\//.exec(shown)?.[1];
  if (project === undefined || name === undefined)
    return 'look at what the receiver logged, and at "webhook-secret"';
  if (status === 403) {
    return `grant it: oc policy add-role-to-user system:webhook USER -n ${project} (service account: -z NAME)`;
  }
  return `a wrong secret, a missing BuildConfig and a missing generic trigger look the same: compare "webhook-secret" with the Secret that oc get buildconfig ${name} -n ${project} -o yaml names`;
}
