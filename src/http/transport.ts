import { setMaxListeners } from 'node:events';
import { Connector } from './connect/connector.ts';
import type { HttpRequest, Transport } from './exchange/exchange.ts';
import type { FailedRequest } from './failed-request.ts';
import { errorOfFailure, errorOfWait } from './failure.ts';
import { HostLoad } from './connect/host-load.ts';
import { ConnectionPool } from './exchange/connection-pool.ts';
import { Downloads } from './wire/downloads.ts';
import { BlobRelay } from './wire/blob-relay.ts';
import type { Wire } from './wire/wire.ts';
import { readChain, readIdentity } from './connect/peer-chain.ts';
import { RequestClient } from './request-client.ts';
import { settingsOf, type TransportOptions, type TransportSettings } from './connect/transport-options.ts';
import type { RequestName, TransportParts } from './exchange/delivery.ts';
import { TransportFailure } from './connect/transport-failure.ts';

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

/** What could not even be sent has no place of its own yet. */
async function atBorder<R>(
  settings: TransportSettings,
  request: HttpRequest,
  signal: AbortSignal,
  run: () => Promise<R>,
): Promise<R> {
  // many requests listen to one signal: Node 20 warns of a leak after ten
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
