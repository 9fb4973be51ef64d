import { randomInt } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { seedImage } from '../../sandbox/seed-image.ts';
import { seedRole } from '../../sandbox/seeds.ts';
import { find, listObjects, remove, replace } from '../../sandbox/state/store.ts';
import { runShellCommand } from '../support/command.ts';
import { imageBuilder, startImageSet, type ImageSet } from '../support/image-set.ts';
import { createInterrupter, type Interruption, type RequestMoment } from '../support/interrupted-command.ts';
import { leasesOf, letLeasesExpire } from '../support/leases.ts';
import { randomNumbers } from '../support/random-numbers.ts';

// KILL_MOMENTS=100 tries as many moments of a new seed. A moment is a counted request, never a time.
const COUNT = Number(process.env['KILL_MOMENTS'] ?? 12);
const SEED = Number(process.env['KILL_SEED'] ?? (COUNT > 12 ? randomInt(1_000_000) : 1));

const NAMES = ['api', 'cart', 'mail', 'search', 'shop', 'web'];
/** Two tags each; `live` is there before. */
const TAGS = ['1.4.2', 'live'];

const interrupter = createInterrupter();
let set: ImageSet;

beforeAll(() => {
  console.log(`random moments: KILL_SEED=${SEED} KILL_MOMENTS=${COUNT}`);
});
beforeEach(async () => {
  set = await startImageSet(NAMES, '1.4.2', interrupter);
  const build = imageBuilder(mkdtempSync(path.join(set.folder, 'running-')));
  for (const name of NAMES) {
    await seedImage(set.destination, 'prod', name, 'live', await build(`${name} 1.4.1`));
  }
});
afterEach(async () => {
  expect(set.destination.unknownRequests).toEqual([]);
  await set.stop();
});

type Tags = Readonly<Record<string, string | undefined>>;

const digestOf = (cluster: ImageSet['source'], project: string, name: string, tag: string) =>
  find(cluster.state, 'imagestreams', project, name)?.status.tags?.find((each) => each.tag === tag)
    ?.items?.[0]?.image;
const tagsNow = (): Tags =>
  Object.fromEntries(
    NAMES.flatMap((name) =>
      TAGS.map((tag) => [`prod/${name}:${tag}`, digestOf(set.destination, 'prod', name, tag)]),
    ),
  );
const promoted = (): Tags =>
  Object.fromEntries(
    NAMES.flatMap((name) =>
      TAGS.map((tag) => [`prod/${name}:${tag}`, digestOf(set.source, 'dev', name, '1.4.2')]),
    ),
  );

function promote(
  moment: RequestMoment | undefined,
  flags: readonly string[] = [],
  event: NodeJS.Signals | (() => Promise<void>) = 'SIGKILL',
): Promise<Interruption> {
  const images = set.lines.map((line) => `--images=${line},live`);
  return interrupter.run([...images, ...flags], set.environment, moment ?? { line: 'never printed' }, event);
}

// The questions about permissions are POST requests, too.
const WRITE = /^destination: (?:PUT|POST|PATCH|DELETE) (?!\S*(?:reviews|tokens)$)/;
const JOURNAL = /^destination: PUT \S*\/leases\/\S+$/;
const TAG = /^destination: PUT \S*(?:\/manifests\/1\.4\.2|\/imagestreamtags\/\S*)$/;
// `most` is about what a whole run sends. A run that ends before its moment comes has to be complete.
const KINDS = [
  { of: 'all requests', request: /^(?:source|destination): /, most: 260 },
  { of: 'the requests from the journal on', request: /^destination: /, since: JOURNAL, most: 90 },
  { of: 'the writes from the journal on', request: WRITE, since: JOURNAL, most: 20 },
  { of: 'the tags', request: TAG, most: NAMES.length * TAGS.length },
] as const;

const random = randomNumbers(SEED);
const MOMENTS = Array.from({ length: COUNT }, (_, index) => {
  const { most, ...moment } = KINDS[index % KINDS.length] ?? KINDS[0];
  const at = random() < 0.5 ? ('arrival' as const) : ('answer' as const);
  return { ...moment, nth: 1 + Math.floor(random() * most), at };
});

describe('a set whose job is killed', () => {
  it.each(MOMENTS)('is old or new after the next run: at the $at of number $nth of $of', async (moment) => {
    const [before, after] = [tagsNow(), promoted()];
    const killed = await promote(moment);
    if (!killed.isHit) {
      expect(killed.status, killed.log).toBe(0);
      expect(tagsNow()).toEqual(after);
      return;
    }
    const left = tagsNow();
    const isHalfDone = [before, after].every((whole) => JSON.stringify(whole) !== JSON.stringify(left));
    letLeasesExpire(set.destination);

    // a run that takes back what was left, and is then refused
    const refused = await promote(undefined, ['--before-move=exit 1']);

    expect([before, after], refused.log).toContainEqual(tagsNow());
    // what was on its way when the job was killed may have arrived since
    if (isHalfDone && tagsNow()['prod/web:live'] === before['prod/web:live'])
      expect(refused.log).toContain('ended in the middle of its set');
    expect(leasesOf(set.destination)).toEqual([]);
    const next = await promote(undefined);
    expect(next.status, next.log).toBe(0);
    expect(tagsNow(), next.log).toEqual(after);
    expect(leasesOf(set.destination)).toEqual([]);
  });
});

describe('a set that a killed job has left half done', () => {
  /** Kills a run after its fourth tag. */
  async function leaveHalfDone(): Promise<void> {
    const killed = await promote({ request: TAG, nth: 5, at: 'answer' });
    expect(killed.isHit, killed.log).toBe(true);
    letLeasesExpire(set.destination);
  }

  it('is taken back, which the record says', async () => {
    await leaveHalfDone();
    const record = path.join(set.folder, 'record.json');

    const { status, log } = await promote(undefined, [`--record=${record}`]);

    expect(status, log).toBe(0);
    expect(tagsNow(), log).toEqual(promoted());
    const { takenBack } = JSON.parse(readFileSync(record, 'utf8')) as {
      takenBack?: { run: string; tags: readonly string[] };
    };
    expect(takenBack?.run).toMatch(/process \d+ \(\w{8}\) \(since /);
    expect(takenBack?.tags.length).toBeGreaterThanOrEqual(4);
  });

  it('is left alone if another client has moved one of its tags since, which the error names', async () => {
    await leaveHalfDone();
    const stream = find(set.destination.state, 'imagestreams', 'prod', 'web');
    const build = imageBuilder(mkdtempSync(path.join(set.folder, 'theirs-')));
    const { manifest } = await build('theirs');
    expect(stream).toBeDefined();
    await seedImage(set.destination, 'prod', 'web', 'live', await build('theirs'));
    const left = tagsNow();

    const { status, log } = await promote(undefined);

    expect(status, log).toBe(8);
    expect(log).toContain(`TAG_CONFLICT`);
    expect(log).toContain(`prod/web:live is ${manifest.digest}`);
    expect(log).toMatch(/oc delete lease openshift-promote-[0-9a-f]{16} -n prod/);
    expect(tagsNow()).toEqual(left);
  });

  it.each([
    ['is of a version to come', { 'openshift-promote.io/journal': 'v2' }, 'a journal of version "v2"'],
    [
      'names a tag of another stream',
      { 'openshift-promote.io/journal-tags': '{"prod/other:live":[null,"sha256:00"]}' },
      'a journal that was edited since',
    ],
  ])('is one clear error if its journal %s', async (_, annotations, message) => {
    await leaveHalfDone();
    editLease(annotations);
    const left = tagsNow();

    const { status, log } = await promote(undefined);

    expect(status, log).toBe(8);
    expect(log).toContain('LOCKED');
    expect(log).toContain(message);
    expect(log).toMatch(/oc delete lease openshift-promote-[0-9a-f]{16} -n prod/);
    expect(tagsNow()).toEqual(left);
  });
});

function editLease(annotations: Readonly<Record<string, string>>): void {
  for (const lease of leasesOf(set.destination)) {
    const metadata = {
      ...lease.metadata,
      annotations: { ...lease.metadata.annotations, ...annotations },
    };
    replace(set.destination.state, 'leases', { ...lease, metadata });
  }
}

describe('two runs of the same set', () => {
  const flags = (): readonly string[] => set.lines.map((line) => `--images=${line},live`);

  it('exclude each other: with "lock: fail" the second one says who holds the lock', async () => {
    let second: Awaited<ReturnType<typeof runShellCommand>> | undefined;
    const first = await promote({ request: TAG, nth: 1 }, [], async () => {
      second = await runShellCommand(['promote', ...flags(), '--lock=fail'], set.environment);
    });

    expect(first.status, first.log).toBe(0);
    expect(second?.status, second?.stderr).toBe(8);
    expect(second?.stderr).toMatch(
      /LOCKED.*another run moves tags of the same streams: .*process \d+ \(\w{8}\)/,
    );
    expect(tagsNow()).toEqual(promoted());
    expect(leasesOf(set.destination)).toEqual([]);
  });

  it('run one after the other otherwise', async () => {
    let second: Promise<Interruption> | undefined;
    const first = await promote({ request: TAG, nth: 1 }, [], async () => {
      await new Promise<void>((resolve) => {
        second = createInterrupter().run([...flags()], set.environment, { line: 'waiting up to' }, resolve);
        void second.then(() => {
          resolve();
        });
      });
    });
    const { status, log, isHit } = (await second) ?? { status: undefined, log: '', isHit: false };

    expect(first.status, first.log).toBe(0);
    expect(isHit, log).toBe(true);
    expect(status, log).toBe(0);
    expect(log).toContain('6 images unchanged');
    expect(leasesOf(set.destination)).toEqual([]);
  });
});

describe('a run whose lock is removed before its first tag', () => {
  it('moves no tag', async () => {
    const before = tagsNow();
    const { status, log, isHit } = await promote(
      { request: /^destination: POST \S*\/blobs\/uploads\/$/ },
      [],
      async () => {
        for (const lease of leasesOf(set.destination)) remove(set.destination.state, 'leases', lease);
        return Promise.resolve();
      },
    );

    expect(isHit, log).toBe(true);
    expect(status, log).toBe(8);
    expect(log).toMatch(/LOCKED.*the lock openshift-promote-\w+ of project prod was removed while this run/);
    expect(tagsNow(), log).toEqual(before);
  });
});

describe('a job that is cancelled', () => {
  it.each(['POST', 'PUT'])('leaves no Lease, also if that is being written (%s)', async (method) => {
    const request = new RegExp(`^destination: ${method} \\S*/leases`);
    const { status, log } = await promote({ request }, [], 'SIGTERM');

    expect(status, log).toBe(130);
    expect(leasesOf(set.destination), log).toEqual([]);
  });
});

describe('an account that may not write Leases', () => {
  it('promotes the set without lock and journal, and learns what to grant', async () => {
    for (const binding of listObjects(set.destination.state, 'rolebindings', 'prod'))
      if (binding.roleRef.name === 'edit') remove(set.destination.state, 'rolebindings', binding);
    seedRole(set.destination, 'prod', 'registry-editor', 'system:serviceaccount:prod:promoter');

    const { status, log } = await promote(undefined);

    expect(status, log).toBe(0);
    expect(tagsNow(), log).toEqual(promoted());
    expect(log).toMatch(
      /this set has no lock and no journal: .*leases.*oc policy add-role-to-user edit -z promoter -n prod/,
    );
    const asked = await promote(undefined, ['--lock=wait']);
    expect(asked.status, asked.log).toBe(3);
  });
});
