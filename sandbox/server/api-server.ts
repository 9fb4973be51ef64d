import { formatExactJson } from '../../src/core/text/exact-json.ts';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';
import type {
  ApiReply,
  ApiRequest,
  ClientCertificate,
  LaterReply,
  WatchReply,
} from '../exchange/exchange.ts';
import type { Change, ClusterState } from '../state/cluster-state.ts';

const PLAIN_TEXT = { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' };

/** As a real API server: no more than 3 MiB. */
const MAX_BODY_BYTES = 3 * 1024 * 1024;

export interface ServedRequest {
  readonly method: string;
  readonly url: string;
  readonly status: number;
}

export interface ApiServerOptions {
  readonly onServed: (request: ServedRequest) => void;
  /** what this server answers; the API and the OAuth server may share an address */
  readonly answer: (request: ApiRequest, state: ClusterState) => ApiReply;
}

/** Adapts the functions of the API to node's HTTP server. */
export function createApiListener(
  state: ClusterState,
  options: ApiServerOptions,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    serve(state, request, response, options).catch((error: unknown) => {
      state.unknownRequests.push(`${request.method ?? ''} ${request.url ?? ''}: ${String(error)}`);
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(error instanceof Error ? (error.stack ?? error.message) : String(error));
    });
  };
}

async function serve(
  state: ClusterState,
  message: IncomingMessage,
  response: ServerResponse,
  options: ApiServerOptions,
): Promise<void> {
  const body = await readAll(message);
  const method = message.method ?? 'GET';
  const url = message.url ?? '/';
  if (body === undefined) {
    response.writeHead(413, { 'content-type': 'text/plain' }).end('Request entity too large');
    options.onServed({ method, url, status: 413 });
    return;
  }
  const request: ApiRequest = {
    method,
    url,
    headers: readHeaders(message),
    body,
    certificate: readCertificate(message),
  };
  const reply = await settled(options.answer(request, state));
  options.onServed({ method, url, status: reply.kind === 'watch' ? 200 : reply.status });
  if (reply.kind === 'watch') streamWatch(state, reply, response);
  else send(reply, response);
}

async function settled(reply: ApiReply): Promise<Exclude<ApiReply, LaterReply>> {
  return reply.kind === 'later' ? settled(await reply.reply) : reply;
}

async function readAll(message: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of message) {
    const buffer = chunk as Buffer;
    sizeBytes += buffer.byteLength;
    if (sizeBytes > MAX_BODY_BYTES) return undefined;
    chunks.push(buffer);
  }
  return Buffer.concat(chunks);
}

function readHeaders(message: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
}

function readCertificate({ socket }: IncomingMessage): ClientCertificate | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  const subject: unknown = socket.getPeerCertificate().subject;
  if (typeof subject !== 'object' || subject === null) return undefined;
  const { CN, O } = subject as { readonly CN?: string; readonly O?: string | string[] };
  return { isTrusted: socket.authorized, username: CN ?? '', groups: [O ?? []].flat() };
}

function send(reply: Exclude<ApiReply, WatchReply | LaterReply>, response: ServerResponse): void {
  const headers = { 'Cache-Control': 'no-cache, private', ...reply.headers };
  switch (reply.kind) {
    case 'empty':
      response.writeHead(reply.status, headers).end();
      return;
    case 'text':
      response.writeHead(reply.status, { ...PLAIN_TEXT, ...headers }).end(reply.text);
      return;
    case 'json': {
      const text = `${formatExactJson(reply.body)}\n`;
      response.writeHead(reply.status, { 'Content-Type': 'application/json', ...headers }).end(text);
      return;
    }
  }
}

const BOOKMARK_INTERVAL_MS = 60_000;
/** The last bookmark comes a little before the end of a watch (captures 43c–43f). */
const BOOKMARK_BEFORE_END_MS = 2000;
const BOOKMARK_BEFORE_END_SHARE = 0.2;

/** Sends events as lines of JSON until the time is up or the client goes away. */
function streamWatch(state: ClusterState, watch: WatchReply, response: ServerResponse): void {
  const write = (event: object): void => void response.write(`${formatExactJson(event)}\n`);
  response.writeHead(200, {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-cache, private',
    ...watch.headers,
  });
  response.flushHeaders();
  const onChange = (change: Change): void => {
    const event = watch.eventOf(change);
    if (event !== undefined) write(event);
  };
  for (const event of watch.backlog) write(event);
  if (watch.ended) {
    response.end();
    return;
  }
  state.listeners.add(onChange);
  const timeoutMs = watch.timeoutSeconds * 1000;
  const bookmark = (): void => {
    if (watch.bookmarks) write(watch.bookmarkOf(state.version));
  };
  const timers = [
    setTimeout(() => response.end(), timeoutMs),
    setTimeout(bookmark, timeoutMs - Math.min(BOOKMARK_BEFORE_END_MS, timeoutMs * BOOKMARK_BEFORE_END_SHARE)),
  ];
  const interval = setInterval(bookmark, BOOKMARK_INTERVAL_MS);
  response.on('close', () => {
    state.listeners.delete(onChange);
    for (const timer of timers) clearTimeout(timer);
    clearInterval(interval);
  });
}
