import { describe, expect, it } from 'vitest';
import { isDigest, type Digest } from '../../src/core/image/digest.ts';
import type { PromotionRequest } from '../../src/core/options.ts';
import type { Streams, TagHistory } from '../../src/core/ports/streams.ts';
import type { ReleaseChoice } from '../../src/core/release-choice.ts';
import { checkChoice, chooseRelease, type Choosing } from '../../src/environments/choose-release.ts';

const now = new Date('2026-12-01T12:00:00Z');
const digest = (letter: string): Digest => {
  const text = `sha256:${letter.repeat(64)}`;
  if (!isDigest(text)) throw new TypeError(text);
  return text;
};
const HOUR_MS = 3_600_000;

const history = (tag: string, ...events: readonly (readonly [string, string])[]): TagHistory => ({
  tag,
  events: events.map(([letter, since]) => ({ digest: digest(letter), image: '', since })),
});
const request = (tag?: string): PromotionRequest => ({
  source: { kind: 'stream', project: 'test', stream: 'web', tag, digest: undefined },
  destination: { kind: 'stream', project: 'prod', stream: 'web', tag: 'live', digest: undefined },
  extraTags: [],
});
const choose = async (
  select: ReleaseChoice['select'],
  histories: readonly TagHistory[],
  more: Partial<Choosing> & { readonly minimumAgeMs?: number } = {},
): Promise<{ readonly chosen: PromotionRequest; readonly log: readonly string[] }> => {
  const log: string[] = [];
  const chosen = await chooseRelease(
    request(select.kind === 'given' ? 'live' : undefined),
    {
      choice: { select, minimumAgeMs: more.minimumAgeMs ?? 0 },
      streams: { readHistory: () => Promise.resolve(histories) } as Partial<Streams> as Streams,
      repository: () => ({ listTags: () => Promise.resolve(undefined) }),
      ...{ soakMs: 0, soakedTags: {}, carriesVersion: false, now, log: (line) => log.push(line) },
      ...more,
    },
    AbortSignal.timeout(5000),
  );
  return { chosen, log };
};

const versions = [
  history('1.4.2', ['a', '2026-11-20T00:00:00Z']),
  history('1.10.0', ['b', '2026-11-25T00:00:00Z']),
  history('v1.12.0', ['c', '2026-12-01T11:00:00Z']),
  history('2.0.0-rc.1', ['d', '2026-11-30T00:00:00Z']),
  history('latest', ['d', '2026-11-30T00:00:00Z']),
  history('main-0007', ['e', '2026-11-28T00:00:00Z']),
  history('main-0012', ['f', '2026-11-27T00:00:00Z']),
];

describe('choosing a release', () => {
  it.each([
    ['^1.4', 'v1.12.0'],
    ['~1.4', '1.4.2'],
    ['>=1 <1.12', '1.10.0'],
    ['2.0.0-rc.1', '2.0.0-rc.1'],
  ])('takes the highest version in %s', async (range, tag) => {
    const { chosen, log } = await choose({ kind: 'semver', range }, versions);

    expect(chosen.source).toMatchObject({
      tag,
      digest: versions.find((each) => each.tag === tag)?.events[0]?.digest,
    });
    expect(log).toEqual([`chose test/web:${tag}: the highest version in ${range}`]);
  });

  it('takes the tag that was moved last, not the one with the highest name', async () => {
    const { chosen } = await choose({ kind: 'newest', pattern: 'main-*' }, versions);

    expect(chosen.source.tag).toBe('main-0007');
  });

  it('passes over what is too young, and says so', async () => {
    const { chosen, log } = await choose({ kind: 'semver', range: '^1.4' }, versions, {
      minimumAgeMs: 24 * HOUR_MS,
    });

    expect(chosen.source.tag).toBe('1.10.0');
    expect(log[0]).toContain(
      'passed over v1.12.0: v1.12.0 has pointed to it for 60 minutes, and 24 hours are required',
    );
  });

  it.each([[{ kind: 'semver', range: '^3' } as const], [{ kind: 'newest', pattern: 'release-*' } as const]])(
    'says what there is when nothing fits',
    async (select) => {
      await expect(choose(select, versions)).rejects.toMatchObject({
        code: 'IMAGE_NOT_FOUND',
        hint: expect.stringContaining('1.4.2') as unknown,
      });
    },
  );

  it('takes what an environment runs, with the tag of its version', async () => {
    const histories = [
      history('live', ['a', '2026-11-20T00:00:00Z']),
      history('1.4', ['a', '2026-11-20T00:00:00Z']),
      history('1.4.2', ['a', '2026-11-20T00:00:00Z']),
      history('1.5.0', ['b', '2026-11-20T00:00:00Z']),
    ];
    const { chosen } = await choose({ kind: 'given' }, histories, { carriesVersion: true });

    expect(chosen.source).toMatchObject({ tag: '1.4.2', digest: digest('a') });
    expect(chosen.extraTags).toEqual(['1.4.2']);
  });

  it.each([
    ['long enough', [['a', '2026-11-30T11:00:00Z']], undefined],
    [
      'not long enough',
      [['a', '2026-11-30T13:00:00Z']],
      'live was it for 23 hours, and 24 hours are required',
    ],
    [
      'long enough, but interrupted',
      [
        ['a', '2026-12-01T09:00:00Z'],
        ['b', '2026-12-01T08:00:00Z'],
        ['a', '2026-11-30T09:00:00Z'],
      ],
      'live was it for 23 hours, and 24 hours are required',
    ],
    [
      'long enough in an earlier stay',
      [
        ['b', '2026-12-01T08:00:00Z'],
        ['a', '2026-11-20T09:00:00Z'],
      ],
      undefined,
    ],
  ] as const)('asks for time in the environment before: %s', async (_, events, problem) => {
    const histories = [history('live', ...events), history('1.4.2', ['a', '2026-01-01T00:00:00Z'])];
    const soak = { soakMs: 24 * HOUR_MS, soakedTags: { 'test/web': 'live' } };
    const outcome = choose({ kind: 'semver', range: '^1.4' }, histories, soak);

    if (problem === undefined) expect((await outcome).chosen.source.digest).toBe(digest('a'));
    else await expect(outcome).rejects.toMatchObject({ hint: expect.stringContaining(problem) as unknown });
  });

  it('says until when to wait', async () => {
    const outcome = choose({ kind: 'given' }, [history('live', ['a', '2026-12-01T00:00:00Z'])], {
      minimumAgeMs: 24 * HOUR_MS,
    });

    await expect(outcome).rejects.toMatchObject({
      code: 'NOT_SOAKED',
      hint: 'wait until 2026-12-02T00:00:00.000Z',
    });
  });

  const LIVE = [
    history('live', ['a', '2026-12-01T11:00:00Z']),
    history('1.4.2', ['b', '2026-01-01T00:00:00Z']),
  ];
  const SOAK = { soakMs: 24 * HOUR_MS, soakedTags: { 'test/web': 'live' } };

  it.each([
    ['a digest that never was there', { digest: digest('c') }, 'live has never pointed to it'],
    ['a digest that is there for an hour', { digest: digest('a') }, '24 hours are required'],
    ['a tag beside', { tag: '1.4.2' }, 'live has never pointed to it'],
    ['another stream', { stream: 'other', tag: 'live' }, 'is not where the environment gets its images from'],
  ])('asks for time in the environment before whatever the source is: %s', async (_, source, problem) => {
    const choosing: Choosing = {
      choice: { select: { kind: 'given' }, minimumAgeMs: 0 },
      streams: { readHistory: () => Promise.resolve(LIVE) } as Partial<Streams> as Streams,
      repository: () => ({ listTags: () => Promise.resolve(undefined) }),
      ...{ ...SOAK, carriesVersion: false, now, log: () => undefined },
    };
    const asked = { ...request(), source: { ...request().source, ...source } } as PromotionRequest;

    await expect(chooseRelease(asked, choosing, AbortSignal.timeout(5000))).rejects.toMatchObject({
      code: 'NOT_SOAKED',
      message: expect.stringContaining(problem) as unknown,
    });
    const unasked = { ...choosing, soakMs: 0 };
    expect((await chooseRelease(asked, unasked, AbortSignal.timeout(5000))).source.kind).toBe('stream');
  });

  it('refuses a range that is none before anything connects', () => {
    expect(() => checkChoice({ select: { kind: 'semver', range: 'one.four' }, minimumAgeMs: 0 })).toThrow(
      expect.objectContaining({ code: 'INPUT_INVALID' }),
    );
  });

  it('sorts the tags of a registry by name, as it knows no times', async () => {
    const registry = {
      ...request(),
      source: {
        kind: 'registry',
        host: 'quay.io',
        repository: 'team/web',
        tag: undefined,
        digest: undefined,
      },
    } as const;
    const choosing: Choosing = {
      choice: { select: { kind: 'newest', pattern: 'main-*' }, minimumAgeMs: 0 },
      streams: undefined,
      repository: () => ({
        listTags: () => Promise.resolve({ tags: new Set(['main-9', 'main-10', 'x']), isComplete: true }),
      }),
      ...{ soakMs: 0, soakedTags: {}, carriesVersion: false, now, log: () => undefined },
    };
    const chosen = await chooseRelease(registry, choosing, AbortSignal.timeout(5000));

    expect(chosen.source.tag).toBe('main-10');
    const aged = { ...choosing, choice: { ...choosing.choice, minimumAgeMs: HOUR_MS } };
    await expect(chooseRelease(registry, aged, AbortSignal.timeout(5000))).rejects.toMatchObject({
      code: 'NOT_SOAKED',
    });
  });
});
