import type { ConnectionPool } from '../exchange/connection-pool.ts';
import type { HttpRequest, OpenReply } from '../exchange/exchange.ts';
import {
  firstHop,
  isRedirect,
  MAX_REDIRECTS,
  nextHop,
  poolKeyOf,
  routeOf,
  type Hop,
} from '../exchange/redirect-rules.ts';
import { headersOf, isRepeatable, requestHead } from '../exchange/request-headers.ts';
import { StreamedReply } from './streamed-reply.ts';
import { shownPath } from '../exchange/trace.ts';
import { deliver, trace, type RequestName, type TransportParts } from '../exchange/delivery.ts';
import { transportFailureOf, TransportFailure } from '../connect/transport-failure.ts';
import { Wire } from './wire.ts';
import { WireExchange } from './wire-exchange.ts';

/** Redirect bodies up to this size are read, so that the connection can be reused. */
const SMALL_BODY_BYTES = 4_096;

/** GET requests with streamed bodies; follows the redirects that redirect-rules.ts allows. */
export class Downloads {
  readonly #parts: TransportParts;
  readonly #pool: ConnectionPool<Wire>;

  constructor(parts: TransportParts, pool: ConnectionPool<Wire>) {
    this.#parts = parts;
    this.#pool = pool;
  }

  /** @throws PromoteError, TransportFailure for a request that cannot be sent */
  async open(request: HttpRequest, signal: AbortSignal): Promise<OpenReply> {
    const first = firstHop(request.url, headersOf(request, this.#parts.settings.userAgent));
    let hop = first;
    // every attempt starts at the registry: the URL of a redirect may have expired
    const send = async (_attempt: number, fresh: boolean): Promise<StreamedReply> => {
      hop = first;
      for (let redirects = 0; ; redirects += 1) {
        const reply = await this.#openHop(request, hop, fresh, signal);
        if (!isRedirect(reply.status)) return accepted(reply);
        await letGo(reply);
        if (redirects >= MAX_REDIRECTS) {
          throw new TransportFailure('unsafe-redirect', `more than ${MAX_REDIRECTS} redirects`);
        }
        hop = nextHop(hop, reply.headers['location'], reply.remoteAddress);
      }
    };
    const drop = (reply: StreamedReply): void => reply.discard();
    const { finalStatuses } = request;
    const repeatable = isRepeatable(request);
    const delivery = { name: () => nameOf(request, hop), repeatable, finalStatuses, send, drop };
    return deliver(this.#parts, delivery, signal);
  }

  async #openHop(
    request: HttpRequest,
    hop: Hop,
    fresh: boolean,
    signal: AbortSignal,
  ): Promise<StreamedReply> {
    const { connector, load, settings } = this.#parts;
    const startMs = settings.clock.nowMs();
    // A resumed download feeds an upload that already holds a connection of the other side: queueing behind requests that
    // wait for that connection would deadlock.
    const urgent = hop.headers['range'] !== undefined;
    const connect = (): Promise<Wire> => Wire.open(connector, routeOf(hop), signal);
    try {
      const limit = load.connectionsFor(hop.target.origin);
      const lease = await this.#pool.acquire(poolKeyOf(hop), connect, { limit, fresh, urgent }, signal);
      const options = { method: request.method, idleTimeoutMs: settings.idleTimeoutMs, signal };
      const exchange = new WireExchange(lease, options);
      const begin = async () => {
        await exchange.write(true, requestHead(request.method, hop.target, hop.headers));
        return exchange.start();
      };
      const start = await load
        .throttle(hop.target)
        .run(begin, urgent, signal)
        .catch((error: unknown) => {
          exchange.abandon();
          const fault = transportFailureOf(error);
          fault.stale = lease.reused && fault.kind === 'broken' && !exchange.sawReply;
          throw fault;
        });
      load.note(hop.target, start.head.status);
      trace(settings, request.method, hop.target, String(start.head.status), startMs);
      return new StreamedReply(exchange, start, hop.url, this.#translator(request, hop, signal));
    } catch (error) {
      trace(settings, request.method, hop.target, transportFailureOf(error).kind, startMs);
      throw error;
    }
  }

  #translator(request: HttpRequest, hop: Hop, signal: AbortSignal): (error: unknown) => Promise<Error> {
    return async (error) =>
      error instanceof TransportFailure
        ? this.#parts.fail(error, nameOf(request, hop), 1, signal)
        : (error as Error);
  }
}

function nameOf(request: HttpRequest, hop: Hop): RequestName {
  return { target: hop.target, request: `${request.method} ${shownPath(hop.target.path)}` };
}

/** Bytes are hashed as received, so a compressed body is not the requested content. */
function accepted(reply: StreamedReply): StreamedReply {
  const coding = (reply.headers['content-encoding'] ?? []).join(',').trim().toLowerCase();
  if (coding === '' || coding === 'identity' || reply.status < 200 || reply.status > 299) return reply;
  reply.discard();
  throw new TransportFailure(
    'malformed',
    `the body is encoded with ${JSON.stringify(coding.slice(0, 40))}, although only identity was accepted`,
  );
}

async function letGo(reply: StreamedReply): Promise<void> {
  const { contentLengthBytes } = reply;
  if (contentLengthBytes === undefined || contentLengthBytes > SMALL_BODY_BYTES) return reply.discard();
  // failing to read the body does not matter: only the Location is needed
  await reply.read(SMALL_BODY_BYTES).catch(() => undefined);
}
