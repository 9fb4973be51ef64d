import { ConnectionPool } from './connection-pool.ts';
import {
  controlConnection,
  loadClient,
  type ControlConnection,
  type ControlReply,
  type ControlRequest,
} from './control-client.ts';
import type { HttpReply, HttpRequest } from './exchange.ts';
import { connectionsFor, IDLE_CLOSE_MS } from './host-load.ts';
import { headersOf, isRepeatable } from './request-headers.ts';
import { withRetries } from './retry.ts';
import { parseTarget, type Target } from './target.ts';
import { shownPath } from './trace.ts';
import { trace, type TransportParts } from './transport-parts.ts';
import { faultOf } from './wire-fault.ts';

const DEFAULT_MAX_BODY_BYTES = 4 * 1024 * 1024;

/** Control traffic: small requests and replies, whole in memory. */
export class Sender {
  readonly #parts: TransportParts;
  readonly #pool = new ConnectionPool<ControlConnection>({
    perOrigin: connectionsFor,
    idleCloseMs: IDLE_CLOSE_MS,
  });

  constructor(parts: TransportParts) {
    this.#parts = parts;
  }

  /** @throws PromoteError, WireFault for a request that cannot be sent at all */
  async send(request: HttpRequest, signal: AbortSignal): Promise<HttpReply> {
    const { settings, fail, overBudget } = this.#parts;
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
    const reply = await withRetries(
      {
        retries: settings.retries,
        budgetMs: settings.retryBudgetMs,
        repeatable: isRepeatable(request),
        clock: settings.clock,
        random: settings.random,
        request: `${name.request} at ${target.authority}`,
        log: settings.log,
      },
      {
        send: async (attempt, fresh) => {
          attempts = attempt;
          return this.#sendOnce(wire, target, fresh, signal);
        },
        drop: () => undefined,
        fail: (fault, attempt) => fail(fault, name, attempt, signal),
        overBudget: (answer, waitMs, attempt) => overBudget(answer.status, waitMs, name, attempt),
      },
      signal,
    );
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
      trace(settings, request.method, target, faultOf(error).kind, startMs);
      throw error;
    }
  }

  async #exchange(
    request: ControlRequest,
    target: Target,
    fresh: boolean,
    signal: AbortSignal,
  ): Promise<ControlReply> {
    const lease = await this.#pool.acquire(
      target.origin,
      () => this.#connect(target, signal),
      { fresh },
      signal,
    );
    try {
      const reply = await lease.connection.exchange(request, signal);
      lease.keep();
      return reply;
    } catch (error) {
      lease.discard();
      const fault = faultOf(error);
      fault.stale = lease.reused && fault.kind === 'broken' && !fault.sawReply;
      throw fault;
    }
  }

  async #connect(target: Target, signal: AbortSignal): Promise<ControlConnection> {
    const { connector, settings } = this.#parts;
    // undici is loaded while the network works
    const loading = loadClient();
    loading.catch(() => undefined);
    const { socket } = await connector.connect(
      { target, foreign: false, allows: undefined },
      undefined,
      signal,
    );
    return controlConnection(await loading, socket, target, settings.idleTimeoutMs);
  }
}
