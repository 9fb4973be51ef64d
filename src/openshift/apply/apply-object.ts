import { isDeepStrictEqual } from 'node:util';
import type { ObjectPlan } from '../../core/ports/apply.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { requireOk, type Api, type ApiReply } from '../api/api.ts';
import { explain } from '../api/explain.ts';
import { objectAt, textAt, withoutKeys } from '../api/json-fields.ts';
import { explainApply, isManagerConflict } from './explain-apply.ts';
import { withFollowedImages } from './followed-images.ts';

const FIELD_MANAGER = 'openshift-promote';
const MAX_TRIES = 4;

/** One object on its way into the cluster. */
export interface Application {
  readonly path: string;
  readonly wanted: JsonObject;
  readonly named: Omit<ObjectPlan, 'action'>;
  readonly force: boolean;
}

/** What came of it. `before`: undefined when there was no such object. */
export interface Outcome {
  readonly action: 'create' | 'change' | 'unchanged';
  readonly before: JsonObject | undefined;
}

/**
 * Server-side apply of one object (openshift-api.md §6.3).
 * @param dryRun only find out what would happen; the API checks everything and stores nothing
 * @throws PromoteError APPLY_CONFLICT, INPUT_INVALID, ACCESS_DENIED, QUOTA_EXCEEDED, …
 */
export async function applyObject(
  api: Api,
  application: Application,
  dryRun: boolean,
  signal: AbortSignal,
): Promise<Outcome> {
  const { path, named, force } = application;
  for (let tries = 1; ; tries += 1) {
    const before = await readObject(api, path, signal);
    const wanted = before === undefined ? application.wanted : withFollowedImages(application.wanted, before);
    const query = {
      fieldManager: FIELD_MANAGER,
      ...(force ? { force } : {}),
      ...(dryRun ? { dryRun: 'All' } : {}),
    };
    const contentType = 'application/apply-patch+yaml';
    const reply = await api.send({ method: 'PATCH', path, query, body: wanted, contentType }, signal);
    // an image trigger may have fired since it was read
    if (isContended(reply, wanted !== application.wanted) && tries < MAX_TRIES) continue;
    // some admission webhook cannot be tried out: what it says is only heard when it counts
    if (!reply.ok && dryRun && reply.failure.message.includes('does not support dry run')) {
      return { action: before === undefined ? 'create' : 'change', before };
    }
    if (!reply.ok) throw explainApply(reply.failure, named);
    if (before === undefined) return { action: 'create', before };
    return { action: isSame(before, reply.body) ? 'unchanged' : 'change', before };
  }
}

function isContended(reply: ApiReply, followsImages: boolean): boolean {
  return !reply.ok && followsImages && isManagerConflict(reply.failure);
}

/** Undefined: there is no such object. */
export async function readObject(
  api: Api,
  path: string,
  signal: AbortSignal,
): Promise<JsonObject | undefined> {
  const reply = await api.send({ method: 'GET', path }, signal);
  if (!reply.ok && reply.failure.status === 404) return undefined;
  return requireOk(reply);
}

/** But for what changes with every write. */
function isSame(before: JsonObject, after: JsonObject): boolean {
  return isDeepStrictEqual(withoutBookkeeping(before), withoutBookkeeping(after));
}

function withoutBookkeeping(object: JsonObject): JsonObject {
  const metadata = withoutKeys(
    objectAt(object, 'metadata'),
    'managedFields',
    'resourceVersion',
    'generation',
  );
  return { ...withoutKeys(object, 'status'), metadata };
}

/** Takes back what an application did: removes what it created, writes back what it changed. */
export async function undoApplication(
  api: Api,
  path: string,
  { action, before }: Outcome,
  signal: AbortSignal,
): Promise<void> {
  if (action === 'unchanged') return;
  if (before === undefined) {
    const reply = await api.send({ method: 'DELETE', path }, signal);
    if (!reply.ok && reply.failure.status !== 404) throw explain(reply.failure);
    return;
  }
  const current = await readObject(api, path, signal);
  if (current === undefined) return;
  const metadata = {
    ...objectAt(before, 'metadata'),
    resourceVersion: textAt(current, 'metadata', 'resourceVersion'),
  };
  requireOk(await api.send({ method: 'PUT', path, body: { ...before, metadata } }, signal));
}
