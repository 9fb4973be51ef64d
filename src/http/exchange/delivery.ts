import type { PromoteError } from '../../core/text/errors.ts';
import type { Connector } from '../connect/connector.ts';
import type { HeaderValues } from '../connect/response-head.ts';
import { withRetries } from './retry.ts';
import type { HostLoad } from '../connect/host-load.ts';
import { tracedPath } from './trace.ts';
import type { Target } from '../connect/target.ts';
import type { TransportSettings } from '../connect/transport-options.ts';
import type { TransportFailure } from '../connect/transport-failure.ts';

/** One request under way, for errors and lines about it. */
export interface RequestName {
  readonly target: Target;
  /** method and path, without query */
  readonly request: string;
}

/** What everything a transport does has in common. */
export interface TransportParts {
  readonly settings: TransportSettings;
  readonly connector: Connector;
  readonly load: HostLoad;
  /** the error of a final failure */
  readonly fail: (
    fault: TransportFailure,
    name: RequestName,
    attempt: number,
    signal: AbortSignal,
  ) => Promise<PromoteError>;
  readonly overBudget: (status: number, waitMs: number, name: RequestName, attempt: number) => PromoteError;
}

/** Writes the line about one answer, for people who trace. */
export function trace(
  settings: TransportSettings,
  method: string,
  target: Target,
  outcome: string,
  startMs: number,
): void {
  if (settings.debug === undefined) return;
  const tookMs = Math.round(settings.clock.nowMs() - startMs);
  settings.debug(
    `${settings.side} ${method} ${target.origin}${tracedPath(target.path)} ${outcome} ${tookMs} ms`,
  );
}

/** One request of the caller, in as many tries as it takes. */
export interface Delivery<R> {
  /** as it stands now: redirects change it */
  readonly name: () => RequestName;
  readonly repeatable: boolean;
  /** @param fresh never on a kept connection */
  readonly send: (attempt: number, fresh: boolean) => Promise<R>;
  /** an answer that will not be looked at */
  readonly drop: (reply: R) => void;
}

/** Sends until there is an answer to keep. @throws PromoteError */
export function deliver<R extends { readonly status: number; readonly headers: HeaderValues }>(
  parts: TransportParts,
  delivery: Delivery<R>,
  signal: AbortSignal,
): Promise<R> {
  const { settings, fail, overBudget } = parts;
  const { target, request } = delivery.name();
  const policy = {
    retries: settings.retries,
    budgetMs: settings.retryBudgetMs,
    repeatable: delivery.repeatable,
    clock: settings.clock,
    random: settings.random,
    request: `${request} at ${target.authority}`,
    log: settings.log,
  };
  const tries = {
    send: delivery.send,
    drop: delivery.drop,
    fail: (fault: TransportFailure, attempt: number) => fail(fault, delivery.name(), attempt, signal),
    overBudget: (reply: R, waitMs: number, attempt: number) =>
      overBudget(reply.status, waitMs, delivery.name(), attempt),
  };
  return withRetries(policy, tries, signal);
}
