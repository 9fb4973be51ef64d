import { randomInt } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { seedImage } from '../../sandbox/seed-image.ts';
import { seedDeployment, seedDeploymentConfig } from '../../sandbox/seeds.ts';
import { imageBuilder, startImageSet, type ImageSet } from '../support/image-set.ts';
import { createInterrupter, type Interruption, type Moment } from '../support/interrupted-command.ts';

// `npm run test:cancel` tries 200 moments of a new seed. The moments are requests, counted, and not times: a slow machine is
// stopped at the same ones.
const COUNT = Number(process.env['CANCEL_MOMENTS'] ?? 8);
const SEED = Number(process.env['CANCEL_SEED'] ?? (COUNT > 8 ? randomInt(1_000_000) : 1));

/** Numbers in [0, 1) that follow from the seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const interrupter = createInterrupter();
let set: ImageSet;

beforeAll(() => {
  console.log(`random moments: CANCEL_SEED=${SEED} CANCEL_MOMENTS=${COUNT}`);
});
beforeEach(async () => {
  set = await startImageSet(['app', 'worker'], '1.4.2', { hold: interrupter.hold });
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

/** The digest of each tag, and the image of each workload. */
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
  return Object.fromEntries([...tags, ...images]) as Record<string, string | undefined>;
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
  return {
    ...before,
    ...{ 'app:1.4.2': app, 'app:live': app, 'worker:1.4.2': worker, 'worker:live': worker },
    api: `${host}/prod/app@${app ?? ''}`,
    web: `${host}/prod/app@${app ?? ''}`,
    worker: `${host}/prod/worker@${worker ?? ''}`,
  };
}

function promote(flags: readonly string[], moment: Moment, signal: NodeJS.Signals): Promise<Interruption> {
  const images = set.lines.map((line) => `--images=${line},live`);
  const rollouts = ['dc/api', 'deployment/web', 'deployment/worker'].map((name) => `--rollout=${name}`);
  return interrupter.run([...images, ...rollouts, ...flags], set.environment, moment, signal);
}

// `most` is what a whole run sends. A run that ends before its moment comes has to be complete.
const EVERY_REQUEST = { of: /^(?:source|destination): /, most: 125 };
const EVERY_WRITE = { of: /^destination: (?:PUT|POST|PATCH|DELETE) /, most: 28 };

const SAYS_OLD = /^(?:nothing was changed|no tag or workload was changed|tags and workloads are as before)$/;

const random = randomNumbers(SEED);
const CASES = Array.from({ length: COUNT }, (_, index) => {
  const { of, most } = random() < 0.3 ? EVERY_REQUEST : EVERY_WRITE;
  return {
    signal: index % 4 === 3 ? ('SIGKILL' as const) : ('SIGTERM' as const),
    flags: random() < 0.5 ? [] : ['--rollback-on-failure'],
    request: of,
    nth: 1 + Math.floor(random() * most),
  };
});

describe('a job that is stopped at a random moment leaves old or new as a whole', () => {
  it.each(CASES)('$signal $flags at $request, number $nth', async (each) => {
    const before = stateNow();
    const after = promoted(before);

    const { status, log, isHit } = await promote(each.flags, each, each.signal);

    await set.destination.settled();
    const state = stateNow();
    if (!isHit) {
      expect(status, log).toBe(0);
      expect(state, log).toEqual(after);
    } else if (each.signal === 'SIGTERM') {
      expect([before, after], log).toContainEqual(state);
      const left = /^Promotion failed: CANCELLED \(.*?\); (.*)$/m.exec(log)?.[1];
      const isOld = state['app:live'] === before['app:live'];
      expect(left, log).toMatch(isOld ? SAYS_OLD : /:1\.4\.2, .*:live moved/);
    } else {
      const next = await promote([], { line: 'never printed' }, 'SIGTERM');
      expect(next.status, next.log).toBe(0);
      await set.destination.settled();
      expect(stateNow(), next.log).toEqual(after);
    }
  });
});
