import { setMaxListeners } from 'node:events';
import { Connector } from './connect/connector.ts';
import type { HttpRequest, Transport, HttpReply } from './exchange/exchange.ts';
import type { FailedRequest } from './failed-request.ts';
import { errorOfFailure, errorOfWait } from './failure.ts';
import { HostLoad } from './connect/host-load.ts';
import { ConnectionPool } from './exchange/connection-pool.ts';
import { Downloads } from './wire/downloads.ts';
import { BlobRelay } from './wire/blob-relay.ts';
import type { Wire } from './wire/wire.ts';
import { readChain, readIdentity } from './connect/peer-chain.ts';
import { settingsOf, type TransportOptions, type TransportSettings } from './connect/transport-options.ts';
import { type RequestName, type TransportParts, deliver, trace } from './exchange/delivery.ts';
import { TransportFailure, transportFailureOf } from './connect/transport-failure.ts';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  controlConnection,
  loadClient,
  type ControlConnection,
  type ControlReply,
  type ControlRequest,
} from './control-client.ts';
import { headersOf, isRepeatable } from './exchange/request-headers.ts';
import { idleLimitMs } from './exchange/keep-alive.ts';
import { parseTarget, type Target } from './connect/target.ts';
import { shownPath } from './exchange/trace.ts';

/**
 * HTTP for one side.
 * @throws PromoteError INPUT_INVALID when the proxy cannot be used
 */
export function createTransport(options: TransportOptions): Transport {
  const settings = settingsOf(options);
  const load = new HostLoad();
  const parts = partsOf(settings, new Connector(settings, load), load);
  const sender = new RequestClient(parts);
  const pool = new ConnectionPool<Wire>();
  const opener = new Downloads(parts, pool);
  const blobRelay = new BlobRelay(parts, pool);
  return {
    side: settings.side,
    send: (request, signal) => atBorder(settings, request, signal, () => sender.send(request, signal)),
    open: (request, signal) => atBorder(settings, request, signal, () => opener.open(request, signal)),
    relay: (request, signal) =>
      atBorder(settings, request.upload, signal, () => blobRelay.relay(request, signal)),
    close: async () => {
      sender.close();
      pool.close();
    },
  };
}

function partsOf(settings: TransportSettings, connector: Connector, load: HostLoad): TransportParts {
  const { side, idleTimeoutMs } = settings;
  const failed = (name: RequestName, attempt: number): FailedRequest => ({
    side,
    host: name.target.authority,
    request: name.request,
    attempt,
    idleTimeoutMs,
  });
  return {
    settings,
    connector,
    load,
    fail: async (fault, name, attempt, signal) => {
      const chain = fault.kind === 'untrusted' ? await readChain(connector, name.target, signal) : undefined;
      const identity = fault.kind === 'handshake' ? await readIdentity(connector, name.target) : undefined;
      return errorOfFailure(fault, { ...failed(name, attempt), chain, identity });
    },
    overBudget: (status, waitMs, name, attempt) => errorOfWait(status, waitMs, failed(name, attempt)),
  };
}

/** Adds `where` to the failure of a request that could not be sent. */
async function atBorder<R>(
  settings: TransportSettings,
  request: HttpRequest,
  signal: AbortSignal,
  run: () => Promise<R>,
): Promise<R> {
  // many requests listen to one signal: Node 20 warns about a leak above ten listeners
  setMaxListeners(0, signal);
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof TransportFailure)) throw error;
    const { side, idleTimeoutMs } = settings;
    const host = URL.canParse(request.url) ? new URL(request.url).host : 'server';
    throw errorOfFailure(error, { side, host, request: request.method, attempt: 0, idleTimeoutMs });
  }
}

const DEFAULT_MAX_BODY_BYTES = 4 * 1024 * 1024;
/** Methods that may follow a HEAD on a connection, because they may be sent twice (RFC 9110 §9.2.2). */
const SENT_AFTER_HEAD: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT']);

/** Control traffic: small requests and replies, held in memory. */
class RequestClient {
  readonly #parts: TransportParts;
  readonly #pool = new ConnectionPool<ControlConnection>();

  constructor(parts: TransportParts) {
    this.#parts = parts;
  }

  /** @throws PromoteError, TransportFailure for a request that cannot be sent */
  async send(request: HttpRequest, signal: AbortSignal): Promise<HttpReply> {
    const { settings } = this.#parts;
    const target = parseTarget(request.url);
    const name = { target, request: `${request.method} ${shownPath(target.path)}` };
    const wire: ControlRequest = {
      method: request.method,
      path: target.path,
      headers: headersOf(request, settings.userAgent),
      body: request.body,
      maxBodyBytes: request.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES,
    };
    let attempts = 0;
    const send = (attempt: number, fresh: boolean): Promise<ControlReply> => {
      attempts = attempt;
      return this.#sendOnce(wire, target, fresh, signal);
    };
    const { finalStatuses } = request;
    const repeatable = isRepeatable(request);
    const delivery = { name: () => name, repeatable, finalStatuses, send, drop: () => undefined };
    const reply = await deliver(this.#parts, delivery, signal);
    return { ...reply, url: request.url, attempts };
  }

  close(): void {
    this.#pool.close();
  }

  async #sendOnce(
    request: ControlRequest,
    target: Target,
    fresh: boolean,
    signal: AbortSignal,
  ): Promise<ControlReply> {
    const { settings, load } = this.#parts;
    const startMs = settings.clock.nowMs();
    try {
      const reply = await load
        .throttle(target)
        .run(() => this.#exchange(request, target, fresh, signal), false, signal);
      load.note(target, reply.status);
      trace(settings, request.method, target, String(reply.status), startMs);
      return reply;
    } catch (error) {
      trace(settings, request.method, target, transportFailureOf(error).kind, startMs);
      throw error;
    }
  }

  async #exchange(
    request: ControlRequest,
    target: Target,
    fresh: boolean,
    signal: AbortSignal,
  ): Promise<ControlReply> {
    const connect = (): Promise<ControlConnection> => this.#connect(target, signal);
    const limit = this.#parts.load.connectionsFor(target.origin);
    const isSafe = SENT_AFTER_HEAD.has(request.method);
    const accepts = isSafe ? undefined : (kept: ControlConnection): boolean => !kept.lastWasHead;
    const lease = await this.#pool.acquire(target.origin, connect, { limit, fresh, accepts }, signal);
    try {
      const startMs = this.#parts.settings.clock.nowMs();
      const reply = await lease.connection.exchange(request, signal);
      this.#parts.load.noteReply(target, this.#parts.settings.clock.nowMs() - startMs);
      lease.keep(idleLimitMs(reply.headers));
      return reply;
    } catch (error) {
      lease.discard();
      const fault = transportFailureOf(error);
      const isClosed = fault.kind === 'broken';
      const isBodyOfHead = fault.kind === 'malformed' && isSafe;
      fault.stale = lease.reused && (isClosed || isBodyOfHead) && !fault.sawReply;
      throw fault;
    }
  }

  async #connect(target: Target, signal: AbortSignal): Promise<ControlConnection> {
    const { connector, settings } = this.#parts;
    const connecting = connector.connect({ target, foreign: false, allows: undefined }, undefined, signal);
    const loading = whenIdle().then(loadClient);
    loading.catch(() => undefined);
    const { socket } = await connecting;
    return controlConnection(await loading, socket, target, settings.idleTimeoutMs);
  }
}

/** Loads undici while waiting for the network, two turns of the event loop later, so that pending requests are sent first. */
async function whenIdle(): Promise<void> {
  await nextTurn();
  await nextTurn();
}
