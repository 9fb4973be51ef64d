import { describe, expect, it } from 'vitest';
import { paginate } from '../../sandbox/api/paging.ts';
import { readSelectors } from '../../sandbox/api/selectors.ts';
import type { KubeObject } from '../../sandbox/state/kube-object.ts';
import { createState } from '../../sandbox/state/new-state.ts';
import { find, insert, listObjects, remove, replace } from '../../sandbox/state/store.ts';

const object = (name: string, labels: Record<string, string> = {}): KubeObject => ({
  metadata: { name, namespace: 'app', labels, uid: '', resourceVersion: '', creationTimestamp: '' },
});

function selected(query: string, ...objects: readonly KubeObject[]): readonly string[] {
  const matches = readSelectors(new URLSearchParams(query), { 'status.phase': () => 'Running' });
  return objects.filter(matches).map(({ metadata }) => metadata.name);
}

describe('selectors', () => {
  const web = object('web', { app: 'web', tier: 'front' });
  const api = object('api', { app: 'api' });
  const bare = object('bare');

  it.each([
    ['app=web', ['web']],
    ['app==web', ['web']],
    ['app!=web', ['api', 'bare']],
    ['app', ['web', 'api']],
    ['!app', ['bare']],
    ['app in (web, api),tier=front', ['web']],
    ['app notin (web)', ['api', 'bare']],
    ['', ['web', 'api', 'bare']],
  ])('by label: %s', (selector, names) => {
    expect(selected(`labelSelector=${encodeURIComponent(selector)}`, web, api, bare)).toEqual(names);
  });

  it.each([
    ['metadata.name=web', ['web']],
    ['metadata.name!=web,metadata.namespace=app', ['api', 'bare']],
    ['status.phase=Running,metadata.name=api', ['api']],
    ['status.phase=Pending', []],
  ])('by field: %s', (selector, names) => {
    expect(selected(`fieldSelector=${encodeURIComponent(selector)}`, web, api, bare)).toEqual(names);
  });

  it('refuse fields that nobody can select by', () => {
    expect(() => selected('fieldSelector=spec.replicas%3D1', web)).toThrow('not a known field selector');
  });
});

describe('a list in pages', () => {
  const state = createState('source', {});
  const objects = ['a', 'b', 'c', 'd', 'e'].map((name) => object(name));
  const page = (query: string) => paginate(objects, new URLSearchParams(query), state);

  it('goes on where the page before ended', () => {
    const first = page('limit=2');
    expect(first.items.map(({ metadata }) => metadata.name)).toEqual(['a', 'b']);
    expect(first.metadata).toMatchObject({ remainingItemCount: 3 });
    const { continue: token } = first.metadata as { continue: string };
    const second = page(`limit=3&continue=${token}`);
    expect(second.items.map(({ metadata }) => metadata.name)).toEqual(['c', 'd', 'e']);
    expect(second.metadata).not.toHaveProperty('continue');
  });

  it('refuses a token it did not give, and a version that does not exist yet', () => {
    expect(() => page('limit=2&continue=bm90aGluZw')).toThrow('invalid continue token');
    expect(() => page('resourceVersion=999999')).toThrow('Too large resource version');
  });
});

describe('the store', () => {
  const secret = (name: string, namespace = 'app') => ({ metadata: { name, namespace }, type: 'Opaque' });

  it('counts one version for everything', () => {
    const state = createState('source', {});
    const first = insert(state, 'secrets', secret('one'));
    const second = insert(state, 'secrets', secret('two'));
    const changed = replace(state, 'secrets', { ...first, type: 'other' });
    const versions = [first, second, changed].map(({ metadata }) => Number(metadata.resourceVersion));
    expect(versions).toEqual([state.version - 2, state.version - 1, state.version]);
    expect(changed.metadata.uid).toBe(first.metadata.uid);
  });

  it('uses up no version for a change that changes nothing', () => {
    const state = createState('source', {});
    const stored = insert(state, 'secrets', secret('one'));
    const before = state.version;
    expect(
      replace(state, 'secrets', { ...stored, metadata: { ...stored.metadata, resourceVersion: '1' } }),
    ).toBe(stored);
    expect(state.version).toBe(before);
  });

  it('lists by namespace and name', () => {
    const state = createState('source', {});
    for (const [name, namespace] of [
      ['b', 'two'],
      ['a', 'two'],
      ['c', 'one'],
    ] as const) {
      insert(state, 'secrets', secret(name, namespace));
    }
    const names = (namespace: string | undefined) =>
      listObjects(state, 'secrets', namespace).map(({ metadata }) => metadata.name);
    expect(names(undefined)).toEqual(['c', 'a', 'b']);
    expect(names('two')).toEqual(['a', 'b']);
  });

  it('tells listeners what was before, and forgets what was removed', () => {
    const state = createState('source', {});
    const seen: unknown[] = [];
    state.listeners.add(({ type, before }) => seen.push([type, before?.metadata.name]));
    const stored = insert(state, 'secrets', secret('one'));
    replace(state, 'secrets', { ...stored, type: 'other' });
    remove(state, 'secrets', stored);
    expect(seen).toEqual([
      ['ADDED', undefined],
      ['MODIFIED', 'one'],
      ['DELETED', 'one'],
    ]);
    expect(find(state, 'secrets', 'app', 'one')).toBeUndefined();
  });

  it('forgets old changes: they cannot be watched from any more', () => {
    const state = createState('source', {});
    let stored = insert(state, 'secrets', secret('one'));
    const oldest = state.compactedVersion;
    for (let count = 0; count < 5001; count += 1) {
      stored = replace(state, 'secrets', { ...stored, type: String(count) });
    }
    expect(state.compactedVersion).toBeGreaterThan(oldest);
    expect(state.changes[0]?.version).toBe(state.compactedVersion + 1);
  });
});
