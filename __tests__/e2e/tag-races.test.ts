import { mkdtempSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pointTag } from '../../sandbox/imagestreams/pushes.ts';
import { seedImage } from '../../sandbox/seed-image.ts';
import { seedDeployment } from '../../sandbox/seeds.ts';
import type { ImageStream } from '../../sandbox/state/kinds.ts';
import { find, remove } from '../../sandbox/state/store.ts';
import { imageBuilder, startImageSet, type ImageSet } from '../support/image-set.ts';
import { createInterrupter, type Interruption, type RequestMoment } from '../support/interrupted-command.ts';

const watcher = createInterrupter();
let set: ImageSet;
/** by name: the digests of the images of `prod/app` and `prod/worker` that tags may be */
let digests: Readonly<Record<'older' | 'old' | 'theirs' | 'next', string>>;

beforeEach(async () => {
  set = await startImageSet(['app', 'worker'], '1.4.2', watcher);
  const { destination } = set;
  const build = imageBuilder(mkdtempSync(path.join(set.folder, 'running-')));
  const [older, old, theirs, next] = [
    await build('1.4.0'),
    await build('1.4.1'),
    await build('1.5'),
    await build('2'),
  ];
  for (const name of ['app', 'worker']) {
    for (const [tag, image] of [
      ['live', older],
      ['live', old],
      ['theirs', theirs],
      ['next', next],
    ] as const)
      await seedImage(destination, 'prod', name, tag, image);
  }
  const image = `${destination.state.internalRegistryHost}/prod/app:live`;
  seedDeployment(destination, { project: 'prod', name: 'web', image, replicas: 2 });
  await destination.settled();
  const digest = ({ manifest }: typeof old): string => manifest.digest;
  digests = { older: digest(older), old: digest(old), theirs: digest(theirs), next: digest(next) };
});
afterEach(async () => {
  expect(set.destination.unknownRequests).toEqual([]);
  await set.stop();
});

const streamOf = (name: string): ImageStream | undefined =>
  find(set.destination.state, 'imagestreams', 'prod', name);
const digestOf = (stream: string, tag: string): string | undefined =>
  streamOf(stream)?.status.tags?.find((each) => each.tag === tag)?.items?.[0]?.image;
const tagsNow = (): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(
    ['app', 'worker'].flatMap((name) =>
      (streamOf(name)?.status.tags ?? []).map(({ tag, items }) => [`${name}:${tag}`, items?.[0]?.image]),
    ),
  );

/** Another client pushes to the tag. */
function pushTheirs(stream: string, tag: string): void {
  const stored = streamOf(stream);
  if (stored === undefined) throw new TypeError(`no stream ${stream}`);
  const reference = `${set.destination.state.internalRegistryHost}/prod/${stream}@${digests.theirs}`;
  pointTag(set.destination.state, stored, tag, digests.theirs, reference);
}

interface Kind {
  readonly kind: string;
  readonly args: readonly string[];
  /** of `prod` */
  readonly tag: readonly [stream: string, tag: string];
  /** the request that writes the tag */
  readonly write: RegExp;
  /** which of them; default 1 */
  readonly nth?: number;
  /** both sides are the destination */
  readonly isWithin?: boolean;
}

const pushTo = (stream: string, tag: string): RegExp =>
  new RegExp(String.raw`^destination: PUT /v2/prod/${stream}/manifests/${tag}$`);
const writeOf = (stream: string, tag: string): RegExp =>
  new RegExp(String.raw`^destination: PUT \S*/imagestreamtags/${stream}(?::|%3A)${tag}$`);
const readOf = (stream: string, tag: string): RegExp =>
  new RegExp(String.raw`^destination: GET \S*/imagestreamtags/${stream}(?::|%3A)${tag}$`);

const KINDS: readonly Kind[] = [
  {
    kind: 'the first tag',
    args: ['--images=dev/app:1.4.2 => prod/app:live'],
    tag: ['app', 'live'],
    write: pushTo('app', 'live'),
  },
  {
    kind: 'a first tag that is new',
    args: ['--images=dev/app:1.4.2 => prod/app:1.4.2,live'],
    tag: ['app', '1.4.2'],
    write: pushTo('app', '1.4.2'),
  },
  {
    kind: 'a further tag',
    args: ['--images=dev/app:1.4.2 => prod/app:1.4.2,live'],
    tag: ['app', 'live'],
    write: writeOf('app', 'live'),
  },
  {
    kind: 'a further tag that is new',
    args: ['--images=dev/app:1.4.2 => prod/app:live,stable'],
    tag: ['app', 'stable'],
    write: writeOf('app', 'stable'),
  },
  {
    kind: 'the first tag of the last image of a set',
    args: ['--images=dev/app:1.4.2 => prod/app:live', '--images=dev/worker:1.4.2 => prod/worker:live,stable'],
    tag: ['worker', 'live'],
    write: pushTo('worker', 'live'),
  },
  {
    kind: 'a further tag of the last image of a set',
    args: ['--images=dev/app:1.4.2 => prod/app:live', '--images=dev/worker:1.4.2 => prod/worker:1.4.2,live'],
    tag: ['worker', 'live'],
    write: writeOf('worker', 'live'),
  },
  {
    kind: 'a tag that is set within a cluster',
    args: ['--images=prod/app:next => prod/app:live'],
    tag: ['app', 'live'],
    write: writeOf('app', 'live'),
    isWithin: true,
  },
  {
    kind: 'a tag that the cluster imports to',
    args: ['--images=dev/app:1.4.2 => prod/app:live', '--strategy=import'],
    tag: ['app', 'live'],
    write: /^destination: POST \S*\/imagestreamimports$/,
    // those before only look, without and with the pull secret
    nth: 3,
  },
  {
    kind: 'a tag that is rolled back',
    args: ['rollback', 'prod/app:live'],
    tag: ['app', 'live'],
    write: writeOf('app', 'live'),
  },
];

interface Time {
  readonly time: string;
  readonly moment: (kind: Kind) => RequestMoment;
}

const BEFORE = 'before it is resolved';
const TIMES: readonly Time[] = [
  { time: BEFORE, moment: ({ tag }) => ({ request: readOf(...tag) }) },
  {
    time: 'after it was resolved',
    moment: () => ({ request: /^destination: POST \S*\/selfsubjectaccessreviews$/ }),
  },
  { time: 'right before it is written', moment: ({ write, nth = 1 }) => ({ request: write, nth }) },
  {
    time: 'right after it was written',
    moment: ({ write, nth = 1 }) => ({ request: write, nth, at: 'answer' }),
  },
  { time: 'during the rollout', moment: () => ({ request: /^destination: PATCH \S*\/deployments\/web$/ }) },
];

const CASES = KINDS.flatMap((kind) => TIMES.map((time) => ({ ...kind, ...time })));

function promote(
  { args, isWithin }: Pick<Kind, 'args' | 'isWithin'>,
  flags: readonly string[],
  moment: RequestMoment,
  act: () => void,
): Promise<Interruption> {
  const environment: Record<string, string> = { ...set.environment };
  if (isWithin === true || args[0] === 'rollback') {
    for (const name of ['SERVER', 'TOKEN', 'CA']) {
      const value = environment[`PROMOTE_DESTINATION_${name}`];
      if (args[0] === 'rollback') delete environment[`PROMOTE_SOURCE_${name}`];
      else if (value !== undefined) environment[`PROMOTE_SOURCE_${name}`] = value;
    }
  }
  return watcher.run([...args, '--rollout=deployment/web', ...flags], environment, moment, act);
}

describe('a tag that another client moves', () => {
  it.each(CASES)('is never lost: $kind, $time', async (each) => {
    const { kind, time, tag } = each;
    const [before, web] = [tagsNow(), imageOf('web')];
    const flags =
      CASES.findIndex((one) => one.kind === kind && one.time === time) % 2 === 0
        ? []
        : ['--rollback-on-failure'];

    const { status, log, isHit } = await promote(each, flags, each.moment(each), () => {
      pushTheirs(...tag);
    });

    expect(isHit, log).toBe(true);
    await set.destination.settled();
    const name = `prod/${tag.join(':')}`;
    if (time === BEFORE && !kind.endsWith('rolled back')) {
      expect(status, log).toBe(0);
      expect(digestOf(...tag), log).not.toBe(digests.theirs);
      expect(log).toMatch(new RegExp(`move ${tag[1]} from ${digests.theirs.slice(0, 19)}`));
      return;
    }
    expect(status, log).toBe(8);
    expect(log).toMatch(new RegExp(`TAG_CONFLICT.*${name} [^;]*${digests.theirs}`));
    expect(digestOf(...tag), log).toBe(digests.theirs);
    if (flags.length === 0) return;
    expect(tagsNow(), log).toEqual({ ...before, [tag.join(':')]: digests.theirs });
    expect(imageOf('web'), log).toBe(web);
  });
});

const imageOf = (name: string): string | undefined =>
  find(set.destination.state, 'deployments', 'prod', name)?.spec.template.spec.containers[0]?.image;

describe('a backup tag that another client moves', () => {
  const kind = { args: ['--images=dev/app:1.4.2 => prod/app:live', '--backup-tag=previous'] };

  it.each(['arrival', 'answer'] as const)('is never lost: at the %s of its write', async (at) => {
    const moment = { request: writeOf('app', 'previous'), at };
    const { status, log, isHit } = await promote(kind, [], moment, () => {
      pushTheirs('app', 'previous');
    });

    expect(isHit, log).toBe(true);
    expect(status, log).toBe(8);
    expect(log).toMatch(new RegExp(`TAG_CONFLICT.*prod/app:previous .*${digests.theirs}`));
    expect(digestOf('app', 'previous')).toBe(digests.theirs);
    expect(digestOf('app', 'live')).toBe(digests.old);
  });
});

describe('an image stream that is deleted', () => {
  const kind = { args: ['--images=dev/app:1.4.2 => prod/app:live'] };
  const deleteStream = (): void => {
    const stream = streamOf('app');
    if (stream !== undefined) remove(set.destination.state, 'imagestreams', stream);
  };

  it.each<[when: string, moment: RequestMoment, args: readonly string[]]>([
    [
      'between the tag and the rollout',
      { request: /^destination: GET \S*\/deployments\/web$/, since: pushTo('app', 'live') },
      kind.args,
    ],
    [
      'right before a further tag',
      { request: writeOf('app', 'live') },
      ['--images=dev/app:1.4.2 => prod/app:1.4.2,live'],
    ],
  ])('%s is no success', async (_, moment, args) => {
    const { status, log, isHit } = await promote({ args }, [], moment, deleteStream);

    expect(isHit, log).toBe(true);
    expect(status, log).toBe(8);
    expect(log).toMatch(/TAG_CONFLICT.*prod\/app:live .*is gone/);
  });
});
