import type { PromoteOptions } from '../../core/options.ts';
import type { Cluster } from '../../core/ports/cluster.ts';
import type { Lock, LockName, StoredLock } from '../../core/ports/locks.ts';
import { PromoteError } from '../../core/text/errors.ts';
import { withGracePeriod } from '../run/concurrency.ts';
import type { ResolvedImage } from '../run/resolved-image.ts';
import { runPhase, type Run } from '../run/run.ts';
import type { SetLock } from '../run/run-state.ts';
import { formatJournal, readJournal, tagsToMove } from './journal.ts';
import { takeBack } from './take-back.ts';

const RENEW_MS = 20_000;
/** CI kills a cancelled job within seconds. */
const RELEASE_MS = 2_000;

/** What a set locks. */
export interface LockedSet {
  readonly name: LockName;
  /** the destinations, as `project/stream` */
  readonly streams: ReadonlySet<string>;
}

/** The lock of a set while this run holds it: renewed in the background, and written by one request at a time. */
export class HeldLock implements SetLock {
  readonly #run: Run;
  readonly #cluster: Cluster;
  readonly #set: LockedSet;
  readonly #left: StoredLock | undefined;
  readonly #stop = new AbortController();
  #lock: StoredLock;
  #isLost = false;
  /** no tag of the set is as the run before has left it in the middle */
  #isLeftDone: boolean;
  #last: Promise<unknown> = Promise.resolve();

  /** @param left the lock of a run that ended without releasing it, which was taken over */
  constructor(run: Run, cluster: Cluster, set: LockedSet, lock: StoredLock, left: StoredLock | undefined) {
    this.#run = run;
    this.#cluster = cluster;
    this.#set = set;
    this.#lock = lock;
    this.#left = left;
    this.#isLeftDone = left?.journal === undefined;
    // ends when the lock is released
    this.#renew().catch(() => undefined);
  }

  async takeBackLeft(): Promise<void> {
    const left = this.#left;
    if (left === undefined) return;
    const { ports, state, signal } = this.#run;
    ports.reporter.info(`took the lock over from ${describeLock(left)}, which has ended`);
    const { journal } = left;
    if (journal === undefined) return;
    await runPhase(this.#run, 'roll back', async () => {
      const remove = removalOf(this.#set.name);
      const tags = readJournal(journal, this.#set.streams, remove);
      const info = (line: string): void => {
        ports.reporter.info(line);
      };
      const takenBack = await takeBack(tags, this.#cluster.streams, { info, remove }, signal);
      this.#isLeftDone = true;
      if (takenBack.length === 0) {
        info('it has left no set half done');
        return;
      }
      state.takenBack = { run: describeLock(left), tags: takenBack };
      ports.reporter.notice(
        `${describeLock(left)} ended in the middle of its set: before this run, ${takenBack.join(', ')} went back to what it was`,
      );
    });
  }

  async note(images: readonly ResolvedImage[]): Promise<void> {
    const { options, ports, signal } = this.#run;
    const tags = tagsToMove(images, options);
    // one tag is old or new by itself
    const journal = tags.length < 2 ? undefined : formatJournal(tags);
    if (tags.length >= 2 && journal === undefined)
      ports.reporter.warning(`this set has no journal: ${tags.length} tags are too many for one`);
    if (journal === undefined && this.#lock.journal === undefined) return;
    await this.#write({ journal }, signal);
    if (this.#isLost) throw await this.#lost(signal);
  }

  async release(isWhole: boolean): Promise<void> {
    this.#stop.abort();
    const { ports, signal } = this.#run;
    const { name } = this.#set;
    const isKept = this.#lock.journal !== undefined && (!isWhole || !this.#isLeftDone);
    const grace = withGracePeriod(signal, RELEASE_MS);
    try {
      // without a holder, the next run need not wait
      if (isKept) await this.#write({ holder: undefined }, grace);
      else await this.#inTurn(() => this.#remove(grace));
    } catch (error) {
      if (!(error instanceof PromoteError)) throw error;
      ports.reporter.warning(
        `the lock ${name.name} of project ${name.project} could not be removed (${error.message}): ${removalOf(name)}`,
      );
    }
  }

  async #remove(signal: AbortSignal): Promise<void> {
    if (!this.#isLost) await this.#cluster.locks.remove(this.#set.name, this.#lock.version, signal);
  }

  async #renew(): Promise<void> {
    const { clock, reporter } = this.#run.ports;
    while (!this.#isLost) {
      await clock.sleep(RENEW_MS, this.#stop.signal);
      // if this and the next one fail, another run takes the lock over
      await this.#write({}, this.#stop.signal).catch(() => undefined);
    }
    reporter.warning(`this run does not hold the lock ${this.#set.name.name} any more`);
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const next = this.#last.then(work);
    this.#last = next.catch(() => undefined);
    return next;
  }

  #write(change: Partial<Lock>, signal: AbortSignal): Promise<void> {
    const { locks } = this.#cluster;
    const { name } = this.#set;
    return this.#inTurn(async () => {
      for (let attempt = 1; !this.#isLost; attempt += 1) {
        const next = { ...this.#lock, renewedAt: this.#run.ports.clock.date(), ...change };
        const written = await locks.replace(name, next, this.#lock.version, signal);
        if (written !== undefined) {
          this.#lock = written;
          return;
        }
        // a write whose answer was lost has changed the version, too
        const current = await locks.read(name, signal);
        if (attempt === 1 && current?.holder === this.#lock.holder) this.#lock = current ?? this.#lock;
        else this.#isLost = true;
      }
    });
  }

  async #lost(signal: AbortSignal): Promise<PromoteError> {
    const { name } = this.#set;
    const current = await this.#cluster.locks.read(name, signal);
    if (current !== undefined) return heldByOther(name, current, this.#run.options.lock);
    return new PromoteError({
      code: 'LOCKED',
      message: `the lock ${name.name} of project ${name.project} was removed while this run was preparing, and no tag was moved`,
      hint: 'run the promotion again',
    });
  }
}

export function describeLock({ holder, acquiredAt }: StoredLock): string {
  return `${holder ?? 'a run'} (since ${acquiredAt.toISOString()})`;
}

export function heldByOther(name: LockName, other: StoredLock, lock: PromoteOptions['lock']): PromoteError {
  const wait = lock === 'fail' ? 'set "lock" to "wait"' : 'set "timeout" to a longer time';
  return new PromoteError({
    code: 'LOCKED',
    message: `another run moves tags of the same streams: ${describeLock(other)}`,
    hint: `run the promotion again when it has ended, or ${wait}; if it has ended for sure: ${removalOf(name)}`,
  });
}

function removalOf({ name, project }: LockName): string {
  return `oc delete lease ${name} -n ${project}`;
}
