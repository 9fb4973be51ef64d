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

/** A request in progress, as named in errors and log lines. */
export interface RequestName {
  readonly target: Target;
  /** method and path, without query */
  readonly request: string;
}

/** Shared parts of a transport. */
export interface TransportParts {
  readonly settings: TransportSettings;
  readonly connector: Connector;
  readonly load: HostLoad;
  /** converts a final failure into the error to throw */
  readonly fail: (
    fault: TransportFailure,
    name: RequestName,
    attempt: number,
    signal: AbortSignal,
  ) => Promise<PromoteError>;
  readonly overBudget: (status: number, waitMs: number, name: RequestName, attempt: number) => PromoteError;
}

/** Writes the trace line for one reply. */
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

/** One request with its retries. */
export interface Delivery<R> {
  /** the current hop; redirects change it */
  readonly name: () => RequestName;
  readonly repeatable: boolean;
  readonly finalStatuses?: readonly number[] | undefined;
  /** @param fresh only on a new connection */
  readonly send: (attempt: number, fresh: boolean) => Promise<R>;
  /** discards a reply that is not returned */
  readonly drop: (reply: R) => void;
}

/** Sends the request, with retries, and returns the final reply. @throws PromoteError */
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

/** Retry rules of one request. */
export interface RetryPolicy {
  /** retries after the first attempt */
  readonly retries: number;
  /** time limit for all attempts and the waits between them */
  readonly budgetMs: number;
  /** may be retried even if the server may have processed it */
  readonly repeatable: boolean;
  /** statuses that are returned without a retry */
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
  /** Sends it once. @param fresh only on a new connection. @throws TransportFailure, PromoteError (which ends it) */
  readonly send: (attempt: number, fresh: boolean) => Promise<R>;
  /** Discards a reply that is not returned. */
  readonly drop: (reply: R) => void;
  /** Converts a final failure into the error to throw. */
  readonly fail: (fault: TransportFailure, attempt: number) => Promise<PromoteError>;
  /** The error to throw when the server asks to wait `waitMs`, which is longer than the budget. */
  readonly overBudget: (reply: R, waitMs: number, attempt: number) => PromoteError;
}

const BASE_MS = 500;
const CAP_MS = 30_000;
/** fewer for a 500, which is as often a bug as a temporary failure */
const MAX_TRIES_AFTER_500 = 3;
const RETRIED_STATUSES: ReadonlySet<number> = new Set([408, 425, 429, 499, 500, 502, 503, 504, 522]);

/**
 * Sends a request until a reply has a status that is not retried, or retries or time run out; returns the last reply.
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

/** `ms`: the wait before the retry, undefined: no retry; `demandedMs`: what the server asked for. */
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

/** Exponential backoff with full jitter, so that many clients do not retry at the same time. */
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
      // a DNS server that does not answer, as opposed to a name that does not exist
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
