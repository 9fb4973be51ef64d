import { connect as connectTcp, isIP, type LookupFunction, type OnReadOpts, type Socket } from 'node:net';
import type { SecureContext, TLSSocket } from 'node:tls';
import { keepAlert } from './tls-alert.ts';
import { loadTls } from './tls-trust.ts';
import { TransportFailure } from './transport-failure.ts';

/** Address of a TCP connection. */
export interface TcpAddress {
  readonly hostname: string;
  readonly port: number;
  /** false refuses an address; called for every address a name resolves to */
  readonly allows?: ((address: string) => boolean) | undefined;
  readonly onread?: OnReadOpts | undefined;
}

export interface TlsAddress extends TcpAddress {
  readonly context: SecureContext;
  readonly verify: boolean;
  readonly session: Buffer | undefined;
  readonly onSession: (session: Buffer) => void;
  /** connection to start TLS on, such as a proxy tunnel; undefined: a new TCP connection */
  readonly carrier?: Socket | undefined;
}

const LOCAL_NAME = /(?:^|\.)localhost\.?$/i;

const SOCKET_OPTIONS = {
  noDelay: true,
  keepAlive: true,
  keepAliveInitialDelay: 60_000,
  // Node's default of 250 ms per address is less than one round trip on a slow link
  autoSelectFamilyAttemptTimeout: 1_000,
} as const;

/** @throws TransportFailure, or the reason of the signal */
export async function dialTcp(address: TcpAddress, signal: AbortSignal): Promise<Socket> {
  signal.throwIfAborted();
  return settled(connectTcp(tcpOptions(address)), 'connect', signal);
}

/** TLS 1.2 or newer, HTTP/1.1 only (HTTP/2 costs 20–27 % wall time for blobs). */
export async function dialTls(address: TlsAddress, signal: AbortSignal): Promise<TLSSocket> {
  signal.throwIfAborted();
  const { carrier, context, verify, session, hostname } = address;
  const tls = await loadTls();
  const socket = tls.connect({
    ...(carrier === undefined ? tcpOptions(address) : { socket: carrier, host: hostname }),
    // RFC 6066: no address literals in SNI
    servername: isIP(hostname) === 0 ? hostname : '',
    secureContext: context,
    rejectUnauthorized: verify,
    ALPNProtocols: ['http/1.1'],
    ...(session === undefined ? {} : { session }),
  });
  socket.on('session', address.onSession);
  keepAlert(socket);
  return settled(socket, 'secureConnect', signal);
}

function tcpOptions(address: TcpAddress) {
  const { hostname, port, allows, onread } = address;
  return {
    ...SOCKET_OPTIONS,
    host: hostname,
    port,
    ...(allows === undefined ? {} : { lookup: guardedLookup(allows) }),
    ...(onread === undefined ? {} : { onread }),
  };
}

/** Checks the addresses that are then connected to, so that a second DNS lookup cannot return others (DNS rebinding). */
function guardedLookup(allows: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    // imported on use: loading it reads the resolver's configuration, which only redirects need
    const { lookup } = process.getBuiltinModule('node:dns');
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const bad = error ? undefined : addresses.find(({ address }) => !allows(address));
      const first = error ? undefined : addresses[0];
      if (error) callback(error, '', 0);
      else if (bad !== undefined) callback(forbidden(hostname, bad.address), '', 0);
      else if (options.all === true) callback(null, addresses);
      else callback(null, first?.address ?? '', first?.family ?? 0);
    });
  };
}

/**
 * Checks a host before DNS resolution: address literals, and the names RFC 6761 reserves for the local machine.
 * @throws TransportFailure `unsafe-redirect`
 */
export function refuseForbidden(hostname: string, allows: (address: string) => boolean): void {
  const isForbidden = isIP(hostname) === 0 ? LOCAL_NAME.test(hostname) : !allows(hostname);
  if (isForbidden) throw forbidden(hostname, hostname);
}

function forbidden(hostname: string, address: string): TransportFailure {
  const named = hostname === address ? '' : `, which is ${address}`;
  return new TransportFailure(
    'unsafe-redirect',
    `a redirect leads to ${hostname}${named}: an internal address`,
    {
      host: hostname,
    },
  );
}

/** Waits until a socket is ready; destroys it on failure or abort. */
export function settled<S extends Socket>(socket: S, event: string, signal: AbortSignal): Promise<S> {
  return new Promise((resolve, reject) => {
    const settle = (end: () => void): void => {
      socket.off(event, onReady).off('error', onError).off('close', onClose);
      signal.removeEventListener('abort', onAbort);
      end();
    };
    const fail = (error: Error): void =>
      settle(() => {
        socket.destroy();
        reject(error);
      });
    const onReady = (): void => settle(() => resolve(socket));
    const onError = (error: Error): void => fail(error);
    const onClose = (): void => fail(new TransportFailure('broken', 'the connection was closed'));
    const onAbort = (): void => fail(signal.reason as Error);
    // never removed: an error while a socket is idle must not crash the process
    socket.on('error', ignore);
    socket.once(event, onReady).once('error', onError).once('close', onClose);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

function ignore(): void {
  // the user of the socket sees its 'close' event
}
