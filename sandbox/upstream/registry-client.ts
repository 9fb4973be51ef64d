import http from 'node:http';
import https from 'node:https';
import { once } from 'node:events';
import type { PullCredential } from '../state/upstream.ts';

export interface UpstreamReply {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: http.IncomingMessage;
}

/** One registry as a cluster asks it. */
export interface RegistryClient {
  get(path: string, accept: string, signal: AbortSignal): Promise<UpstreamReply>;
}

/** How the way to a registry failed, as Go words it (captures 06c, 06f, 06w). */
export class WayError extends Error {
  override readonly name = 'WayError';
}

const MANY_BYTES = 4 * 1024 * 1024;

/**
 * Speaks to a registry over TLS with the trust of the cluster, or, when that is allowed, with none, and then without TLS. Answers
 * challenges with the account once, as the importer of the API server does.
 */
export function createRegistryClient(options: {
  readonly host: string;
  readonly credential: PullCredential | undefined;
  readonly insecure: boolean;
  /** PEM of all authorities the cluster trusts */
  readonly ca: () => string;
}): RegistryClient {
  const { host, credential, insecure, ca } = options;
  let origin: string | undefined;
  let authorization: string | undefined;
  const base = async (signal: AbortSignal): Promise<string> => {
    origin ??= await findOrigin(host, insecure, (url) => request(url, {}, { ca: ca(), insecure }, signal));
    return origin;
  };
  return {
    async get(path, accept, signal) {
      const url = `${await base(signal)}${path}`;
      // a broken transfer is reported, too
      const ask = async (target: string, sent: Record<string, string>): Promise<UpstreamReply> =>
        request(target, sent, { ca: ca(), insecure }, signal).catch((error: unknown) => {
          throw new WayError(`Get "${target}": ${wordsOf(error, host)}`);
        });
      const headers = (): Record<string, string> => ({
        accept,
        ...(authorization === undefined ? {} : { authorization }),
      });
      const first = await ask(url, headers());
      if (first.status !== 401 || authorization !== undefined) return first;
      first.body.resume();
      authorization = await answerChallenge(first.headers['www-authenticate'] ?? '', credential, ask);
      return authorization === undefined ? first : ask(url, headers());
    },
  };
}

/** `/v2/` is asked first, and is what a failure names. */
async function findOrigin(
  host: string,
  insecure: boolean,
  ask: (url: string) => Promise<UpstreamReply>,
): Promise<string> {
  for (const scheme of insecure ? ['https', 'http'] : ['https']) {
    try {
      const reply = await ask(`${scheme}://${host}/v2/`);
      reply.body.resume();
      return `${scheme}://${host}`;
    } catch (error) {
      if (scheme === 'https' && insecure) continue;
      throw new WayError(`Get "${scheme}://${host}/v2/": ${wordsOf(error, host)}`);
    }
  }
  throw new TypeError('no scheme');
}

function wordsOf(error: unknown, host: string): string {
  const { code = '', message = '' } = error as NodeJS.ErrnoException;
  if (code === 'ECONNREFUSED') return `dial tcp ${host}: connect: connection refused`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return `dial tcp: lookup ${host.replace(/:\d+$/, '')}: no such host`;
  if (code === 'EPROTO' || code === 'ERR_SSL_WRONG_VERSION_NUMBER') {
    return 'http: server gave HTTP response to HTTPS client';
  }
  if (/CERT|SIGNATURE|ISSUER/.test(code)) {
    return 'tls: failed to verify certificate: x509: certificate signed by unknown authority';
  }
  return message;
}

/** @returns what to send as Authorization; undefined: nothing helps */
async function answerChallenge(
  challenge: string,
  credential: PullCredential | undefined,
  ask: (realm: string, headers: Record<string, string>) => Promise<UpstreamReply>,
): Promise<string | undefined> {
  const basic =
    credential === undefined
      ? undefined
      : `Basic ${Buffer.from(`${credential.username}:${credential.password}`).toString('base64')}`;
  const realm = /^bearer .*?realm="([^"]+)"/i.exec(challenge)?.[1];
  if (realm === undefined) return /^basic /i.test(challenge) ? basic : undefined;
  const url = new URL(realm);
  for (const field of ['service', 'scope']) {
    const value = new RegExp(`${field}="([^"]+)"`).exec(challenge)?.[1];
    if (value !== undefined) url.searchParams.set(field, value);
  }
  const reply = await ask(url.href, basic === undefined ? {} : { authorization: basic });
  const text = await readText(reply);
  if (reply.status !== 200) return undefined;
  const token = JSON.parse(text) as { token?: string; access_token?: string };
  return `Bearer ${token.token ?? token.access_token ?? ''}`;
}

export async function readText(reply: UpstreamReply): Promise<string> {
  return (await readBytes(reply)).toString('utf8');
}

/** Manifests and configurations: small. */
export async function readBytes(reply: UpstreamReply): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of reply.body) {
    sizeBytes += (chunk as Buffer).byteLength;
    if (sizeBytes > MANY_BYTES) throw new WayError('http: response body too large');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

async function request(
  url: string,
  headers: Record<string, string>,
  { ca, insecure }: { readonly ca: string; readonly insecure: boolean },
  signal: AbortSignal,
): Promise<UpstreamReply> {
  const message = url.startsWith('https:')
    ? https.get(url, { headers, ca, rejectUnauthorized: !insecure, agent: false, signal })
    : http.get(url, { headers, agent: false, signal });
  const [body] = (await once(message, 'response', { signal })) as [http.IncomingMessage];
  return { status: body.statusCode ?? 0, headers: body.headers, body };
}
