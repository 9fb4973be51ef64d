import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Lock, LockName, Locks, StoredLock } from '../../core/ports/locks.ts';
import { cleanServerText } from '../../core/text/server-text.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { requireOk, type Api, type ApiReply } from '../api/api.ts';
import { namespacedPath } from '../api/api-path.ts';
import { explain } from '../api/explain.ts';
import { numberAt, textAt } from '../api/json-fields.ts';

const GROUP_VERSION = 'coordination.k8s.io/v1';
const JOURNAL = 'openshift-promote.io/journal';
const JOURNAL_TAGS = 'openshift-promote.io/journal-tags';
const DEFAULT_SECONDS = 60;

/**
 * Locks as Leases (coordination.k8s.io/v1). The journal is in two annotations of the Lease: lock and journal are one object, so that
 * one write hands both to the next holder.
 */
export function createLocks(api: Api): Locks {
  const pathOf = ({ project, name }: LockName): string =>
    namespacedPath(GROUP_VERSION, project, 'leases', name);
  return {
    nameHolder: (run) => Promise.resolve(holderName(run)),
    async create(name, lock, signal) {
      const path = namespacedPath(GROUP_VERSION, name.project, 'leases');
      const body = leaseOf(name, lock, undefined);
      // a second attempt finds what the first one has created
      const reply = await api.send({ method: 'POST', path, body, retry: 'repeatable' }, signal);
      return isStatus(reply, 409) ? undefined : lockOf(requireOk(reply));
    },
    async read(name, signal) {
      const reply = await api.send({ method: 'GET', path: pathOf(name) }, signal);
      return isStatus(reply, 404) ? undefined : lockOf(requireOk(reply));
    },
    async replace(name, lock, version, signal) {
      const body = leaseOf(name, lock, version);
      const reply = await api.send({ method: 'PUT', path: pathOf(name), body }, signal);
      return isStatus(reply, 404, 409) ? undefined : lockOf(requireOk(reply));
    },
    async remove(name, version, signal) {
      const body = {
        kind: 'DeleteOptions',
        apiVersion: 'v1',
        preconditions: { resourceVersion: version },
      };
      const reply = await api.send({ method: 'DELETE', path: pathOf(name), body }, signal);
      if (!reply.ok && !isStatus(reply, 404, 409)) throw explain(reply.failure);
    },
  };
}

function holderName(run: string | undefined): string {
  const where = `${hostname()}, process ${process.pid} (${randomUUID().slice(0, 8)})`;
  return run === undefined ? where : `${run} on ${where}`;
}

function isStatus(reply: ApiReply, ...statuses: readonly number[]): boolean {
  return !reply.ok && statuses.includes(reply.failure.status) && reply.failure.kind === 'leases';
}

function leaseOf({ name }: LockName, lock: Lock, resourceVersion: string | undefined): JsonObject {
  const { holder, durationSeconds, acquiredAt, renewedAt, journal } = lock;
  return {
    apiVersion: GROUP_VERSION,
    kind: 'Lease',
    metadata: {
      name,
      labels: { 'app.kubernetes.io/managed-by': 'openshift-promote' },
      ...(journal === undefined
        ? {}
        : { annotations: { [JOURNAL]: journal.version, [JOURNAL_TAGS]: journal.text } }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
    },
    spec: {
      ...(holder === undefined ? {} : { holderIdentity: holder }),
      leaseDurationSeconds: durationSeconds,
      acquireTime: microTime(acquiredAt),
      renewTime: microTime(renewedAt),
    },
  };
}

/** metav1.MicroTime has exactly six decimals. */
function microTime(date: Date): string {
  return date.toISOString().replace('Z', '000Z');
}

function lockOf(lease: JsonObject): StoredLock {
  const holder = textAt(lease, 'spec', 'holderIdentity');
  const version = textAt(lease, 'metadata', 'annotations', JOURNAL);
  return {
    holder: holder === undefined ? undefined : cleanServerText(holder),
    durationSeconds: numberAt(lease, 'spec', 'leaseDurationSeconds') ?? DEFAULT_SECONDS,
    acquiredAt: dateAt(lease, 'acquireTime'),
    renewedAt: dateAt(lease, 'renewTime'),
    version: textAt(lease, 'metadata', 'resourceVersion') ?? '',
    ...(version === undefined
      ? {}
      : { journal: { version, text: textAt(lease, 'metadata', 'annotations', JOURNAL_TAGS) ?? '' } }),
  };
}

/** A time that cannot be read is long ago. */
function dateAt(lease: JsonObject, field: string): Date {
  const date = new Date(textAt(lease, 'spec', field) ?? 0);
  return Number.isNaN(date.getTime()) ? new Date(0) : date;
}
