import { PromoteError, type Side } from '../../core/text/errors.ts';
import { formatExactJson } from '../../core/text/exact-json.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import type { HttpReply, HttpRequest, OpenReply, Transport } from '../../http/exchange/exchange.ts';
import { formatQuery, type ApiQuery } from './api-path.ts';
import { createBearerToken, type RenewToken } from './bearer-token.ts';
import { explain, serverHint } from './explain.ts';
import { looksLikePage, parseObject, readFailure, type Failure, type FailurePlace } from './failure.ts';

/** A request to the API. Paths come from `apiPath`, already encoded. */
export interface ApiRequest {
  readonly method: HttpRequest['method'];
  readonly path: string;
  readonly query?: ApiQuery;
  readonly body?: JsonObject | undefined;
  /** of the body; default JSON */
  readonly contentType?: string;
  /** of the response; default: 32 MiB */
  readonly maxBodyBytes?: number;
  /** whether the request may be retried; default: everything but POST and PATCH */
  readonly retry?: 'repeatable' | 'once';
}

/** A successful response with its object, or a failure as data. */
export type ApiReply =
  | { readonly ok: true; readonly status: number; readonly body: JsonObject }
  | { readonly ok: false; readonly failure: Failure };

export type TextReply =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly failure: Failure };

export type StreamReply =
  { readonly ok: true; readonly reply: OpenReply } | { readonly ok: false; readonly failure: Failure };

/** The API of one cluster, used with one token. */
export interface Api {
  readonly side: Side;
  /** without trailing slash */
  readonly server: string;
  readonly host: string;
  send(request: ApiRequest, signal: AbortSignal): Promise<ApiReply>;
  /** A GET of plain text, such as a log; at most `maxBytes`. */
  sendForText(request: ApiRequest, maxBytes: number, signal: AbortSignal): Promise<TextReply>;
  /** A GET with a streamed response: a watch. */
  open(request: ApiRequest, signal: AbortSignal): Promise<StreamReply>;
}

export interface ApiOptions {
  readonly side: Side;
  /** URL of the API server */
  readonly server: string;
  /** undefined: anonymous, which every cluster rejects for most requests */
  readonly token: string | undefined;
  /** undefined: the token is never renewed */
  readonly renewToken?: RenewToken | undefined;
  readonly transport: Transport;
}

// Objects are at most 1.5 MiB in etcd; a list of pods or replication controllers holds many of them.
const MAX_BODY_BYTES = 32 * 1024 * 1024;
const MAX_FAILURE_BYTES = 64 * 1024;

export function createApi(options: ApiOptions): Api {
  const { side, transport } = options;
  const server = options.server.replace(/\/+$/, '');
  const host = new URL(server).host;
  const bearer = createBearerToken(options.token, options.renewToken);
  const place = (request: ApiRequest): FailurePlace => ({
    side,
    server,
    host,
    request: `${request.method} ${request.path}`,
  });
  const toHttp = (request: ApiRequest, accept: string): HttpRequest => ({
    method: request.method,
    url: `${server}${request.path}${formatQuery(request.query ?? {})}`,
    headers: {
      ...authorizationOf(bearer.value()),
      accept,
      ...(request.body === undefined ? {} : { 'content-type': request.contentType ?? 'application/json' }),
    },
    body: request.body === undefined ? undefined : formatExactJson(request.body),
    maxBodyBytes: request.maxBodyBytes ?? MAX_BODY_BYTES,
    retry: request.retry ?? (request.method === 'POST' || request.method === 'PATCH' ? 'once' : 'repeatable'),
  });
  // a rejected request has changed nothing, so any request may be retried
  const again = async <Reply extends { readonly status: number }>(
    exchange: () => Promise<Reply>,
    signal: AbortSignal,
  ): Promise<Reply> => {
    const used = bearer.value();
    const reply = await exchange();
    return reply.status === 401 && (await bearer.renew(used, signal)) ? exchange() : reply;
  };
  return {
    side,
    server,
    host,
    async send(request, signal) {
      const reply = await again(() => transport.send(toHttp(request, 'application/json'), signal), signal);
      if (!isSuccess(reply.status)) return { ok: false, failure: readFailure(reply, place(request)) };
      return { ok: true, status: reply.status, body: readObject(reply, place(request)) };
    },
    async sendForText(request, maxBytes, signal) {
      const http = (): HttpRequest => ({
        ...toHttp(request, 'text/plain, application/json'),
        maxBodyBytes: maxBytes,
      });
      const reply = await again(() => transport.send(http(), signal), signal);
      if (!isSuccess(reply.status)) return { ok: false, failure: readFailure(reply, place(request)) };
      return { ok: true, text: new TextDecoder().decode(reply.body) };
    },
    async open(request, signal) {
      const reply = await again(() => transport.open(toHttp(request, 'application/json'), signal), signal);
      if (isSuccess(reply.status)) return { ok: true, reply };
      const body = await reply.read(MAX_FAILURE_BYTES);
      const failure = readFailure({ status: reply.status, body, attempts: 1 }, place(request));
      return { ok: false, failure };
    },
  };
}

function authorizationOf(token: string | undefined): Readonly<Record<string, string>> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

/** The object of a successful response. @throws PromoteError the explained failure */
export function requireOk(reply: ApiReply): JsonObject {
  if (reply.ok) return reply.body;
  throw explain(reply.failure);
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** A success without a JSON object does not come from an API server: it is a web console or a login page. */
function readObject(reply: HttpReply, place: FailurePlace): JsonObject {
  // 204: deploymentconfigs/instantiate had nothing to do (capture 19l)
  if (reply.status === 204) return {};
  const text = new TextDecoder().decode(reply.body).trim();
  const object = parseObject(text);
  if (object !== undefined) return object;
  const isPage = looksLikePage(text);
  throw new PromoteError({
    code: isPage ? 'NOT_OPENSHIFT' : 'PROTOCOL_VIOLATION',
    message: `${place.host} answered ${place.request} with ${isPage ? 'a web page' : 'something other than JSON'}, not as an OpenShift API`,
    hint: serverHint(place),
    where: { side: place.side, host: place.host, request: place.request, status: reply.status },
  });
}
