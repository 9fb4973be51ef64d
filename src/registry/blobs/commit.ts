import type { Descriptor } from '../../core/image/descriptor.ts';
import { algorithmOf, isDigest } from '../../core/image/digest.ts';
import { PromoteError } from '../../core/text/errors.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { HttpReply } from '../../http/exchange/exchange.ts';
import { retryAfterMs } from '../../http/exchange/retry-after.ts';
import type { RegistryRequest } from '../client/client.ts';
import { readProblems } from '../replies/error-body.ts';
import { failedReply } from '../replies/reply.ts';
import type { RemoteRepository } from '../client/requests.ts';
import { commitPath, hasBlob, NO_BYTES, uploadRequest, type UploadSession } from './upload-session.ts';

/** The outcome of an attempt to store a blob; only `stored` leaves anything at the destination. */
export type UploadResult =
  | { readonly kind: 'stored' }
  /** the destination received other bytes than we sent, or the source delivered other bytes than the digest's */
  | { readonly kind: 'corrupt'; readonly error: PromoteError }
  /** the session or a connection is lost: a new one may succeed */
  | { readonly kind: 'broken'; readonly error: PromoteError; readonly pauseMs?: number }
  /** the authorization expired during the upload and has been renewed */
  | { readonly kind: 'unauthorized'; readonly error: PromoteError }
  /** retry with another upload method */
  | { readonly kind: 'method'; readonly error: PromoteError };

const STORED = [200, 201, 204];
const COMMIT_TRIES = 3;
const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 10_000;
/** a server may ask for more, but a blob has several attempts */
const MAX_SERVER_PAUSE_MS = 60_000;
// A router times out after 30 s while the registry still hashes gigabytes (registry.md §8, "Route").
const SLOW_COMMIT_MS = 180_000;
const LOST_ANSWER_MS = 2_000;

/** Commits a session whose bytes have all been sent. The request has no body, so repeating it is cheap. */
export async function commitUpload(
  place: RemoteRepository,
  blob: Descriptor,
  session: UploadSession,
  clock: Clock,
  signal: AbortSignal,
): Promise<UploadResult> {
  const path = commitPath(session, blob);
  const request = uploadRequest(place, blob, { method: 'PUT', path, body: NO_BYTES, retry: 'once' });
  for (let tries = 1; ; tries += 1) {
    const outcome = await outcomeOf(() => place.client.send(request, signal), signal);
    const result = await settleCommit(outcome, { place, blob, request, clock }, signal);
    // repeat the request only if its reply was lost
    if (result.kind !== 'broken' || !isLost(result.error) || tries === COMMIT_TRIES) return result;
    await clock.sleep(result.pauseMs ?? FIRST_PAUSE_MS, signal);
  }
}

/** A reply, or the failure in its place. */
export type Outcome = HttpReply | PromoteError;

export async function outcomeOf(run: () => Promise<HttpReply>, signal: AbortSignal): Promise<Outcome> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof PromoteError && !signal.aborted && isLost(error)) return error;
    throw error;
  }
}

/** True when the server may have carried out the request. */
export function isLost(outcome: unknown): boolean {
  return (
    outcome instanceof PromoteError &&
    ['CONNECTION_FAILED', 'TIMED_OUT', 'SERVER_UNAVAILABLE', 'RATE_LIMITED'].includes(outcome.code)
  );
}

/** Interprets the reply to a commit, and checks for the blob when the reply is inconclusive. */
export async function settleCommit(
  outcome: Outcome,
  at: {
    readonly place: RemoteRepository;
    readonly blob: Descriptor;
    readonly request: RegistryRequest;
    readonly clock: Clock;
  },
  signal: AbortSignal,
): Promise<UploadResult> {
  const { place, blob, request, clock } = at;
  if (!(outcome instanceof PromoteError) && STORED.includes(outcome.status)) {
    requireSameDigest(outcome, blob, request);
    return { kind: 'stored' };
  }
  const error = outcome instanceof PromoteError ? outcome : failedReply(outcome, request.context);
  if (error.code === 'RATE_LIMITED') return { kind: 'broken', error, ...pauseOf(outcome, clock) };
  if (isLost(error)) {
    const isSlow = error.code === 'TIMED_OUT' || error.where.status === 504 || error.where.status === 408;
    const isThere = await appears(place, blob, isSlow ? SLOW_COMMIT_MS : LOST_ANSWER_MS, clock, signal);
    return isThere ? { kind: 'stored' } : { kind: 'broken', error, ...pauseOf(outcome, clock) };
  }
  if (error.code === 'DIGEST_MISMATCH') return { kind: 'corrupt', error };
  if (outcome instanceof PromoteError || !isSessionLost(outcome)) throw error;
  // another replica, or an earlier request whose reply was lost, may have committed it
  return (await hasBlob(place, blob, signal)) ? { kind: 'stored' } : { kind: 'broken', error };
}

/** The session is unknown, finished or out of sync; the blob itself was not refused. */
export function isSessionLost(reply: HttpReply): boolean {
  if (reply.status === 404 || reply.status === 416) return true;
  return (
    reply.status === 400 &&
    readProblems(reply.body).some(({ code }) =>
      ['BLOB_UPLOAD_UNKNOWN', 'BLOB_UPLOAD_INVALID', 'RANGE_INVALID'].includes(code),
    )
  );
}

/** The delay from Retry-After (seconds or a date), capped. */
export function pauseOf(outcome: Outcome, clock: Clock): { readonly pauseMs?: number } {
  const pauseMs = outcome instanceof PromoteError ? undefined : retryAfterMs(outcome.headers, clock.date());
  return pauseMs === undefined || pauseMs === 0 ? {} : { pauseMs: Math.min(pauseMs, MAX_SERVER_PAUSE_MS) };
}

async function appears(
  place: RemoteRepository,
  blob: Descriptor,
  withinMs: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<boolean> {
  const startedMs = clock.nowMs();
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
    if (await hasBlob(place, blob, signal)) return true;
    if (clock.nowMs() + pauseMs - startedMs > withinMs) return false;
    await clock.sleep(pauseMs, signal);
  }
}

function requireSameDigest(reply: HttpReply, blob: Descriptor, { context }: RegistryRequest): void {
  const claimed = reply.headers['docker-content-digest'] ?? [];
  // a registry may report a digest of another algorithm for the same bytes (capture 54o4)
  const isWrong = (text: string): boolean =>
    !isDigest(text) || (algorithmOf(text) === algorithmOf(blob.digest) && text !== blob.digest);
  const wrong = claimed.find(isWrong);
  if (wrong === undefined) return;
  throw new PromoteError({
    code: 'DIGEST_MISMATCH',
    message: `registry ${context.host} stored ${context.object} of ${context.repository} as ${JSON.stringify(wrong.slice(0, 160))}`,
    where: context.place,
  });
}
