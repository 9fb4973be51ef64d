import { PromoteError } from '../../core/text/errors.ts';
import type { Connector } from '../connect/connector.ts';
import type { HeaderValues } from '../connect/response-head.ts';
import type { HostLoad } from '../connect/host-load.ts';
import { tracedPath } from './trace.ts';
import type { Target } from '../connect/target.ts';
import type { TransportSettings } from '../connect/transport-options.ts';
import { type TransportFailure, transportFailureOf } from '../connect/transport-failure.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { retryAfterMs } from './retry-after.ts';

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
  readonly finalStatuses?: readonly number[] | undefined;
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
    finalStatuses: delivery.finalStatuses,
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

/** What decides whether and when a request is sent again. */
export interface RetryPolicy {
  /** repetitions after the first try */
  readonly retries: number;
  /** wall clock for all tries and the waits between them */
  readonly budgetMs: number;
  /** may be sent again although the server may have seen it */
  readonly repeatable: boolean;
  /** are kept although others of their kind are repeated */
  readonly finalStatuses?: readonly number[] | undefined;
  readonly clock: Clock;
  readonly random: () => number;
  /** `GET /v2/ at registry.example.com`, for the lines below */
  readonly request: string;
  readonly log: (line: string) => void;
}

interface Answer {
  readonly status: number;
  readonly headers: HeaderValues;
}

interface Tries<R> {
  /** Sends it once. @param fresh never on a kept connection. @throws TransportFailure, PromoteError (which ends it) */
  readonly send: (attempt: number, fresh: boolean) => Promise<R>;
  /** An answer that will not be looked at. */
  readonly drop: (reply: R) => void;
  /** The error to throw for a failure that is final. */
  readonly fail: (fault: TransportFailure, attempt: number) => Promise<PromoteError>;
  /** The error to throw when the server asks to wait `waitMs`, which is longer than the budget. */
  readonly overBudget: (reply: R, waitMs: number, attempt: number) => PromoteError;
}

const BASE_MS = 500;
const CAP_MS = 30_000;
/** 500 is as often a bug as a hiccup */
const MAX_TRIES_AFTER_500 = 3;
const RETRIED_STATUSES: ReadonlySet<number> = new Set([408, 425, 429, 499, 500, 502, 503, 504, 522]);

/**
 * Sends until there is an answer to keep: any status that is not worth a repetition, or the last one when repetitions
 * or budget are used up.
 */
export async function withRetries<R extends Answer>(
  policy: RetryPolicy,
  tries: Tries<R>,
  signal: AbortSignal,
): Promise<R> {
  const deadlineMs = policy.clock.nowMs() + policy.budgetMs;
  let fresh = false;
  for (let attempt = 1, counted = 1; ; attempt += 1) {
    const outcome = await tryOnce(tries, attempt, fresh);
    if (outcome.kind === 'fault' && outcome.fault.stale && !fresh) {
      fresh = true;
      policy.log(`sending ${policy.request} again: the server had closed the kept connection`);
      continue;
    }
    const leftMs = deadlineMs - policy.clock.nowMs();
    const wait =
      outcome.kind === 'fault'
        ? waitAfterFailure(policy, outcome.fault, counted)
        : waitAfterReply(policy, outcome.reply, counted);
    if (outcome.kind === 'reply' && wait.demandedMs !== undefined && wait.demandedMs > leftMs) {
      tries.drop(outcome.reply);
      throw tries.overBudget(outcome.reply, wait.demandedMs, attempt);
    }
    if (wait.ms === undefined || wait.ms > leftMs) {
      if (outcome.kind === 'reply') return outcome.reply;
      throw await tries.fail(outcome.fault, attempt);
    }
    if (outcome.kind === 'reply') tries.drop(outcome.reply);
    const reason = outcome.kind === 'fault' ? outcome.fault.message : `status ${outcome.reply.status}`;
    policy.log(
      `sending ${policy.request} again in ${(wait.ms / 1000).toFixed(1)} s (${counted} of ${policy.retries}): ${reason}`,
    );
    await policy.clock.sleep(wait.ms, signal);
    counted += 1;
  }
}

type Outcome<R> =
  | { readonly kind: 'reply'; readonly reply: R }
  | { readonly kind: 'fault'; readonly fault: TransportFailure };

async function tryOnce<R>(tries: Tries<R>, attempt: number, fresh: boolean): Promise<Outcome<R>> {
  try {
    return { kind: 'reply', reply: await tries.send(attempt, fresh) };
  } catch (error) {
    if (error instanceof PromoteError) throw error;
    return { kind: 'fault', fault: transportFailureOf(error) };
  }
}

/** `ms`: wait so long and repeat, undefined: do not; `demandedMs`: what the server asked for. */
interface Wait {
  readonly ms: number | undefined;
  readonly demandedMs: number | undefined;
}

const NO: Wait = { ms: undefined, demandedMs: undefined };

function waitAfterFailure(policy: RetryPolicy, fault: TransportFailure, counted: number): Wait {
  if (counted > policy.retries || !isTransient(fault)) return NO;
  if (!policy.repeatable && !fault.beforeSending) return NO;
  return { ms: backoffMs(counted, policy.random), demandedMs: undefined };
}

function waitAfterReply(policy: RetryPolicy, reply: Answer, counted: number): Wait {
  const { status } = reply;
  if (!policy.repeatable || !RETRIED_STATUSES.has(status) || policy.finalStatuses?.includes(status) === true)
    return NO;
  const demandedMs = retryAfterMs(reply.headers, policy.clock.date());
  if (counted > policy.retries || (status === 500 && counted >= MAX_TRIES_AFTER_500))
    return { ms: undefined, demandedMs };
  return { ms: demandedMs ?? backoffMs(counted, policy.random), demandedMs };
}

/** Full jitter: everything from nothing to the doubled step, so that many clients do not come back together. */
export function backoffMs(counted: number, random: () => number): number {
  return random() * Math.min(CAP_MS, BASE_MS * 2 ** (counted - 1));
}

function isTransient(fault: TransportFailure): boolean {
  switch (fault.kind) {
    case 'unreachable':
    case 'refused':
    case 'broken':
    case 'connect-timeout':
    case 'idle-timeout':
      return true;
    case 'unresolved':
      // a server that does not answer, not a name that does not exist
      return fault.code === 'EAI_AGAIN';
    case 'proxy':
      return fault.status === undefined || fault.status === 429 || fault.status >= 500;
    case 'untrusted':
    case 'handshake':
    case 'malformed':
    case 'bad-url':
    case 'bad-header':
    case 'unsafe-redirect':
      return false;
  }
}
