import { parseExactJson } from '../../src/core/text/exact-json.ts';
import { isDeepStrictEqual } from 'node:util';
import { decide } from '../access/authorizer.ts';
import type { ApiCall } from '../exchange/exchange.ts';
import { isTrue } from '../exchange/request-path.ts';
import {
  badRequest,
  forbidden,
  invalid,
  notImplemented,
  StatusFailure,
  type Cause,
} from '../exchange/status.ts';
import { asObject, asString, isObject, type JsonObject } from '../state/json.ts';
import type { ClusterState } from '../state/cluster-state.ts';
import { fieldsOf, mergeApplied } from '../state/field-set.ts';
import { managersOf, setManagers, withoutPaths, type Manager } from '../state/managers.ts';
import { requireSchema } from '../schema/schema.ts';

export const APPLY_TYPE = 'application/apply-patch+yaml';

/** What an apply asks for, once its body is known to be good. */
export interface Application {
  readonly manager: string;
  readonly force: boolean;
  readonly body: JsonObject;
}

/** @throws StatusFailure 400, 422 or 500 for a request that cannot be one (captures 44e, 44f, 44h, 44i, 44n) */
export function readApplication(call: ApiCall): Application {
  const manager = call.query.get('fieldManager') ?? '';
  if (manager === '') {
    throw invalid('meta.k8s.io', 'PatchOptions', '', [
      {
        reason: 'FieldValueRequired',
        message: 'Required value: is required for apply patch',
        field: 'fieldManager',
      },
    ]);
  }
  const body = parse(call.rawBody);
  const kind = asString(body['kind']);
  if (kind === '' || asString(body['apiVersion']) === '') {
    throw badRequest(`invalid object type: ${asString(body['apiVersion'])}/, Kind=${kind}`);
  }
  if (asObject(body['metadata'])['managedFields'] !== undefined) {
    throw badRequest('metadata.managedFields must be nil');
  }
  requireSchema(body);
  return { manager, force: isTrue(call.query.get('force')), body };
}

/** JSON is YAML as well; other YAML is not read here. */
function parse(bytes: Uint8Array): JsonObject {
  const text = Buffer.from(bytes).toString('utf8');
  if (!text.trimStart().startsWith('{')) throw notImplemented('YAML as the body of an apply');
  let body: unknown;
  try {
    body = parseExactJson(text);
  } catch {
    throw badRequest('error decoding YAML');
  }
  if (!isObject(body)) throw badRequest('error decoding YAML');
  return body;
}

/** Who may patch may not create by it. */
export function requireCreateRight(call: ApiCall, state: ClusterState): void {
  const what = { verb: 'create', group: call.group, resource: call.resource, namespace: call.namespace };
  if (decide(state, call.identity, what).allowed) return;
  throw forbidden(
    call,
    call.name ?? '',
    `User "${call.identity.username}" cannot create resource "${call.resource}" in API group "${call.group}" in the namespace "${call.namespace ?? ''}"`,
  );
}

/**
 * The object as it is after the application: fields that this manager applied before and does not any more are gone, unless
 * others have them too.
 * @throws StatusFailure 409 with every field that others set to something else (captures 44c, 44r, 44v, 44z)
 */
export function applyTo(
  live: JsonObject,
  uid: string,
  { manager, force, body }: Application,
  state: ClusterState,
): JsonObject {
  const kind = asString(body['kind']);
  const managers = managersOf(state, uid);
  const own = managers.find((each) => isOwn(each, manager));
  const applied = fieldsOf(body, kind);
  const current = fieldsOf(live, kind);
  const contested = [...applied]
    .filter(([path, value]) => current.has(path) && !isDeepStrictEqual(current.get(path), value))
    .flatMap(([path]) =>
      managers.filter((each) => each !== own && each.paths.has(path)).map((each) => ({ path, by: each })),
    );
  if (contested.length > 0 && !force) throw conflictOf(contested);
  const removed = [...(own?.paths ?? [])].filter(
    (path) => !applied.has(path) && !managers.some((each) => each !== own && each.paths.has(path)),
  );
  return mergeApplied(live, body, new Set(removed), kind);
}

/** Writes down who set what, once it is stored. */
export function recordApplication(
  uid: string,
  { manager, body }: Application,
  before: JsonObject | undefined,
  state: ClusterState,
): void {
  const kind = asString(body['kind']);
  const applied = fieldsOf(body, kind);
  const current = before === undefined ? undefined : fieldsOf(before, kind);
  const changed = new Set(
    [...applied]
      .filter(([path, value]) => !isDeepStrictEqual(current?.get(path), value))
      .map(([path]) => path),
  );
  const others = managersOf(state, uid)
    .filter((each) => !isOwn(each, manager))
    .map((each) => withoutPaths(each, changed));
  const paths = new Set(applied.keys());
  const apiVersion = asString(body['apiVersion']);
  setManagers(state, uid, [...others, { name: manager, operation: 'Apply', apiVersion, paths }]);
}

function isOwn(manager: Manager, name: string): boolean {
  return manager.operation === 'Apply' && manager.name === name;
}

interface Contest {
  readonly path: string;
  readonly by: Manager;
}

function shown({ name, operation, apiVersion }: Manager): string {
  return operation === 'Apply' ? `"${name}"` : `"${name}" using ${apiVersion}`;
}

/** As structured-merge-diff words one conflict (capture 44c) and several (its NewConflictError). */
function conflictOf(contests: readonly Contest[]): StatusFailure {
  const causes: readonly Cause[] = contests.map(({ path, by }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${shown(by)}`,
    field: path,
  }));
  const [first] = contests;
  const single = contests.length === 1 && first !== undefined;
  const managers = [...new Set(contests.map(({ by }) => shown(by)))].sort();
  const several = managers.map((name) => {
    const paths = contests.filter(({ by }) => shown(by) === name).map(({ path }) => `- ${path}`);
    return [`conflicts with ${name}:`, ...paths].join('\n');
  });
  const what = single
    ? `1 conflict: conflict with ${shown(first.by)}: ${first.path}`
    : `${contests.length} conflicts: ${several.join('\n')}`;
  return new StatusFailure(409, 'Conflict', `Apply failed with ${what}`, { causes });
}
