import { describe, expect, it } from 'vitest';
import type { Digest } from '../../../src/core/image/digest.ts';
import type { PromoteOptions } from '../../../src/core/options.ts';
import type { Lock, LockName, StoredLock } from '../../../src/core/ports/locks.ts';
import { PromoteError } from '../../../src/core/text/errors.ts';
import { formatJournal, readJournal, type JournalTag } from '../../../src/promotion/lock/journal.ts';
import { lockSet } from '../../../src/promotion/lock/lock-set.ts';
import { newRunState } from '../../../src/promotion/run/run-state.ts';
import type { Run } from '../../../src/promotion/run/run.ts';
import { manualClock } from '../../support/clocks.ts';
import { fakeLocks } from '../../support/fake-locks.ts';
import { fakePorts } from '../../support/fake-ports.ts';
import { promoteOptions, request } from '../../support/promote-options.ts';

const SET = [request('dev/app:2', 'prod/app:2'), request('dev/web:2', 'prod/web:2')];
const HOUR_MS = 3_600_000;

function setUp(options: Partial<PromoteOptions> = {}) {
  const clock = manualClock();
  const ports = { ...fakePorts({ source: true, destination: true }), clock };
  const locks = fakeLocks();
  const destination = ports.clusters.destination;
  if (destination === undefined) throw new TypeError('no destination');
  const run: Run = {
    options: promoteOptions({ promotions: SET, lock: 'auto', timeoutMs: 600_000, ...options }),
    ports,
    state: newRunState(),
    signal: new AbortController().signal,
  };
  const theirs = (change: Partial<Lock> = {}): Lock => ({
    holder: 'another run',
    durationSeconds: 60,
    acquiredAt: clock.date(),
    renewedAt: clock.date(),
    ...change,
  });
  return { clock, locks, run, theirs, lock: () => lockSet(run, { ...destination, locks }) };
}

/** The name that the set has for its lock. */
async function nameOf({ lock, locks }: ReturnType<typeof setUp>): Promise<LockName> {
  const held = await lock();
  const [key = ''] = locks.stored.keys();
  await held?.release(true);
  const [project = '', name = ''] = key.split('/');
  return { project, name };
}

describe('the lock of a set', () => {
  it('takes one request, and one more to release it', async () => {
    const { lock, locks } = setUp();

    const held = await lock();
    await held?.release(true);

    expect(locks.calls).toEqual(['create', 'remove']);
    expect(locks.stored.size).toBe(0);
  });

  it('has the same name for the next release, and another one for other streams', async () => {
    const next = [request('dev/web:3', 'prod/web:3', ['live']), request('dev/app:3', 'prod/app:3')];
    const other = [request('dev/app:2', 'prod/app:2'), request('dev/api:2', 'prod/api:2')];

    const name = await nameOf(setUp());

    expect(await nameOf(setUp({ promotions: next }))).toEqual(name);
    expect(await nameOf(setUp({ promotions: other }))).not.toEqual(name);
  });

  it.each([
    ['was released with its journal', { holder: undefined }, 0],
    ['was renewed long ago', { renewedAt: new Date(Date.UTC(2026, 0, 1) - HOUR_MS) }, 0],
    // a clock that is ahead tells nothing: it has to be watched
    ['is not renewed while it is watched', { renewedAt: new Date(Date.UTC(2026, 0, 1) + HOUR_MS) }, 60_000],
  ])('is taken over if it %s', async (_, change, leastMs) => {
    const set = setUp();
    const name = await nameOf(setUp());
    await set.locks.create(name, set.theirs(change), set.run.signal);

    const held = await set.lock();

    // a renewal waits longer than that
    const waitedMs = set.clock.sleeps.filter((ms) => ms <= 5_000).reduce((sum, ms) => sum + ms, 0);
    expect(waitedMs).toBeGreaterThanOrEqual(leastMs);
    expect(waitedMs).toBeLessThan(leastMs + 10_000);
    expect([...set.locks.stored.values()][0]?.holder).not.toBe('another run');
    await held?.release(true);
  });

  it('is waited for as long as its holder renews it, until the timeout', async () => {
    const set = setUp();
    const name = await nameOf(setUp());
    let theirs = await set.locks.create(name, set.theirs(), set.run.signal);
    const locks: typeof set.locks = {
      ...set.locks,
      read: async (...call) => {
        if (theirs !== undefined)
          theirs = await set.locks.replace(name, set.theirs(), theirs.version, set.run.signal);
        return set.locks.read(...call);
      },
    };
    const cluster = set.run.ports.clusters.destination;
    if (cluster === undefined) throw new TypeError('no destination');

    const error: unknown = await lockSet(set.run, { ...cluster, locks }).catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({
      code: 'LOCKED',
      message: expect.stringContaining('another run moves tags of the same streams: another run') as string,
      hint: expect.stringContaining(`oc delete lease ${name.name} -n prod`) as string,
    });
    expect(set.clock.nowMs()).toBeGreaterThan(590_000);
  });

  it('is not waited for with "lock: fail"', async () => {
    const set = setUp({ lock: 'fail' });
    const name = await nameOf(setUp());
    await set.locks.create(name, set.theirs(), set.run.signal);

    await expect(set.lock()).rejects.toMatchObject({ code: 'LOCKED' });
    expect(set.clock.nowMs()).toBe(0);
  });

  it('is not needed by an account that may not, unless it is asked for', async () => {
    const denied = async (): Promise<StoredLock | undefined> => {
      throw new PromoteError({ code: 'ACCESS_DENIED', message: 'may not create leases' });
    };
    for (const [lock, outcome] of [
      ['auto', 'promotes'],
      ['wait', 'ACCESS_DENIED'],
    ] as const) {
      const { run, locks } = setUp({ lock });
      const cluster = run.ports.clusters.destination;
      if (cluster === undefined) throw new TypeError('no destination');
      const held = lockSet(run, { ...cluster, locks: { ...locks, create: denied } });
      expect(
        await held.then(
          (value) => (value === undefined ? 'promotes' : 'locked'),
          ({ code }: PromoteError) => code,
        ),
      ).toBe(outcome);
    }
  });
});

const OLD = `sha256:${'0'.repeat(64)}` as Digest;
const NEW = `sha256:${'1'.repeat(64)}` as Digest;
const TAGS: readonly JournalTag[] = [
  { project: 'prod', stream: 'app', tag: '2', before: undefined, after: NEW },
  { project: 'prod', stream: 'web', tag: 'live', before: OLD, after: NEW },
];
const STREAMS = new Set(['prod/app', 'prod/web']);

describe('the journal of a set', () => {
  it('is read as it was written', () => {
    const journal = formatJournal(TAGS) ?? { version: '', text: '' };

    expect(journal.version).toBe('v1');
    expect(readJournal(journal, STREAMS, 'oc delete lease x')).toEqual(TAGS);
  });

  it('is left out for more tags than an annotation can hold', () => {
    const many = Array.from(
      { length: 2000 },
      (_, index) => ({ ...TAGS[1], tag: `live-${index}` }) as JournalTag,
    );

    expect(formatJournal(many)).toBeUndefined();
  });

  it.each([
    ['a version to come', { version: 'v2', text: '{}' }, /version "v2".*reads v1/],
    ['something other than JSON', { version: 'v1', text: '{' }, /edited since/],
    ['nothing', { version: 'v1', text: '{}' }, /edited since/],
    ['a digest that is none', { version: 'v1', text: '{"prod/app:2":[null,"sha256:0"]}' }, /edited since/],
    [
      'a tag of a stream outside the set',
      { version: 'v1', text: `{"x/y:z":[null,"${NEW}"]}` },
      /edited since/,
    ],
    ['a path', { version: 'v1', text: `{"prod/app/../x:2":[null,"${NEW}"]}` }, /edited since/],
  ])('is refused if it holds %s', (_, journal, message) => {
    const read = () => readJournal(journal, STREAMS, 'oc delete lease x -n prod');

    expect(read).toThrow(message);
    expect(read).toThrow(
      expect.objectContaining({
        code: 'LOCKED',
        hint: expect.stringContaining('oc delete lease x -n prod') as string,
      }),
    );
  });
});
