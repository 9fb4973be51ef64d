import type { Socket } from 'node:net';
import type { Client, Dispatcher } from 'undici';
import { cancelled } from '../core/text/errors.ts';
import type { Poolable } from './exchange/connection-pool.ts';
import { MAX_HEAD_BYTES, type HeaderValues } from './connect/response-head.ts';
import type { Target } from './connect/target.ts';
import { alertOf } from './connect/tls-alert.ts';
import { reasonOf, TransportFailure } from './connect/transport-failure.ts';

/** A reply with its whole body. */
export interface ControlReply {
  readonly status: number;
  readonly headers: HeaderValues;
  readonly body: Uint8Array;
}

/** A request as it is sent. */
export interface ControlRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string | undefined;
  readonly maxBodyBytes: number;
}

/** A connection driven by undici's parser, one exchange at a time. */
export interface ControlConnection extends Poolable {
  /** the last request was a HEAD: if the server sends a body with its answer all the same, that body fails the next request */
  readonly lastWasHead: boolean;
  /** @throws TransportFailure, or the PromoteError of the signal */
  exchange(request: ControlRequest, signal: AbortSignal): Promise<ControlReply>;
}

/** Runs undici on an open connection. */
export function controlConnection(
  undiciClient: typeof Client,
  socket: Socket,
  target: Target,
  idleTimeoutMs: number,
): ControlConnection {
  const client = new undiciClient(target.origin, {
    // The connection is ours already, made by connector.ts as all others. Not in the same turn: undici misses the answer.
    connect: (_options, callback) => {
      queueMicrotask(() => {
        if (socket.destroyed) callback(new TransportFailure('broken', 'the connection was closed'), null);
        else callback(null, socket);
      });
    },
    allowH2: false,
    pipelining: 1,
    maxHeaderSize: MAX_HEAD_BYTES,
    headersTimeout: idleTimeoutMs,
    bodyTimeout: idleTimeoutMs,
  });
  let lastWasHead = false;
  return {
    get lastWasHead() {
      return lastWasHead;
    },
    get usable() {
      return !socket.destroyed && !socket.readableEnded && !client.closed && !client.destroyed;
    },
    destroy: () => {
      void client.destroy().catch(() => undefined);
      socket.destroy();
    },
    exchange: async (request, signal) => {
      lastWasHead = request.method === 'HEAD';
      const tooSlow = new AbortController();
      const stopWatching = watchProgress(socket, idleTimeoutMs, tooSlow);
      try {
        return await exchange(client, request, signal, tooSlow.signal);
      } catch (error) {
        const alert = signal.aborted ? undefined : alertOf(socket);
        throw alert === undefined ? error : reasonOf(alert);
      } finally {
        stopWatching();
      }
    },
  };
}

const MIN_BYTES_PER_SECOND = 100;

/**
 * undici's timeouts never fire while a byte arrives now and then. This aborts a reply that has begun but makes next to no
 * progress for as long as a server may be silent.
 * @returns stops the check
 */
function watchProgress(socket: Socket, durationMs: number, tooSlow: AbortController): () => void {
  const startBytes = socket.bytesRead;
  let beforeBytes = startBytes;
  const look = (): void => {
    const nowBytes = socket.bytesRead;
    const hasBegun = beforeBytes > startBytes;
    if (hasBegun && nowBytes - beforeBytes < (durationMs / 1000) * MIN_BYTES_PER_SECOND) {
      tooSlow.abort(new TransportFailure('idle-timeout', 'the server sends almost no data'));
      return;
    }
    beforeBytes = nowBytes;
    timer = setTimeout(look, durationMs);
  };
  let timer = setTimeout(look, durationMs);
  return () => clearTimeout(timer);
}

/**
 * undici's parser is WebAssembly. After a dozen replies V8 would compile it a second time, optimized, on another thread: 25 ms
 * of CPU time and 20 MB, which parsing headers does not repay (measured; docs/adr/0012-speed-of-control-traffic.md). The flag is
 * read when the parser is compiled, so it must be set before undici is loaded.
 */
const NEVER_OPTIMIZE_THE_PARSER = '--wasm-tiering-budget=2000000000';

/** Takes 15 ms: best done while waiting for the network. */
export async function loadClient(): Promise<typeof Client> {
  process.getBuiltinModule('node:v8').setFlagsFromString(NEVER_OPTIMIZE_THE_PARSER);
  const { undiciClient } = await import(/* webpackIgnore: true */ './undici-client.ts');
  return undiciClient;
}

function exchange(
  client: Client,
  request: ControlRequest,
  signal: AbortSignal,
  tooSlow: AbortSignal,
): Promise<ControlReply> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let sizeBytes = 0;
    let head: { status: number; headers: HeaderValues } | undefined;
    let abort: (reason: Error) => void = (reason) => void client.destroy(reason).catch(() => undefined);
    const onAbort = (): void => abort(cancelled(signal));
    tooSlow.addEventListener('abort', () => abort(tooSlow.reason as Error), { once: true });
    const fail = (error: Error): void => {
      signal.removeEventListener('abort', onAbort);
      if (signal.aborted) return reject(cancelled(signal));
      const reason = reasonOf(error);
      if (reason instanceof TransportFailure) reason.sawReply = head !== undefined;
      reject(reason);
    };
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart: (controller) => {
        abort = (reason) => controller.abort(reason);
        if (signal.aborted) onAbort();
      },
      onResponseStart: (_controller, status, headers) => {
        // informational (1xx) responses also arrive here
        if (status >= 200) head = { status, headers: listed(headers) };
      },
      onResponseData: (controller, chunk) => {
        sizeBytes += chunk.byteLength;
        if (sizeBytes <= request.maxBodyBytes) chunks.push(chunk);
        else
          controller.abort(
            new TransportFailure('malformed', `the answer is longer than ${request.maxBodyBytes} bytes`),
          );
      },
      onResponseEnd: () => {
        signal.removeEventListener('abort', onAbort);
        if (head === undefined) reject(new TransportFailure('malformed', 'the answer has no head'));
        else resolve({ ...head, body: Buffer.concat(chunks) });
      },
      onResponseError: (_controller, error) => fail(error),
    };
    signal.addEventListener('abort', onAbort, { once: true });
    const { method, path, headers, body } = request;
    // undici would close the connection after each HEAD, for the sake of servers that send a body with the answer
    const reset = method === 'HEAD' ? { reset: false } : {};
    const options = {
      ...{ method, path, headers, ...reset },
      ...(body === undefined ? {} : { body: Buffer.from(body) }),
    };
    client.dispatch(options, handler);
  });
}

function listed(headers: Readonly<Record<string, string | string[] | undefined>>): HeaderValues {
  const lists = Object.create(null) as Record<string, readonly string[]>;
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) lists[name] = typeof value === 'string' ? [value] : value;
  }
  return lists;
}
