import { setImmediate as nextTurn } from 'node:timers/promises';
import { ConnectionPool } from './exchange/connection-pool.ts';
import {
  controlConnection,
  loadClient,
  type ControlConnection,
  type ControlReply,
  type ControlRequest,
} from './control-client.ts';
import type { HttpReply, HttpRequest } from './exchange/exchange.ts';
import { headersOf, isRepeatable } from './exchange/request-headers.ts';
import { idleLimitMs } from './exchange/keep-alive.ts';
import { parseTarget, type Target } from './connect/target.ts';
import { shownPath } from './exchange/trace.ts';
import { deliver, trace, type TransportParts } from './exchange/delivery.ts';
import { transportFailureOf } from './connect/transport-failure.ts';

const DEFAULT_MAX_BODY_BYTES = 4 * 1024 * 1024;

/** Control traffic: small requests and replies, whole in memory. */
export class RequestClient {
  readonly #parts: TransportParts;
  readonly #pool = new ConnectionPool<ControlConnection>();

  constructor(parts: TransportParts) {
    this.#parts = parts;
  }

  /** @throws PromoteError, TransportFailure for a request that cannot be sent at all */
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
    const delivery = { name: () => name, repeatable: isRepeatable(request), send, drop: () => undefined };
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
    const lease = await this.#pool.acquire(target.origin, connect, { limit, fresh }, signal);
    try {
      const reply = await lease.connection.exchange(request, signal);
      lease.keep(idleLimitMs(reply.headers));
      return reply;
    } catch (error) {
      lease.discard();
      const fault = transportFailureOf(error);
      fault.stale = lease.reused && fault.kind === 'broken' && !fault.sawReply;
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

/** undici is loaded while the network works, and after what is ready to be sent elsewhere: two turns of the event loop. */
async function whenIdle(): Promise<void> {
  await nextTurn();
  await nextTurn();
}
