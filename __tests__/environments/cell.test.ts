import { describe, expect, it } from 'vitest';
import { isDigest, type Digest } from '../../src/core/image/digest.ts';
import type { BoardCell } from '../../src/core/board/board.ts';
import type {
  ContainerState,
  ProjectState,
  TagState,
  WorkloadState,
} from '../../src/core/ports/project-state.ts';
import { readTraces, tagAnnotations, type Trace } from '../../src/core/trace/trace.ts';
import { aheadFinding, cellOf } from '../../src/environments/board/cell.ts';
import type { Placement } from '../../src/environments/landscape.ts';

const digest = (letter: string): Digest => {
  const text = `sha256:${letter.repeat(64)}`;
  if (!isDigest(text)) throw new TypeError(text);
  return text;
};
const SINCE = '2026-11-30T12:00:00Z';
const trace = (letter: string): Trace => ({
  digest: digest(letter),
  source: `registry.test/test/web@${digest(letter)}`,
  time: SINCE,
  since: SINCE,
  version: '1.4.2',
  actor: 'octocat',
});
const annotated = (left: Trace): Record<string, string> =>
  Object.fromEntries(
    Object.entries(tagAnnotations(left, {})).filter((entry): entry is [string, string] => entry[1] !== null),
  );
const promoted = (letter: string, tag = 'live'): TagState => ({
  tag,
  events: [{ digest: digest(letter), image: '', since: SINCE }],
  traces: readTraces(annotated(trace(letter))),
});
const tagged = (letter: string, tag = 'live'): TagState => ({
  ...promoted(letter, tag),
  traces: readTraces({}),
});
const container = (letter: string, more: Partial<ContainerState> = {}): ContainerState => ({
  name: 'web',
  repository: 'prod/web',
  tag: undefined,
  digest: digest(letter),
  follows: undefined,
  ...more,
});
const workload = (letter: string, more: Partial<WorkloadState> = {}): WorkloadState => ({
  workload: { kind: 'deployment', project: 'prod', name: 'web' },
  containers: [container(letter)],
  pods: [{ name: 'web-1', ready: true, imageDigests: { web: digest(letter) } }],
  trace: undefined,
  ...more,
});
const placement = (more: Partial<Placement> = {}): Placement => ({
  ...{ project: 'prod', stream: 'web', tag: 'live', workloads: ['auto'] },
  ...more,
});
const cell = (
  tags: readonly TagState[],
  workloads: readonly WorkloadState[],
  more: { readonly placement?: Partial<Placement>; readonly platforms?: readonly Digest[] } = {},
): Promise<BoardCell> => {
  const project: ProjectState = { streams: new Map([['web', tags]]), workloads, unreadable: [] };
  return cellOf({
    environment: 'prod',
    placement: placement(more.placement),
    project,
    platformsOf: () => Promise.resolve(more.platforms ?? []),
    isPromotedTo: true,
  });
};
const texts = ({ findings }: BoardCell): readonly string[] => findings.map(({ text }) => text);

describe('a cell of the board', () => {
  it('has nothing to say where pods run what was promoted', async () => {
    expect(await cell([promoted('a')], [workload('a')])).toMatchObject({
      ...{ state: 'current', digest: digest('a'), version: '1.4.2', findings: [] },
      workloads: [{ name: 'deployment/web', pods: 1, current: 1 }],
    });
  });

  it('is empty without the tag', async () => {
    expect(await cell([tagged('a', '1.4.2')], [])).toMatchObject({ state: 'empty', findings: [] });
  });

  it('names pods that run another image', async () => {
    const found = await cell([promoted('a')], [workload('b', { containers: [container('a')] })]);

    expect(texts(found)).toEqual([
      '1 of 1 ready pods of deployment/web run sha256:bbbbbbbbbbbb, not that of the tag',
    ]);
  });

  it('names another image by its version if a tag has it', async () => {
    const found = await cell(
      [promoted('a'), tagged('b', '1.4.1')],
      [workload('b', { containers: [container('a')] })],
    );

    expect(texts(found)).toEqual([
      '1 of 1 ready pods of deployment/web run 1.4.1 (sha256:bbbbbbbbbbbb), not that of the tag',
    ]);
  });

  it('counts an index and its platforms as one image', async () => {
    const found = await cell([promoted('a')], [workload('b', { containers: [container('a')] })], {
      platforms: [digest('b')],
    });

    expect(found.findings).toEqual([]);
  });

  it('names a change by hand after a promotion', async () => {
    const found = await cell([promoted('a')], [workload('c', { trace: trace('a') })]);

    expect(texts(found)).toContain(
      'deployment/web was promoted to sha256:aaaaaaaaaaaa, and was changed to sha256:cccccccccccc since',
    );
  });

  it('does not call the next promotion a change by hand', async () => {
    // the image trigger has set the new image, and the trace comes last
    expect((await cell([promoted('b')], [workload('b', { trace: trace('a') })])).findings).toEqual([]);
  });

  it('names an image that no promotion brought', async () => {
    expect(texts(await cell([tagged('a')], [workload('a')]))).toEqual([
      `no promotion brought this image here; it came at ${SINCE}`,
    ]);
  });

  it('says when what promotions left was edited', async () => {
    const annotations = annotated(trace('a'));
    annotations['openshift-promote.github.io/actor'] = 'somebody else';

    expect(
      texts(await cell([{ ...promoted('a'), traces: readTraces(annotations) }], [workload('a')])),
    ).toContain('what promotions left on the tag was edited since');
  });

  it.each([
    [
      'by trigger',
      container('f', { repository: 'other/thing', follows: { project: 'prod', stream: 'web', tag: 'live' } }),
      1,
    ],
    [
      'by trigger on another tag',
      container('f', { follows: { project: 'prod', stream: 'web', tag: 'next' } }),
      0,
    ],
    ['by tag', container('f', { digest: undefined, tag: 'live' }), 1],
    ['by another tag', container('f', { digest: undefined, tag: '1.4.1' }), 0],
    ['by digest', container('f'), 1],
    ['another stream', container('f', { repository: 'prod/web-worker' }), 0],
  ])('finds workloads as rollout: auto does: %s', async (_, one, count) => {
    expect((await cell([promoted('a')], [workload('a', { containers: [one] })])).workloads).toHaveLength(
      count,
    );
  });

  it.each(['deployment/web', 'deploy/web', 'prod/deployment/web', 'deployments.apps/web[web]'])(
    'finds the workload %s that the file names',
    async (name) => {
      const found = await cell([promoted('a')], [workload('a')], { placement: { workloads: [name] } });

      expect(found.workloads).toHaveLength(1);
      expect(found.findings).toEqual([]);
    },
  );

  it('says when a named workload does not exist, or does not use the image', async () => {
    const named = { placement: { workloads: ['dc/web', 'deployment/web'] } };
    const other = workload('a', { containers: [container('a', { repository: 'prod/other' })] });

    expect(texts(await cell([promoted('a')], [other], named))).toEqual([
      'deployment/web uses neither the tag nor an image of its stream',
      'dc/web does not exist in prod',
    ]);
  });
});

describe('an environment that is ahead', () => {
  it.each([
    ['what the one before runs', 'a', ['a'], false],
    ['what the one before ran', 'a', ['b', 'a'], false],
    ['what it never had', 'c', ['b', 'a'], true],
  ] as const)('has not %s', async (_, letter, before, isAhead) => {
    const here = await cell([promoted(letter)], []);
    const events = before.map((each) => ({ digest: digest(each), image: '', since: SINCE }));
    const there = await cell([{ ...promoted('b'), events }], []);

    expect(aheadFinding(here, { ...there, environment: 'test' }) !== undefined).toBe(isAhead);
  });

  it('may have another digest if it was built from what the one before has', async () => {
    const built = { ...trace('d'), source: `registry.test/test/web@${digest('a')}` };
    const traces = readTraces(annotated(built));
    const here = await cell([{ ...promoted('d'), traces }], []);

    expect(aheadFinding(here, await cell([promoted('a')], []))).toBeUndefined();
  });
});
