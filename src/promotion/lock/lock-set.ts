import { digestOf, hexOf } from '../../core/image/digest.ts';
import type { PromotionRequest } from '../../core/options.ts';
import type { Cluster } from '../../core/ports/cluster.ts';
import type { Lock, LockName, StoredLock } from '../../core/ports/locks.ts';
import { PromoteError } from '../../core/text/errors.ts';
import { formatDuration } from '../../core/text/units.ts';
import { withGracePeriod } from '../run/concurrency.ts';
import type { SetLock } from '../run/run-state.ts';
import type { Run } from '../run/run.ts';
import { describeLock, heldByOther, HeldLock, type LockedSet } from './held-lock.ts';

const VALID_SECONDS = 60;
const FIRST_PAUSE_MS = 1_000;
const MAX_PAUSE_MS = 5_000;
const GRACE_MS = 1_500;
/** How far the clocks of two machines may be apart. */
const CLOCKS_APART_MS = 120_000;
/** Enough for names without collisions, and short in a command. */
const NAME_DIGITS = 16;

/** What keeps an account from locking, but not from promoting. */
const WITHOUT_LOCK: ReadonlySet<string> = new Set(['ACCESS_DENIED', 'NOT_OPENSHIFT', 'QUOTA_EXCEEDED']);

/**
 * Locks the destination streams of a set, and waits for another run that holds them as the input `lock` says. The lock of a run
 * that ended without releasing it is taken over, with its journal.
 * @returns undefined: the account may not lock, and was not asked to
 * @throws PromoteError LOCKED when another run holds the lock
 */
export async function lockSet(run: Run, cluster: Cluster): Promise<SetLock | undefined> {
  const { options, ports, signal } = run;
  const set = nameSet(options.promotions);
  if (set === undefined) return undefined;
  const address = ports.run?.url ?? ports.run?.id;
  const holder = await cluster.locks.nameHolder(address, signal);
  try {
    const { lock, left } = await acquire(run, cluster, set.name, holder);
    return new HeldLock(run, cluster, set, lock, left);
  } catch (error) {
    if (!(error instanceof PromoteError) || options.lock !== 'auto') throw error;
    // it is created later, and nobody else has tags in it
    if (error.code === 'PROJECT_NOT_FOUND') return undefined;
    if (!WITHOUT_LOCK.has(error.code)) throw error;
    const hint = error.hint === undefined ? '' : `; ${error.hint}`;
    ports.reporter.info(`this set has no lock and no journal: ${error.message}${hint}`);
    return undefined;
  }
}

/**
 * The name of the lock follows from the streams, not from their tags: the next release has other tags, and must not be mixed with
 * this one either.
 */
function nameSet(promotions: readonly PromotionRequest[]): LockedSet | undefined {
  const streams = promotions.flatMap(({ destination }) =>
    destination.kind === 'stream' ? `${destination.project}/${destination.stream}` : [],
  );
  const sorted = [...new Set(streams)].sort();
  const [project = ''] = sorted[0]?.split('/') ?? [];
  if (project === '') return undefined;
  const hash = hexOf(digestOf(new TextEncoder().encode(sorted.join('\n')))).slice(0, NAME_DIGITS);
  return { name: { project, name: `openshift-promote-${hash}` }, streams: new Set(sorted) };
}

interface Acquired {
  readonly lock: StoredLock;
  /** the lock that was taken over */
  readonly left: StoredLock | undefined;
}

async function acquire(
  { options, ports: { clock, reporter }, signal }: Run,
  { locks }: Cluster,
  name: LockName,
  holder: string,
): Promise<Acquired> {
  const startedMs = clock.nowMs();
  // what is created is also released, if the job is cancelled meanwhile
  const creating = withGracePeriod(signal, GRACE_MS);
  let seen: { readonly version: string; readonly sinceMs: number } | undefined;
  let waitsFor: string | undefined;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
    const created = await locks.create(name, newLock(holder, clock.date()), creating);
    const other = created ?? (await locks.read(name, signal));
    // also if the answer to an earlier attempt was lost
    if (other?.holder === holder) return { lock: other, left: undefined };
    if (other !== undefined) {
      if (seen?.version !== other.version) seen = { version: other.version, sinceMs: clock.nowMs() };
      if (isOver(other, clock.date(), clock.nowMs() - seen.sinceMs)) {
        const next = { ...newLock(holder, clock.date()), journal: other.journal };
        const lock = await locks.replace(name, next, other.version, signal);
        if (lock !== undefined) return { lock, left: other };
      }
      const isLate = clock.nowMs() + pauseMs - startedMs > options.timeoutMs;
      if (options.lock === 'fail' || isLate) throw heldByOther(name, other, options.lock);
      if (waitsFor !== other.holder) {
        const most = formatDuration(options.timeoutMs);
        reporter.info(
          `waiting up to ${most} for ${describeLock(other)}, which moves tags of the same streams`,
        );
      }
      waitsFor = other.holder;
    }
    await clock.sleep(pauseMs, signal);
  }
}

function newLock(holder: string, now: Date): Lock {
  return { holder, durationSeconds: VALID_SECONDS, acquiredAt: now, renewedAt: now };
}

/**
 * Whether its holder has released it, or has ended without. The times in it are of another clock, so they only count when they are
 * long over. Otherwise it has to stay as it is for as long as it is valid, by the clock of this run, as client-go's leader election
 * requires.
 */
function isOver({ holder, durationSeconds, renewedAt }: StoredLock, now: Date, watchedMs: number): boolean {
  const validMs = durationSeconds * 1000;
  const ageMs = now.getTime() - renewedAt.getTime();
  return holder === undefined || watchedMs > validMs || ageMs > validMs + CLOCKS_APART_MS;
}
