import { once } from 'node:events';
import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { PromoteError, throwIfCancelled, type Side } from '../../src/core/text/errors.ts';
import type {
  HttpReply,
  HttpRequest,
  OpenReply,
  RelayRequest,
  RelayResult,
  Transport,
} from '../../src/http/exchange/exchange.ts';

/** What went over the wire, in order: for assertions on requests and on where credentials go. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface PlainTransport extends Transport {
  readonly sent: readonly SentRequest[];
}

/**
 * The least that fulfils the contract of `Transport`: node:http, no retries, no proxies. For tests of rooms above http that must
 * not depend on how the real one behaves.
 */
export function plainTransport(side: Side, options: { readonly ca?: string } = {}): PlainTransport {
  const sent: SentRequest[] = [];

  const start = (
    request: HttpRequest,
    signal: AbortSignal,
    body?: AsyncIterable<Uint8Array>,
  ): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      throwIfCancelled(signal);
      const headers = { ...request.headers };
      if (body === undefined && !['GET', 'HEAD', 'DELETE'].includes(request.method)) {
        headers['content-length'] = String(Buffer.byteLength(request.body ?? ''));
      }
      sent.push({ method: request.method, url: request.url, headers });
      const open = request.url.startsWith('https:') ? httpsRequest : httpRequest;
      const outgoing = open(
        request.url,
        { method: request.method, headers, signal, agent: false, ...options },
        resolve,
      );
      outgoing.on('error', (cause) => {
        reject(signal.aborted ? cancelledError() : broken(side, request, cause));
      });
      void (async () => {
        for await (const chunk of body ?? []) {
          if (outgoing.destroyed || outgoing.writableFinished) return;
          if (!outgoing.write(chunk)) await drained(outgoing);
        }
        outgoing.end(body === undefined ? request.body : undefined);
      })().catch((error: unknown) => {
        outgoing.destroy();
        reject(error instanceof Error ? error : new Error(String(error)));
      });
    });

  const reading = (request: HttpRequest, reply: IncomingMessage): OpenReply => ({
    status: reply.statusCode ?? 0,
    headers: headersOf(reply),
    url: request.url,
    contentLengthBytes:
      reply.headers['content-length'] === undefined ? undefined : Number(reply.headers['content-length']),
    read: (maxBytes) => readAll(side, request, reply, maxBytes),
    chunks: () => chunksOf(side, request, reply),
    discard: () => {
      reply.destroy();
    },
  });

  const toReply = async (request: HttpRequest, reply: IncomingMessage): Promise<HttpReply> => ({
    status: reply.statusCode ?? 0,
    headers: headersOf(reply),
    body: await readAll(side, request, reply, request.maxBodyBytes ?? 1_000_000),
    url: request.url,
    attempts: 1,
  });

  return {
    side,
    sent,
    async send(request, signal) {
      return toReply(request, await start(request, signal));
    },
    async open(request, signal) {
      let current = request;
      for (let hop = 0; hop < 10; hop += 1) {
        const reply = await start(current, signal);
        const { location } = reply.headers;
        if ((reply.statusCode ?? 0) < 300 || (reply.statusCode ?? 0) > 399 || location === undefined) {
          return reading(current, reply);
        }
        reply.destroy();
        const url = new URL(location, current.url).href;
        const headers = { ...current.headers };
        if (new URL(url).origin !== new URL(current.url).origin) delete headers['authorization'];
        current = { ...current, url, headers };
      }
      throw new PromoteError({ code: 'UNSAFE_REDIRECT', message: 'too many redirects' });
    },
    relay: (request, signal) => relay(request, (body) => start(request.upload, signal, body), toReply),
    close: () => Promise.resolve(),
  };
}

/** Holds the last chunk back until the digest is known; resumes the source through `reopen`. */
async function relay(
  request: RelayRequest,
  start: (body: AsyncIterable<Uint8Array>) => Promise<IncomingMessage>,
  toReply: (request: HttpRequest, reply: IncomingMessage) => Promise<HttpReply>,
): Promise<RelayResult> {
  const { verifier, sizeBytes } = request;
  let isComplete = false;
  class Corrupt extends Error {}
  async function* body(): AsyncGenerator<Uint8Array> {
    let held: Uint8Array = new Uint8Array();
    for (let download: OpenReply | undefined = request.download; ;) {
      try {
        for await (const chunk of download.chunks()) {
          verifier.update(chunk);
          request.onBytes(chunk.byteLength);
          if (verifier.sizeBytes > sizeBytes) throw new Corrupt();
          if (held.byteLength > 0) yield held;
          held = Uint8Array.from(chunk);
        }
        break;
      } catch (error) {
        if (error instanceof Corrupt) throw error;
        download = await request.reopen(verifier.sizeBytes);
        if (download === undefined) throw error;
      }
    }
    if (verifier.sizeBytes !== sizeBytes || !verifier.matches()) throw new Corrupt();
    isComplete = true;
    yield held;
  }
  try {
    const reply = await toReply(request.upload, await start(body()));
    return { kind: isComplete ? 'sent' : 'refused', reply };
  } catch (error) {
    if (error instanceof Corrupt) return { kind: 'corrupt', receivedBytes: verifier.sizeBytes };
    throw error;
  }
}

async function drained(outgoing: ClientRequest): Promise<void> {
  const stop = new AbortController();
  const { signal } = stop;
  try {
    await Promise.race([once(outgoing, 'drain', { signal }), once(outgoing, 'close', { signal })]);
  } finally {
    stop.abort();
  }
}

async function* chunksOf(
  side: Side,
  request: HttpRequest,
  reply: IncomingMessage,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of reply) yield chunk as Uint8Array;
  } catch (cause) {
    throw broken(side, request, cause);
  }
}

async function readAll(
  side: Side,
  request: HttpRequest,
  reply: IncomingMessage,
  maxBytes: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of chunksOf(side, request, reply)) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > maxBytes) {
      reply.destroy();
      throw new PromoteError({ code: 'PROTOCOL_VIOLATION', message: 'reply too long' });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function headersOf(reply: IncomingMessage): Readonly<Record<string, readonly string[]>> {
  return reply.headersDistinct as Record<string, readonly string[]>;
}

function broken(side: Side, request: HttpRequest, cause: unknown): PromoteError {
  const host = new URL(request.url).host;
  return new PromoteError({
    code: 'CONNECTION_FAILED',
    message: `${side} ${host}: ${String(cause)}`,
    cause,
    where: { side, host },
  });
}

function cancelledError(): PromoteError {
  return new PromoteError({ code: 'CANCELLED', message: 'the promotion was cancelled' });
}
