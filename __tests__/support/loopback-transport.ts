import type { Side } from '../../src/core/text/errors.ts';
import type { Transport } from '../../src/http/exchange/exchange.ts';
import { createTransport } from '../../src/http/transport.ts';
import { realClock } from './clocks.ts';

/** The real transport for a server of the test: without the proxies of this machine, and without repetitions. */
export function loopbackTransport(side: Side, retries = 0): Transport {
  return createTransport({ side, clock: realClock, environment: {}, retries });
}
