import { onTestFinished } from 'vitest';
import { PromoteError } from '../../src/core/text/errors.ts';
import type { Transport } from '../../src/http/exchange/exchange.ts';
import type { TransportOptions } from '../../src/http/connect/transport-options.ts';
import { createTransport } from '../../src/http/transport.ts';
import { realClock } from './clocks.ts';

/** How long a peer may be silent; `stopTime` lets it pass. */
export const IDLE_MS = 60_000;

/** A transport that is closed when the test ends: no proxy of this machine, and limits that only what hangs reaches. */
export function testTransport(options: Partial<TransportOptions> = {}): Transport {
  const transport = createTransport({
    side: 'source',
    environment: {},
    idleTimeoutMs: IDLE_MS,
    connectTimeoutMs: 60_000,
    retries: 2,
    random: () => 0,
    clock: realClock,
    ...options,
  });
  onTestFinished(() => transport.close());
  return transport;
}

/** A signal that is never aborted. */
export const noAbort = new AbortController().signal;

/** The PromoteError a promise is rejected with; anything else fails the test. */
export async function failureOf(promise: Promise<unknown>): Promise<PromoteError> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('error' in outcome && outcome.error instanceof PromoteError) return outcome.error;
  throw new Error('a PromoteError was expected', {
    cause: 'error' in outcome ? outcome.error : outcome.value,
  });
}
