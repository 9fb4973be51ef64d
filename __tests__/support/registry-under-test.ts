import { PromoteError, type Side } from '../../src/core/text/errors.ts';
import type { Registries } from '../../src/core/ports/registry.ts';
import type { Credentials } from '../../src/registry/auth/credentials.ts';
import { createRegistries } from '../../src/registry/registries.ts';
import { accountsByHost } from './accounts.ts';
import { manualClock, type ManualClock } from './clocks.ts';
import { plainTransport, type PlainTransport } from './plain-transport.ts';

export const NEVER = new AbortController().signal;

export interface RegistriesUnderTest {
  readonly registries: Registries;
  readonly transports: Readonly<Record<Side, PlainTransport>>;
  readonly clock: ManualClock;
  readonly log: readonly string[];
}

/** A client of plain http hosts, with accounts by host. */
export function registriesFor(
  hosts: readonly string[],
  options: {
    readonly credentials?: Readonly<Record<string, Credentials>>;
    readonly realmHosts?: readonly string[];
  } = {},
): RegistriesUnderTest {
  const clock = manualClock();
  const log: string[] = [];
  const transports = { source: plainTransport('source'), destination: plainTransport('destination') };
  const side = (name: Side) => ({
    transport: transports[name],
    accountAt: accountsByHost((host) => options.credentials?.[host]),
    plainHttpHosts: new Set(hosts),
    realmHosts: new Set(options.realmHosts ?? []),
  });
  const registries = createRegistries({
    sides: { source: side('source'), destination: side('destination') },
    clock,
    log: (line) => log.push(line),
  });
  return { registries, transports, clock, log };
}

/** The error of something that must fail as it should. */
export async function failureOf(promise: Promise<unknown>): Promise<PromoteError> {
  const error: unknown = await promise.then(
    () => new Error('nothing was thrown'),
    (reason: unknown) => reason,
  );
  if (error instanceof PromoteError) return error;
  throw error;
}
