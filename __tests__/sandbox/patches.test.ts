import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../sandbox/state/json.ts';
import { applyJsonPatch, PatchFailure } from '../../sandbox/patches/json-patch.ts';
import { applyMergePatch, applyPatch } from '../../sandbox/patches/patch.ts';
import { applyStrategicMerge, MissingMergeKey } from '../../sandbox/patches/strategic-merge.ts';

describe('a merge patch', () => {
  it('sets, removes and replaces lists as a whole', () => {
    const target = { a: 1, b: { c: 2, d: 3 }, list: [1, 2] };
    expect(applyMergePatch(target, { a: null, b: { c: 4 }, list: [9], e: 'new' })).toEqual({
      b: { c: 4, d: 3 },
      list: [9],
      e: 'new',
    });
  });
});

describe('a JSON patch', () => {
  const document = { list: ['a', 'b'], map: { 'with/slash': 1 } };

  it('adds, replaces, removes, moves, copies and tests', () => {
    expect(
      applyJsonPatch(document, [
        { op: 'test', path: '/list/0', value: 'a' },
        { op: 'add', path: '/list/1', value: 'between' },
        { op: 'add', path: '/list/-', value: 'last' },
        { op: 'replace', path: '/map/with~1slash', value: 2 },
        { op: 'copy', from: '/map/with~1slash', path: '/copied' },
        { op: 'move', from: '/list/0', path: '/moved' },
        { op: 'remove', path: '/map/with~1slash' },
      ]),
    ).toEqual({ list: ['between', 'b', 'last'], map: {}, copied: 2, moved: 'a' });
    expect(document).toEqual({ list: ['a', 'b'], map: { 'with/slash': 1 } });
  });

  it.each([
    [{ op: 'test', path: '/list/0', value: 'other' }],
    [{ op: 'replace', path: '/missing', value: 1 }],
    [{ op: 'remove', path: '/list/7' }],
    [{ op: 'add', path: '/missing/deep', value: 1 }],
    [{ op: 'add', path: '/list/9', value: 1 }],
    [{ op: 'invent', path: '/list' }],
    [{ path: '/list' }],
    [{ op: 'add', value: 1 }],
    [{ op: 'add', path: 'list', value: 1 }],
    [{ op: 'add', path: 7, value: 1 }],
    [{ op: 'add', path: '/added' }],
    [{ op: 'copy', path: '/added' }],
    [{ op: 'move', from: '/map', path: '/map/inside' }],
  ])('fails as a whole: %j', (operation) => {
    expect(() => applyJsonPatch(document, [operation])).toThrow(PatchFailure);
  });
});

describe('the body of a JSON patch', () => {
  const patch = (body: string): unknown =>
    applyPatch({ metadata: {} }, 'application/json-patch+json', Buffer.from(body), false);

  it.each([
    ['{}', 400, 'json: cannot unmarshal object into Go value of type jsonpatch.Patch'],
    ['[7]', 400, 'json: cannot unmarshal number into Go value of type jsonpatch.Operation'],
    ['[', 400, 'error decoding patch'],
    ['[{"op":"test","path":"/metadata","value":1}]', 422, 'the server rejected our request due to an error'],
  ])('is refused as the API does: %s', (body, code, text) => {
    const message = expect.stringContaining(text) as string;
    expect(() => patch(body)).toThrow(expect.objectContaining({ code, message }) as Error);
  });

  it('has ten thousand operations at most', () => {
    const operations = Array.from({ length: 10_001 }, () => ({ op: 'test', path: '/metadata', value: {} }));
    expect(patch(JSON.stringify(operations.slice(1)))).toEqual({ metadata: {} });
    expect(() => patch(JSON.stringify(operations))).toThrow(expect.objectContaining({ code: 413 }) as Error);
  });

  it('keeps integers that a double cannot hold', () => {
    const body =
      '[{"op":"add","path":"/big","value":9007199254740993},{"op":"copy","from":"/big","path":"/twin"}]';
    expect(patch(body)).toEqual({ metadata: {}, big: 9007199254740993n, twin: 9007199254740993n });
  });
});

describe('a strategic merge patch', () => {
  const template = (...containers: JsonObject[]) => ({ spec: { template: { spec: { containers } } } });

  it('finds containers and their variables by name, ports by number', () => {
    const env = [{ name: 'A', value: '1' }];
    const target = template({ name: 'web', image: 'old', env, ports: [{ containerPort: 80, name: 'http' }] });
    const patch = template({
      name: 'web',
      image: 'new',
      env: [{ name: 'B', value: '2' }],
      ports: [{ containerPort: 80, name: 'plain' }],
    });
    expect(applyStrategicMerge(target, patch)).toEqual(
      template({
        name: 'web',
        image: 'new',
        env: [
          { name: 'A', value: '1' },
          { name: 'B', value: '2' },
        ],
        ports: [{ containerPort: 80, name: 'plain' }],
      }),
    );
  });

  it('adds what is not there, removes what it is told to, and ignores the order it is given', () => {
    const target = template({ name: 'web' }, { name: 'sidecar' });
    const patch = {
      spec: {
        template: {
          spec: {
            '$setElementOrder/containers': [{ name: 'new' }, { name: 'web' }],
            containers: [{ name: 'sidecar', $patch: 'delete' }, { name: 'new' }],
          },
        },
      },
    };
    expect(applyStrategicMerge(target, patch)).toEqual(template({ name: 'web' }, { name: 'new' }));
  });

  it('replaces lists that have no key, and objects that say so', () => {
    const target = { args: [1, 2], map: { a: 1 } };
    expect(applyStrategicMerge(target, { args: [3], map: { $patch: 'replace', b: 2 } })).toEqual({
      args: [3],
      map: { b: 2 },
    });
  });

  it('merges tags by name in streams only', () => {
    const target = { spec: { tags: [{ name: 'a' }] } };
    const patch = { spec: { tags: [{ name: 'b' }] } };
    expect(applyStrategicMerge(target, patch, true)).toEqual({
      spec: { tags: [{ name: 'a' }, { name: 'b' }] },
    });
    expect(applyStrategicMerge(target, patch)).toEqual(patch);
  });

  it('fails when a container has no name', () => {
    expect(() => applyStrategicMerge(template(), template({ image: 'x' }))).toThrow(MissingMergeKey);
  });
});

describe('the content type of a patch', () => {
  const body = Buffer.from('{}');

  it.each([
    ['text/plain', 415],
    [undefined, 415],
    ['application/apply-patch+yaml', 501],
  ])('is refused: %s', (type, code) => {
    expect(() => applyPatch({}, type, body, false)).toThrow(expect.objectContaining({ code }) as Error);
  });

  it('may have parameters', () => {
    expect(applyPatch({ a: 1 }, 'application/merge-patch+json; charset=utf-8', body, false)).toEqual({
      a: 1,
    });
  });
});
