import type { Change, ClusterState } from '../state/cluster-state.ts';
import type { JsonObject } from '../state/json.ts';
import type { KubeObject } from '../state/kube-object.ts';
import type { StoredResource } from '../state/kinds.ts';
import { listObjects } from '../state/store.ts';
import type { ApiCall, WatchReply } from '../exchange/exchange.ts';
import { isTrue } from '../exchange/request-path.ts';
import type { Matcher } from './selectors.ts';
import { invalid, StatusFailure } from '../exchange/status.ts';

/** Without `timeoutSeconds` a server ends a watch after 30 to 60 minutes. */
const DEFAULT_TIMEOUT_SECONDS = 1800;

export interface WatchSource {
  readonly resource: StoredResource;
  /** the object as it is shown, kind included */
  readonly view: (object: KubeObject) => object;
  /** what a bookmark holds beside its resourceVersion */
  readonly bookmark: JsonObject;
}

/** Starts a watch. @throws StatusFailure 422 for sendInitialEvents (capture 43o), 500 for a malformed version (43m) */
export function startWatch(
  call: ApiCall,
  state: ClusterState,
  source: WatchSource,
  matches: Matcher,
): WatchReply {
  refuseInitialEvents(call.query);
  const after = readVersion(call.query.get('resourceVersion'));
  const inScope = (change: Change): boolean =>
    change.resource === source.resource &&
    (call.namespace === undefined || change.object.metadata.namespace === call.namespace);
  const eventOf = (change: Change): JsonObject | undefined =>
    inScope(change) && change.version > (after ?? 0) ? toEvent(change, matches, source.view) : undefined;
  const backlog = readBacklog(call, state, source, matches, after, eventOf);
  return {
    kind: 'watch',
    backlog,
    ended: backlog[0]?.['type'] === 'ERROR',
    eventOf,
    bookmarks: isTrue(call.query.get('allowWatchBookmarks')),
    bookmarkOf: (version) => bookmark(source.bookmark, version),
    timeoutSeconds: Number(call.query.get('timeoutSeconds') ?? DEFAULT_TIMEOUT_SECONDS),
  };
}

function readBacklog(
  call: ApiCall,
  state: ClusterState,
  source: WatchSource,
  matches: Matcher,
  after: number | undefined,
  eventOf: (change: Change) => JsonObject | undefined,
): readonly JsonObject[] {
  if (after === undefined || after === 0) {
    return listObjects(state, source.resource, call.namespace)
      .filter(matches)
      .map((object) => ({ type: 'ADDED', object: source.view(object) as JsonObject }));
  }
  if (after < state.compactedVersion) return [expired(after, state.compactedVersion)];
  return state.changes.map(eventOf).filter((event) => event !== undefined);
}

/** An object that begins or ceases to match the selectors is added or deleted for this watch. */
function toEvent(
  change: Change,
  matches: Matcher,
  view: (object: KubeObject) => object,
): JsonObject | undefined {
  const matched = change.before !== undefined && matches(change.before);
  const matchesNow = change.type !== 'DELETED' && matches(change.object);
  if (!matched && !matchesNow) return undefined;
  const type = matchesNow ? (matched ? 'MODIFIED' : 'ADDED') : 'DELETED';
  return { type, object: view(change.object) as JsonObject };
}

/** An old version is answered with 200 and one ERROR event (captures 43j, 43k). */
function expired(version: number, oldest: number): JsonObject {
  const object = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `too old resource version: ${version} (${oldest})`,
    reason: 'Expired',
    code: 410,
  };
  return { type: 'ERROR', object };
}

function bookmark(template: JsonObject, version: number): JsonObject {
  const metadata = template['metadata'] as JsonObject;
  return {
    type: 'BOOKMARK',
    object: {
      ...template,
      metadata: { ...metadata, resourceVersion: String(version), creationTimestamp: null },
    },
  };
}

export function readVersion(text: string | null): number | undefined {
  if (text === null || text === '') return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  throw new StatusFailure(
    500,
    undefined,
    `resourceVersion: Invalid value: "${text}": strconv.ParseUint: parsing "${text}": invalid syntax`,
  );
}

function refuseInitialEvents(query: URLSearchParams): void {
  if (!query.has('sendInitialEvents')) return;
  throw invalid('meta.k8s.io', 'ListOptions', '', [
    {
      reason: 'FieldValueForbidden',
      message:
        'Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled',
      field: 'sendInitialEvents',
    },
  ]);
}
