import type { Side } from '../../core/text/errors.ts';
import type { ClientIdentity } from '../../core/options.ts';
import type { Clock } from '../../core/ports/clock.ts';

/** How to connect to the hosts of one side. */
export interface TransportOptions {
  readonly side: Side;
  /** certificate authorities in PEM, trusted in addition to the system's */
  readonly ca?: string | undefined;
  /** client certificate for the hosts this side names itself, never for one reached by a redirect */
  readonly clientIdentity?: ClientIdentity | undefined;
  /**
   * Hosts (`host[:port]`, canonical) whose certificate is not verified. True: every host this side names itself.
   * A host reached by a redirect is always verified (CVE-2019-10214).
   */
  readonly insecureHosts?: boolean | ((host: string) => boolean) | undefined;
  /** http:// or https:// URL, credentials allowed; undefined: `environment` decides */
  readonly proxy?: string | undefined;
  /** HTTP_PROXY, HTTPS_PROXY, NO_PROXY (lower case first) and NODE_EXTRA_CA_CERTS; default: process.env */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  /** maximum time without a byte from the server; default 60 s */
  readonly idleTimeoutMs?: number | undefined;
  /** time limit for DNS, TCP, proxy and TLS together; default 10 s */
  readonly connectTimeoutMs?: number | undefined;
  /** retries after the first attempt; default 5 */
  readonly retries?: number | undefined;
  /** time limit for one request with all its retries and waits; default 3 min */
  readonly retryBudgetMs?: number | undefined;
  readonly userAgent?: string | undefined;
  readonly clock: Clock;
  /** in [0, 1); default Math.random */
  readonly random?: (() => number) | undefined;
  /** receives one line per retry, with its reason */
  readonly log?: ((line: string) => void) | undefined;
  /** receives one line per request: method, URL without query values, status, duration */
  readonly debug?: ((line: string) => void) | undefined;
}

/** The options with all defaults applied. */
export interface TransportSettings {
  readonly side: Side;
  readonly ca: string | undefined;
  readonly clientIdentity: ClientIdentity | undefined;
  readonly isInsecure: (host: string) => boolean;
  readonly proxy: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly idleTimeoutMs: number;
  readonly connectTimeoutMs: number;
  readonly retries: number;
  readonly retryBudgetMs: number;
  readonly userAgent: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: (line: string) => void;
  readonly debug: ((line: string) => void) | undefined;
}

export function settingsOf(options: TransportOptions): TransportSettings {
  const { insecureHosts } = options;
  return {
    side: options.side,
    ca: options.ca,
    clientIdentity: options.clientIdentity,
    isInsecure: typeof insecureHosts === 'function' ? insecureHosts : () => insecureHosts === true,
    proxy: options.proxy === '' ? undefined : options.proxy,
    environment: options.environment ?? process.env,
    idleTimeoutMs: options.idleTimeoutMs ?? 60_000,
    connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
    retries: options.retries ?? 5,
    retryBudgetMs: options.retryBudgetMs ?? 180_000,
    userAgent: options.userAgent ?? 'openshift-promote',
    clock: options.clock,
    random: options.random ?? Math.random,
    log: options.log ?? ignore,
    debug: options.debug,
  };
}

function ignore(): void {
  // no listener by default
}
