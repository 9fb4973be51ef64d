import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { trackManagers } from './managers.ts';
import { timestamp, type Change, type ClusterState } from './cluster-state.ts';
import type { Kinds, StoredResource } from './kinds.ts';
import type { KubeObject, ObjectMeta } from './kube-object.ts';

const MAX_CHANGES = 5000;

/** What is needed to create an object; the store fills in the rest of its metadata. */
export type NewObject<T extends KubeObject> = Omit<T, 'metadata'> & {
  metadata: Omit<ObjectMeta, 'uid' | 'resourceVersion' | 'creationTimestamp'>;
};

export function keyOf(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}

function table<R extends StoredResource>(state: ClusterState, resource: R): Map<string, Kinds[R]> {
  return state.objects[resource];
}

export function find<R extends StoredResource>(
  state: ClusterState,
  resource: R,
  namespace: string | undefined,
  name: string,
): Kinds[R] | undefined {
  return table(state, resource).get(keyOf(namespace, name));
}

/** Sorted by namespace and name, as etcd lists them. */
export function listObjects<R extends StoredResource>(
  state: ClusterState,
  resource: R,
  namespace: string | undefined,
): Kinds[R][] {
  return [...table(state, resource)]
    .filter(([, object]) => namespace === undefined || object.metadata.namespace === namespace)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([, object]) => object);
}

export function newUid(): string {
  return randomUUID();
}

const SUFFIX_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** Five characters as `generateName` appends them. */
export function randomSuffix(state: ClusterState): string {
  const letter = (): string => SUFFIX_ALPHABET.charAt(Math.floor(state.chance() * SUFFIX_ALPHABET.length));
  return Array.from({ length: 5 }, letter).join('');
}

/** A name with such a suffix that no object has. */
export function freeName(
  state: ClusterState,
  resource: StoredResource,
  namespace: string,
  prefix: string,
): string {
  for (let tries = 0; tries < 100; tries += 1) {
    const name = `${prefix}${randomSuffix(state)}`;
    if (find(state, resource, namespace, name) === undefined) return name;
  }
  throw new Error(`no free name for ${prefix}: chance gives the same numbers again and again`);
}

/** Stores a new object: uid, resourceVersion and creationTimestamp are given here. */
export function insert<R extends StoredResource>(
  state: ClusterState,
  resource: R,
  object: NewObject<Kinds[R]>,
): Kinds[R] {
  const metadata: ObjectMeta = {
    ...object.metadata,
    uid: newUid(),
    resourceVersion: nextVersion(state),
    creationTimestamp: timestamp(state),
  };
  const stored = { ...object, metadata } as unknown as Kinds[R];
  const key = keyOf(metadata.namespace, metadata.name);
  if (table(state, resource).has(key)) throw new TypeError(`${resource} ${key} is stored already`);
  table(state, resource).set(key, stored);
  publish(state, { type: 'ADDED', resource, object: stored, before: undefined });
  return stored;
}

/**
 * Stores a changed copy of an object. Returns the stored one; nothing happens (and no version is used up) when nothing
 * but the resourceVersion differs.
 */
export function replace<R extends StoredResource>(
  state: ClusterState,
  resource: R,
  object: Kinds[R],
): Kinds[R] {
  const key = keyOf(object.metadata.namespace, object.metadata.name);
  const before = table(state, resource).get(key);
  if (before === undefined) throw new TypeError(`${resource} ${key} is not stored`);
  const metadata = { ...object.metadata, resourceVersion: before.metadata.resourceVersion };
  if (isDeepStrictEqual({ ...object, metadata }, before)) return before;
  const stored: Kinds[R] = { ...object, metadata: { ...metadata, resourceVersion: nextVersion(state) } };
  table(state, resource).set(key, stored);
  publish(state, { type: 'MODIFIED', resource, object: stored, before });
  return stored;
}

/** Removes an object; watches see it with a new resourceVersion. */
export function remove<R extends StoredResource>(state: ClusterState, resource: R, object: Kinds[R]): void {
  const key = keyOf(object.metadata.namespace, object.metadata.name);
  if (!table(state, resource).delete(key)) return;
  const last = { ...object, metadata: { ...object.metadata, resourceVersion: nextVersion(state) } };
  publish(state, { type: 'DELETED', resource, object: last, before: object });
}

function nextVersion(state: ClusterState): string {
  state.version += 1;
  return String(state.version);
}

function publish(state: ClusterState, change: Omit<Change, 'version'>): void {
  const full: Change = { ...change, version: state.version };
  state.changes.push(full);
  if (state.changes.length > MAX_CHANGES) {
    const dropped = state.changes.splice(0, MAX_CHANGES / 2);
    state.compactedVersion = dropped.at(-1)?.version ?? state.compactedVersion;
  }
  trackManagers(state, full);
  for (const listener of [...state.listeners]) listener(full);
}
