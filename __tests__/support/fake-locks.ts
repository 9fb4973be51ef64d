// Locks in memory, with the versions of a real cluster.
import type { Lock, LockName, Locks, StoredLock } from '../../src/core/ports/locks.ts';

export interface FakeLocks extends Locks {
  /** by `project/name` */
  readonly stored: Map<string, StoredLock>;
  /** one after the other */
  readonly calls: string[];
}

export function fakeLocks(): FakeLocks {
  const stored = new Map<string, StoredLock>();
  const calls: string[] = [];
  let version = 0;
  let holders = 0;
  const keyOf = ({ project, name }: LockName): string => `${project}/${name}`;
  const store = (name: LockName, lock: Lock): StoredLock => {
    const next = { ...lock, version: String((version += 1)) };
    stored.set(keyOf(name), next);
    return next;
  };
  return {
    stored,
    calls,
    nameHolder: async (run) => `${run ?? 'a process'} ${(holders += 1)}`,
    create: async (name, lock) => {
      calls.push('create');
      return stored.has(keyOf(name)) ? undefined : store(name, lock);
    },
    read: async (name) => {
      calls.push('read');
      return stored.get(keyOf(name));
    },
    replace: async (name, lock, expected) => {
      calls.push('replace');
      return stored.get(keyOf(name))?.version === expected ? store(name, lock) : undefined;
    },
    remove: async (name, expected) => {
      calls.push('remove');
      if (stored.get(keyOf(name))?.version === expected) stored.delete(keyOf(name));
    },
  };
}
