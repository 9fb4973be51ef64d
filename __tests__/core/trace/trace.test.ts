import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../src/core/image/digest.ts';
import { historyOf } from '../../../src/core/trace/tag-history.ts';
import {
  readTraces,
  tagAnnotations,
  workloadAnnotations,
  type Trace,
} from '../../../src/core/trace/trace.ts';
import { knownSecrets } from '../../../src/core/text/redaction.ts';
import { utf8 } from '../../support/sample-images.ts';

const digest = (name: string) => digestOf(utf8(name));
const traceOf = (name: string, changes: Partial<Trace> = {}): Trace => ({
  digest: digest(name),
  source: `registry.dev.example.com/dev/app@${digest(name)}`,
  time: '2026-11-30T12:00:00.000Z',
  version: name,
  run: 'https://github.com/acme/app/actions/runs/4711',
  actor: 'octocat',
  ...changes,
});

/** What a merge patch makes of annotations. */
function patched(before: Record<string, string>, patch: Readonly<Record<string, string | null>>) {
  const entries = Object.entries({ ...before, ...patch });
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== null));
}

/** The annotations after several promotions. */
function after(...traces: readonly Trace[]): Record<string, string> {
  let annotations: Record<string, string> = { 'lab/note': 'of another tool' };
  for (const trace of traces) annotations = patched(annotations, tagAnnotations(trace, annotations));
  return annotations;
}

describe('the traces on a tag', () => {
  it('are read as they were written, the newest first', () => {
    const traces = readTraces(after(traceOf('1.0'), traceOf('1.1'), traceOf('1.2')));

    expect(traces.latest).toEqual({ ...traceOf('1.2'), policy: undefined, previous: undefined });
    expect(traces.earlier.map(({ version }) => version)).toEqual(['1.1', '1.0']);
    expect(traces.isEdited).toBe(false);
  });

  it('leave annotations of others alone, and fields that no longer apply go', () => {
    const { actor, ...nobody } = traceOf('1.1');
    expect(actor).toBe('octocat');
    const annotations = after(traceOf('1.0', { policy: 'passed' }), nobody);

    expect(annotations['lab/note']).toBe('of another tool');
    expect(readTraces(annotations).latest?.actor).toBeUndefined();
    expect(readTraces(annotations).latest?.policy).toBeUndefined();
  });

  it('do not list one image twice when it was promoted again', () => {
    expect(readTraces(after(traceOf('1.0'), traceOf('1.0'))).earlier).toEqual([]);
  });

  it('are ten earlier ones at most, and a few kilobytes', () => {
    const many = Array.from({ length: 40 }, (_, index) =>
      traceOf(`1.${index}`, { source: 'x'.repeat(5000), run: 'y'.repeat(5000), actor: 'z'.repeat(5000) }),
    );
    const annotations = after(...many);

    expect(readTraces(annotations).earlier).toHaveLength(10);
    expect(JSON.stringify(annotations).length).toBeLessThan(24 * 1024);
  });

  it('hold no secret', () => {
    knownSecrets.add('hunter2-hunter2');
    expect(
      JSON.stringify(after(traceOf('1.0', { run: 'https://ci.example.com/?t=hunter2-hunter2' }))),
    ).not.toContain('hunter2');
  });

  it.each([
    ['a digest that is none', { 'openshift-promote.github.io/digest': 'latest' }],
    ['a time that is none', { 'openshift-promote.github.io/time': 'yesterday' }],
    ['a history that is no JSON', { 'openshift-promote.github.io/history': '[{' }],
    ['a history that is no list', { 'openshift-promote.github.io/history': '{}' }],
    ['a history of something else', { 'openshift-promote.github.io/history': '["a", null, {"digest": 1}]' }],
    ['a history without end', { 'openshift-promote.github.io/history': `["${'x'.repeat(100_000)}"]` }],
  ])('that were edited are said to be: %s', (_what, edit) => {
    expect(readTraces({ ...after(traceOf('1.0')), ...edit }).isEdited).toBe(true);
  });

  it('are read as plain text', () => {
    const annotations = {
      ...after(traceOf('1.0')),
      'openshift-promote.github.io/actor': '::error::\u001b[31mme\n',
    };
    expect(readTraces(annotations).latest?.actor).toBe('me');
  });
});

describe('the change cause of a workload', () => {
  it('is one line that names the tag, the version, the digest and who it was', () => {
    expect(
      workloadAnnotations([{ trace: traceOf('1.4.2'), tag: 'prod/app:live' }])['kubernetes.io/change-cause'],
    ).toBe(
      `prod/app:live promoted to 1.4.2 (${digest('1.4.2').slice(0, 19)}) by octocat, https://github.com/acme/app/actions/runs/4711`,
    );
  });
});

describe('the traces of images that came again', () => {
  it('are one each for a promotion, and one for an image promoted twice without moving', () => {
    const [first, second] = [{ since: '2026-11-30T12:00:00Z' }, { since: '2026-12-01T12:00:00Z' }];
    const moved = after(traceOf('1.0', first), traceOf('1.0', second));
    const stayed = after(traceOf('1.0', first), traceOf('1.0', first));

    expect(readTraces(moved).earlier).toHaveLength(1);
    expect(readTraces(stayed).earlier).toHaveLength(0);
  });

  it('know the version of an image that a rollback names by its digest', () => {
    const { version, ...nameless } = traceOf('1.0', { action: 'rollback', since: 'later' });
    expect(version).toBe('1.0');

    expect(readTraces(after(traceOf('1.0'), traceOf('1.1'), nameless)).latest).toMatchObject({
      version: '1.0',
      action: 'rollback',
    });
  });

  it('stay edited ones after the next promotion', () => {
    const edited = { ...after(traceOf('1.0')), 'openshift-promote.github.io/actor': 'mallory' };
    const next = patched(edited, tagAnnotations(traceOf('1.1'), edited));

    expect(readTraces(edited).latest).toMatchObject({ actor: 'mallory', isEdited: true });
    expect(readTraces(next).latest?.isEdited).toBeUndefined();
    expect(readTraces(next).earlier[0]).toMatchObject({ actor: 'mallory', isEdited: true });
  });
});

describe('the history of a tag', () => {
  const sinceOf = (hour: number) => `2026-11-30T0${hour}:00:00Z`;
  const eventOf = (name: string, hour: number) => ({
    digest: digest(name),
    image: name,
    since: sinceOf(hour),
  });
  const left = (name: string, hour: number, actor = 'octocat') =>
    traceOf(name, { since: sinceOf(hour), actor });
  const actorsOf = (
    events: Parameters<typeof historyOf>[0]['events'],
    annotations: Record<string, string>,
  ): readonly (string | undefined)[] =>
    historyOf({ events, traces: readTraces(annotations) }).map(({ promotion }) => promotion?.actor);

  it('says of each image which promotion brought it, also when the tag returned to one', () => {
    const events = [eventOf('1.0', 4), eventOf('pushed', 3), eventOf('1.1', 2), eventOf('1.0', 1)];
    const annotations = after(left('1.0', 1), left('1.1', 2), left('1.0', 4, 'hubot'));

    expect(actorsOf(events, annotations)).toEqual(['hubot', undefined, 'octocat', 'octocat']);
  });

  it('does not take an image that somebody tagged again by hand for a promotion', () => {
    const events = [eventOf('1.0', 3), eventOf('1.1', 2), eventOf('1.0', 1)];

    expect(actorsOf(events, after(left('1.0', 1), left('1.1', 2)))).toEqual([
      undefined,
      'octocat',
      'octocat',
    ]);
  });
});
