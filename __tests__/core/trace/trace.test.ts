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
    expect(workloadAnnotations(traceOf('1.4.2'), 'prod/app:live')['kubernetes.io/change-cause']).toBe(
      `prod/app:live promoted to 1.4.2 (${digest('1.4.2').slice(0, 19)}) by octocat, https://github.com/acme/app/actions/runs/4711`,
    );
  });
});

describe('the history of a tag', () => {
  const eventOf = (name: string) => ({ digest: digest(name), image: name, since: '2026-11-30T12:00:00Z' });

  it('says of each image which promotion brought it, also when the tag returned to one', () => {
    const traces = readTraces(after(traceOf('1.0'), traceOf('1.1'), traceOf('1.0', { actor: 'hubot' })));
    const entries = historyOf({
      events: [eventOf('1.0'), eventOf('pushed'), eventOf('1.1'), eventOf('1.0')],
      traces,
    });

    expect(entries.map(({ promotion }) => promotion?.actor)).toEqual([
      'hubot',
      undefined,
      'octocat',
      'octocat',
    ]);
  });
});
