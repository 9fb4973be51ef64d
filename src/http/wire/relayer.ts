import type { PromoteError } from '../../core/text/errors.ts';
import type { ConnectionPool, Lease } from '../exchange/connection-pool.ts';
import type { RelayRequest, RelayResult } from '../exchange/exchange.ts';
import { Relay } from './relay.ts';
import { firstHop, poolKeyOf, routeOf } from '../exchange/redirect-rules.ts';
import { headersOf, requestHead } from '../exchange/request-headers.ts';
import type { Target } from '../connect/target.ts';
import { shownPath } from '../exchange/trace.ts';
import { deliver, trace, type RequestName, type TransportParts } from '../exchange/delivery.ts';
import { WireFault } from '../connect/wire-fault.ts';
import { Wire } from './wire.ts';
import { WireExchange } from './wire-exchange.ts';

/** An upload cannot be repeated by us, so a kept connection must not have had time to be closed by the server. */
const MAX_IDLE_MS = 1_000;

/** Uploads that take their body from a download. */
export class Relayer {
  readonly #parts: TransportParts;
  readonly #pool: ConnectionPool<Wire>;

  constructor(parts: TransportParts, pool: ConnectionPool<Wire>) {
    this.#parts = parts;
    this.#pool = pool;
  }

  /** @throws PromoteError, WireFault for a request that cannot be sent at all */
  async relay(request: RelayRequest, signal: AbortSignal): Promise<RelayResult> {
    const { upload } = request;
    try {
      const { settings } = this.#parts;
      const length = { 'content-length': String(request.sizeBytes) };
      const hop = firstHop(upload.url, { ...headersOf(upload, settings.userAgent), ...length });
      const name = { target: hop.target, request: `${upload.method} ${shownPath(hop.target.path)}` };
      const key = poolKeyOf(hop);
      const open = (): Promise<Wire> => Wire.open(this.#parts.connector, routeOf(hop), signal);
      const limit = this.#parts.load.connectionsFor(hop.target.origin);
      const lease = await this.#connect(
        name,
        () => this.#pool.acquire(key, open, { limit, maxIdleMs: MAX_IDLE_MS }, signal),
        signal,
      );
      const options = { method: upload.method, idleTimeoutMs: settings.idleTimeoutMs, signal };
      const relay = new Relay(
        request,
        new WireExchange(lease, options),
        requestHead(upload.method, hop.target, hop.headers),
      );
      return await this.#run(relay, name, upload.method, hop.target, signal);
    } finally {
      request.download.discard();
    }
  }

  async #run(
    relay: Relay,
    name: RequestName,
    method: string,
    target: Target,
    signal: AbortSignal,
  ): Promise<RelayResult> {
    const { settings, load, fail } = this.#parts;
    const startMs = settings.clock.nowMs();
    try {
      const result = await relay.run();
      if (result.kind !== 'corrupt') load.note(target, result.reply.status);
      trace(
        settings,
        method,
        target,
        result.kind === 'corrupt' ? 'corrupt' : `${result.reply.status}`,
        startMs,
      );
      return result;
    } catch (error) {
      trace(
        settings,
        method,
        target,
        error instanceof WireFault ? error.kind : (error as PromoteError).code,
        startMs,
      );
      throw error instanceof WireFault ? await fail(error, name, 1, signal) : error;
    }
  }

  /** Nothing has been sent yet, so failures to connect are worth another try. */
  async #connect(
    name: RequestName,
    acquire: () => Promise<Lease<Wire>>,
    signal: AbortSignal,
  ): Promise<Lease<Wire>> {
    const send = async () => ({ status: 0, headers: {}, lease: await acquire() });
    const drop = (unused: { readonly lease: Lease<Wire> }): void => unused.lease.discard();
    const { lease } = await deliver(this.#parts, { name: () => name, repeatable: false, send, drop }, signal);
    return lease;
  }
}
