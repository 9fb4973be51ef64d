import { randomInt } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { seedImage } from '../../sandbox/seed-image.ts';
import { seedDeployment, seedDeploymentConfig } from '../../sandbox/seeds.ts';
import { imageBuilder, startImageSet, type ImageSet } from '../support/image-set.ts';
import {
  createInterrupter,
  type Interruption,
  type Moment,
  type RequestMoment,
} from '../support/interrupted-command.ts';
import { letLeasesExpire } from '../support/leases.ts';
import { randomNumbers } from '../support/random-numbers.ts';

// `npm run test:cancel` tries 200 moments of a new seed. Moments are counted requests, not times, so the speed of the machine does
// not matter.
const COUNT = Number(process.env['CANCEL_MOMENTS'] ?? 8);
const SEED = Number(process.env['CANCEL_SEED'] ?? (COUNT > 8 ? randomInt(1_000_000) : 1));

const interrupter = createInterrupter();
let set: ImageSet;

beforeAll(() => {
  console.log(`random moments: CANCEL_SEED=${SEED} CANCEL_MOMENTS=${COUNT}`);
});
beforeEach(async () => {
  set = await startImageSet(['app', 'worker'], '1.4.2', interrupter);
  const { destination } = set;
  // a folder of its own: the layers of the source are read from the other one
  const build = imageBuilder(mkdtempSync(path.join(set.folder, 'running-')));
  for (const name of ['app', 'worker']) {
    await seedImage(destination, 'prod', name, 'live', await build(`${name} 1.4.1`));
  }
  const host = destination.state.internalRegistryHost;
  seedDeploymentConfig(destination, { project: 'prod', name: 'api', tag: 'app:live', replicas: 2 });
  seedDeployment(destination, { project: 'prod', name: 'web', image: `${host}/prod/app:live`, replicas: 2 });
  seedDeployment(destination, { project: 'prod', name: 'worker', image: `${host}/prod/worker:live` });
  await destination.settled();
});
afterEach(async () => {
  expect(set.destination.unknownRequests).toEqual([]);
  await set.stop();
});

/** The digest of each tag, the image of each workload, and the images of its pods that stay. */
function stateNow(): Readonly<Record<string, string | undefined>> {
  const { objects } = set.destination.state;
  const tags = [...objects.imagestreams.values()].flatMap(({ metadata, status }) =>
    (status?.tags ?? []).map(({ tag, items }) => [`${metadata.name}:${tag}`, items?.[0]?.image]),
  );
  const workloads = [...objects.deployments.values(), ...objects.deploymentconfigs.values()];
  const images = workloads.map(({ metadata, spec }) => [
    metadata.name,
    spec.template?.spec.containers[0]?.image,
  ]);
  const pods = [...objects.pods.values()]
    .filter(({ metadata, status }) => metadata.deletionTimestamp === undefined && status.phase === 'Running')
    .map(({ metadata, spec }) => [
      `pods of ${/^[a-z]+/.exec(metadata.name)?.[0] ?? ''}`,
      spec.containers[0]?.image,
    ]);
  return Object.fromEntries([...tags, ...images, ...pods]) as Record<string, string | undefined>;
}

/** What `stateNow` has to be after a promotion. */
function promoted(before: ReturnType<typeof stateNow>): ReturnType<typeof stateNow> {
  const { objects } = set.source.state;
  const digestOf = (name: string): string | undefined =>
    [...objects.imagestreams.values()]
      .find(({ metadata }) => metadata.name === name)
      ?.status?.tags?.find(({ tag }) => tag === '1.4.2')?.items?.[0]?.image;
  const host = set.destination.state.internalRegistryHost;
  const [app, worker] = [digestOf('app'), digestOf('worker')];
  const images = {
    api: `${host}/prod/app@${app ?? ''}`,
    web: `${host}/prod/app@${app ?? ''}`,
    worker: `${host}/prod/worker@${worker ?? ''}`,
  };
  const pods = Object.entries(images).map(([name, image]) => [`pods of ${name}`, image]);
  return {
    ...before,
    ...{ 'app:1.4.2': app, 'app:live': app, 'worker:1.4.2': worker, 'worker:live': worker },
    ...images,
    ...(Object.fromEntries(pods) as Record<string, string>),
  };
}

function promote(flags: readonly string[], moment: Moment, signal: NodeJS.Signals): Promise<Interruption> {
  const images = set.lines.map((line) => `--images=${line},live`);
  const rollouts = ['dc/api', 'deployment/web', 'deployment/worker'].map((name) => `--rollout=${name}`);
  return interrupter.run([...images, ...rollouts, ...flags], set.environment, moment, signal);
}

// The questions about permissions are POST requests, too.
const WRITE = /^destination: (?:PUT|POST|PATCH|DELETE) (?!\S*(?:reviews|tokens)$)/;
const FIRST_TAG = /^destination: PUT \/v2\/prod\/\w+\/manifests\/1\.4\.2$/;
const TAG_OR_WORKLOAD = /^destination: (?:PUT \S*(?:\/manifests\/1\.4\.2|\/imagestreamtags\/\S*)|PATCH \S*)$/;

interface Stop extends RequestMoment {
  readonly signal: NodeJS.Signals;
  readonly flags: readonly string[];
}

const ROLL_BACK = ['--rollback-on-failure'];

// Two images of two tags each, and two of the three workloads: the third one has an image trigger.
const WRITES = 6;
const EVERY_WRITE = Array.from({ length: WRITES }, (_, index) => index + 1).flatMap(
  (nth): readonly Stop[] => [
    { request: TAG_OR_WORKLOAD, nth, at: 'arrival', signal: 'SIGTERM', flags: [] },
    { request: TAG_OR_WORKLOAD, nth, at: 'answer', signal: 'SIGTERM', flags: ROLL_BACK },
    { request: TAG_OR_WORKLOAD, nth, at: 'answer', signal: 'SIGKILL', flags: nth % 2 === 0 ? [] : ROLL_BACK },
  ],
);

// `most` is what a whole run sends, and a little more. A run that ends before its moment comes has to be complete.
const KINDS = [
  { of: 'all requests', request: /^(?:source|destination): /, most: 125 },
  { of: 'all writes', request: WRITE, most: 17 },
  { of: 'the requests from the first tag on', request: /^destination: /, since: FIRST_TAG, most: 40 },
  { of: 'the writes from the first tag on', request: WRITE, since: FIRST_TAG, most: WRITES },
] as const;

const random = randomNumbers(SEED);
const chosen = <Item>(items: readonly Item[]): Item => {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new TypeError('nothing to choose from');
  return item;
};
const RANDOM = Array.from({ length: COUNT }, (_, index): Stop & { readonly of: string } => {
  const { most, ...moment } = chosen(KINDS);
  return {
    ...moment,
    nth: 1 + Math.floor(random() * most),
    at: chosen(['arrival', 'answer']),
    signal: index % 4 === 3 ? 'SIGKILL' : 'SIGTERM',
    flags: chosen([[], ROLL_BACK]),
  };
});

const SAYS_OLD = /^(?:nothing was changed|no tag or workload was changed|tags and workloads are as before)$/;
// in the order in which they moved: those of several repositories move side by side
const SAYS_NEW = /^(?:prod\/(?:app|worker):(?:1\.4\.2|live)(?:, | moved; )){4}/;

async function leavesOldOrNew(stop: Stop): Promise<void> {
  const before = stateNow();
  const after = promoted(before);

  const { status, log, isHit } = await promote(stop.flags, stop, stop.signal);

  await set.destination.settled();
  const state = stateNow();
  if (status === 0) {
    expect(state, log).toEqual(after);
    return;
  }
  expect(isHit, log).toBe(true);
  if (stop.signal === 'SIGTERM') {
    expect(status, log).toBe(130);
    expect(stop.flags.length === 0 ? [before, after] : [before], log).toContainEqual(state);
    const [, left, details] = /^Promotion failed: CANCELLED \(.*?\); (.*)$([^]*)/m.exec(log) ?? [];
    const isOld = state['app:live'] === before['app:live'];
    expect(left, log).toMatch(isOld ? SAYS_OLD : SAYS_NEW);
    // before the images are resolved there is nothing to list
    const tags = details?.match(/(?<=^ {4}tags +)\S.*$/gm) ?? [];
    expect(new Set(tags), log).toEqual(
      new Set(tags.length === 0 && isOld ? [] : [isOld ? 'none moved' : '1.4.2, live']),
    );
    return;
  }
  letLeasesExpire(set.destination);
  const next = await promote(stop.flags, { line: 'never printed' }, 'SIGTERM');
  expect(next.status, next.log).toBe(0);
  await set.destination.settled();
  expect(stateNow(), next.log).toEqual(after);
  const tags = ['app:1.4.2', 'app:live', 'worker:1.4.2', 'worker:live'];
  const moved = tags.filter((tag) => state[tag] === after[tag]);
  const isHalfDone = moved.length > 0 && moved.length < tags.length;
  expect(next.log.includes('ended in the middle of its set'), next.log).toBe(isHalfDone);
  if (moved.length < tags.length) return;
  for (const name of ['app', 'worker'])
    expect(next.log).toMatch(new RegExp(`prod/${name}:1\\.4\\.2 is sha256:\\w+ already`));
}

describe('a job that is stopped as a tag or a workload is written leaves old or new as a whole', () => {
  it.each(EVERY_WRITE)('$signal $flags at the $at of number $nth', leavesOldOrNew);
});

describe('a job that is stopped at a random moment leaves old or new as a whole', () => {
  it.each(RANDOM)('$signal $flags at the $at of number $nth of $of', leavesOldOrNew);
});
