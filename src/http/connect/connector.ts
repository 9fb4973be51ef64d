import { isIP, type OnReadOpts, type Socket } from 'node:net';
import { dialTcp, dialTls, refuseForbidden, type TcpAddress } from './dial.ts';
import { chooseProxy, type Proxy, type ProxyChoice } from './proxy.ts';
import { certificateFolders, readHostCertificates, type HostCertificates } from './host-certificates.ts';
import type { HostLoad } from './host-load.ts';
import type { Target } from './target.ts';
import { createTlsTrust, type TlsTrust } from './tls-trust.ts';
import type { TransportSettings } from './transport-options.ts';
import { openTunnel } from './tunnel.ts';
import { transportFailureOf, TransportFailure } from './transport-failure.ts';
import { cancelled } from '../../core/text/errors.ts';

/** The destination of a connection. */
export interface Route {
  readonly target: Target;
  /** reached by a redirect to another host, so its certificate is always verified */
  readonly foreign: boolean;
  /** which addresses may be connected to; undefined: all */
  readonly allows: ((address: string) => boolean) | undefined;
}

/** An open connection, TLS and tunnel included. */
export interface Connection {
  readonly socket: Socket;
  /** bytes arrive through the given `onread`, not as 'data' events */
  readonly buffered: boolean;
  /** address of the server, never of a proxy; undefined behind a proxy */
  readonly serverAddress: string | undefined;
}

/** One attempt to connect. */
interface Attempt {
  /** which authorities are trusted, see TlsTrust */
  readonly level: number;
  readonly verify: boolean;
  readonly signal: AbortSignal;
}

// Verification errors that the next trust level may resolve.
const ISSUER_UNKNOWN = new Set([
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
]);

/** Opens all connections of src/http: DNS, TCP, proxy and TLS within one time limit. */
export class Connector {
  readonly #settings: TransportSettings;
  readonly #load: HostLoad;
  readonly #trust: TlsTrust;
  readonly #proxyFor: ProxyChoice;
  readonly #sessions = new Map<string, Buffer>();
  readonly #levels = new Map<string, number>();
  readonly #folders: readonly string[];
  readonly #hosts = new Map<string, Promise<HostCertificates | undefined>>();

  /** @throws PromoteError INPUT_INVALID when a proxy URL cannot be used */
  constructor(settings: TransportSettings, load: HostLoad) {
    this.#settings = settings;
    this.#load = load;
    this.#trust = createTlsTrust(settings);
    this.#folders = certificateFolders(settings.environment);
    this.#proxyFor = chooseProxy(settings);
  }

  /** @throws TransportFailure, or the PromoteError of the signal */
  async connect(route: Route, onread: OnReadOpts | undefined, signal: AbortSignal): Promise<Connection> {
    const { connectTimeoutMs, isInsecure } = this.#settings;
    const verify = route.foreign || !isInsecure(route.target.authority);
    const limit = deadline(signal, connectTimeoutMs, () => timeoutOf(connectTimeoutMs));
    try {
      const startMs = performance.now();
      const connection = await this.#connectTrusting(route, verify, onread, limit.signal);
      this.#load.noteConnect(route.target, performance.now() - startMs);
      return connection;
    } catch (error) {
      if (limit.signal.aborted) throw limit.signal.reason;
      const fault = transportFailureOf(error);
      fault.beforeSending = true;
      throw fault;
    } finally {
      limit.release();
    }
  }

  /** Connects without verification to inspect the certificates; nothing may be sent over this connection. */
  async connectUnverified(target: Target, durationMs: number, signal: AbortSignal): Promise<Socket> {
    const limit = deadline(signal, durationMs, () => timeoutOf(durationMs));
    try {
      // foreign: an untrusted server must not get our client certificate
      const route = { target, foreign: true, allows: undefined };
      return (await this.#establish(route, undefined, { level: 0, verify: false, signal: limit.signal }))
        .socket;
    } finally {
      limit.release();
    }
  }

  async #connectTrusting(
    route: Route,
    verify: boolean,
    onread: OnReadOpts | undefined,
    signal: AbortSignal,
  ): Promise<Connection> {
    const { origin } = route.target;
    for (let level = this.#levels.get(origin) ?? 0; ; level += 1) {
      try {
        const connection = await this.#establish(route, onread, { level, verify, signal });
        this.#levels.set(origin, level);
        return connection;
      } catch (error) {
        const code = signal.aborted ? undefined : transportFailureOf(error).code;
        if (!ISSUER_UNKNOWN.has(code ?? '') || !(await this.#knowsMore(route, level))) throw error;
      }
    }
  }

  async #establish(route: Route, onread: OnReadOpts | undefined, attempt: Attempt): Promise<Connection> {
    const { target, allows } = route;
    const proxy = this.#proxyFor(target);
    // a proxy resolves names itself: only address literals can be checked here
    if (allows !== undefined) refuseForbidden(target.hostname, allows);
    const carrier = proxy === undefined ? undefined : await this.#tunnel(proxy, target, attempt);
    const address = { hostname: target.hostname, port: target.port, allows, onread };
    const buffered = proxy === undefined && onread !== undefined;
    const socket = target.secure
      ? await this.#tls(address, carrier, await this.certificatesFor(route), attempt)
      : (carrier ?? (await dialTcp(address, attempt.signal)));
    const literal = isIP(target.hostname) === 0 ? undefined : target.hostname;
    return { socket, buffered, serverAddress: proxy === undefined ? socket.remoteAddress : literal };
  }

  async #knowsMore(route: Route, level: number): Promise<boolean> {
    return level + 1 < (await this.#trust.levels(await this.certificatesFor(route)));
  }

  /** The trusted authorities and client certificate for the host of a route. @throws PromoteError INPUT_INVALID */
  certificatesFor({
    target,
    foreign,
  }: Pick<Route, 'target' | 'foreign'>): Promise<HostCertificates | undefined> {
    const key = `${target.authority} ${foreign ? 'foreign' : 'own'}`;
    const known = this.#hosts.get(key) ?? this.#readCertificates(target, foreign);
    this.#hosts.set(key, known);
    return known;
  }

  async #readCertificates(target: Target, foreign: boolean): Promise<HostCertificates | undefined> {
    const { side, clientIdentity, log } = this.#settings;
    const found = await readHostCertificates(this.#folders, target, side, log);
    if (clientIdentity === undefined || foreign) return found;
    return { ca: found?.ca, identity: clientIdentity, origin: `the input "${side}-client-certificate"` };
  }

  async #tls(
    address: TcpAddress,
    carrier: Socket | undefined,
    host: HostCertificates | undefined,
    attempt: Attempt,
  ): Promise<Socket> {
    const { verify, signal } = attempt;
    const context = await this.#trust.context(attempt.level, host);
    // a TLS session carries its verification result and our client identity
    const key = `${address.hostname}:${address.port}:${verify}:${host?.origin ?? ''}`;
    const onSession = (session: Buffer): void => void this.#sessions.set(key, session);
    const session = this.#sessions.get(key);
    return dialTls({ ...address, context, verify, session, onSession, carrier }, signal);
  }

  async #tunnel(proxy: Proxy, target: Target, attempt: Attempt): Promise<Socket> {
    const host = target.hostname.includes(':') ? `[${target.hostname}]` : target.hostname;
    const socket = await this.#reachProxy(proxy, attempt);
    await openTunnel(socket, proxy, `${host}:${target.port}`, attempt.signal);
    return socket;
  }

  async #reachProxy(proxy: Proxy, attempt: Attempt): Promise<Socket> {
    const address = { hostname: proxy.hostname, port: proxy.port };
    try {
      // the proxy receives credentials: its certificate is verified even if that of the host behind it is not
      if (proxy.secure) return await this.#tls(address, undefined, undefined, { ...attempt, verify: true });
      return await dialTcp(address, attempt.signal);
    } catch (error) {
      if (attempt.signal.aborted) throw error;
      const fault = transportFailureOf(error);
      const text = `the proxy ${proxy.authority} cannot be reached (${fault.code ?? fault.message})`;
      throw new TransportFailure('proxy', text, { cause: error, code: fault.code, host: proxy.authority });
    }
  }
}

function timeoutOf(durationMs: number): TransportFailure {
  const fault = new TransportFailure('connect-timeout', `no connection within ${durationMs / 1000} s`);
  fault.beforeSending = true;
  return fault;
}

/** A signal that aborts with its parent or after a timeout. Release it when the work is done. */
interface Deadline {
  readonly signal: AbortSignal;
  release(): void;
}

/** @param onTime makes the abort reason after the timeout; if `parent` aborts first, its reason is used */
function deadline(parent: AbortSignal, durationMs: number, onTime: () => Error): Deadline {
  const controller = new AbortController();
  const follow = (): void => controller.abort(cancelled(parent));
  const timer = setTimeout(() => controller.abort(onTime()), durationMs);
  if (parent.aborted) follow();
  else parent.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    release: () => {
      clearTimeout(timer);
      parent.removeEventListener('abort', follow);
    },
  };
}
