import { VERSION } from '../../core/version.ts';
import type { PromoteOptions, SideOptions } from '../../core/options.ts';
import type { Reporter } from '../../core/ports/reporter.ts';
import type { Transport } from '../../http/exchange/exchange.ts';
import { createTransport } from '../../http/transport.ts';
import { createCalmLog } from './calm-log.ts';
import { systemClock } from './system-clock.ts';

/**
 * Opens a transport for the servers of a side, with its certificate authorities and proxy. Warns if certificates are not verified.
 */
export function openTransport(
  side: SideOptions,
  options: Pick<PromoteOptions, 'requestTimeoutMs' | 'retries'>,
  reporter: Reporter,
  environment: Readonly<Record<string, string | undefined>>,
): Transport {
  if (side.insecureSkipTlsVerify) {
    reporter.warning(
      `TLS certificates of the ${side.side} are NOT verified: anyone who intercepts the connection can read the token and change the image. Set "${side.side}-ca" instead of "${side.side}-insecure-skip-tls-verify"`,
    );
  }
  return createTransport({
    side: side.side,
    ca: side.ca,
    clientIdentity: side.clientIdentity,
    insecureHosts: side.insecureSkipTlsVerify,
    proxy: side.proxy,
    environment,
    idleTimeoutMs: options.requestTimeoutMs,
    retries: options.retries,
    userAgent: `openshift-promote/${VERSION}`,
    clock: systemClock,
    log: createCalmLog(reporter, systemClock),
    debug: (line) => {
      reporter.debug(line);
    },
  });
}
