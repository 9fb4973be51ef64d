import type { Side } from '../../core/text/errors.ts';
import type { ClientIdentity } from '../../core/options.ts';
import type { Clock } from '../../core/ports/clock.ts';

/** How one side is reached. */
export interface TransportOptions {
  readonly side: Side;
  /** PEM text of certificate authorities, trusted in addition to the system's */
  readonly ca?: string | undefined;
  /** shown to the hosts this side names itself, never to one reached by redirect */
  readonly clientIdentity?: ClientIdentity | undefined;
  /**
   * Hosts (`host[:port]`, canonical) whose certificate is not verified. True: every host this side names itself.
   * A host reached by redirect is always verified (CVE-2019-10214 is what happens otherwise).
   */
  readonly insecureHosts?: boolean | ((host: string) => boolean) | undefined;
  /** http:// or https:// URL, credentials allowed; undefined: `environment` decides */
  readonly proxy?: string | undefined;
  /** HTTP_PROXY, HTTPS_PROXY, NO_PROXY (lower case first) and NODE_EXTRA_CA_CERTS; default: process.env */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  /** without a byte from a server we wait for; default 60 s */
  readonly idleTimeoutMs?: number | undefined;
  /** for name resolution, TCP, proxy and TLS together; default 10 s */
  readonly connectTimeoutMs?: number | undefined;
  /** repetitions after the first try; default 5 */
  readonly retries?: number | undefined;
  /** wall clock for one request with all its repetitions and waits; default 3 min */
  readonly retryBudgetMs?: number | undefined;
  readonly userAgent?: string | undefined;
  readonly clock: Clock;
  /** in [0, 1); default Math.random */
  readonly random?: (() => number) | undefined;
  /** one line per repetition, with its reason */
  readonly log?: ((line: string) => void) | undefined;
  /** one line per request: method, URL without query values, status, duration */
  readonly debug?: ((line: string) => void) | undefined;
}

/** The same with every default filled in. */
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
  // nobody listens
}
