import { PromoteError, throwIfCancelled, type ErrorCode } from '../../core/text/errors.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { requireOk, type Api } from './api.ts';
import { apiPath } from './api-path.ts';
import { explain } from './explain.ts';
import { objectsAt, textAt, objectAt } from './json-fields.ts';
import { readTextLines } from '../../core/text/text-lines.ts';
import { parseObject } from './failure.ts';

/** The objects to watch. */
export interface Selection {
  /** path of the collection */
  readonly path: string;
  readonly fieldSelector?: string;
  readonly labelSelector?: string;
  /** set for a single object: it can be read by name if listing is forbidden */
  readonly name?: string;
}

/** What a watch needs of the cluster. */
export interface ClusterContext {
  readonly api: Api;
  readonly clock: Clock;
  readonly log: (line: string) => void;
}

/** One object, selected by name. */
export function selectOne(path: string, name: string): Selection {
  return { path, name, fieldSelector: `metadata.name=${name}` };
}

const POLL_MS = 2_000;
// Below the 30 s after which routers and load balancers drop an idle connection (openshift-api.md §11); the server ends with a bookmark.
const WATCH_SECONDS = 25;
// A watch that keeps ending at once must not cause a flood of requests.
const MIN_WATCH_MS = 1_000;

/** Errors that a rollout survives: the API server may be down for a while although the workload is fine. */
const PASSING: ReadonlySet<ErrorCode> = new Set([
  'CONNECTION_FAILED',
  'TIMED_OUT',
  'SERVER_UNAVAILABLE',
  'RATE_LIMITED',
]);

/**
 * Yields the selected objects now, and again after every change, until the caller stops or the signal is aborted. Watches,
 * and polls where watching is forbidden (403) or not supported (405). Lost connections and outages of the API server are
 * retried without limit: the caller needs a deadline.
 * @throws PromoteError when a request is rejected
 */
export async function* watchObjects(
  context: ClusterContext,
  selection: Selection,
  signal: AbortSignal,
): AsyncGenerator<readonly JsonObject[]> {
  let mode: 'watch' | 'poll' = 'watch';
  for (;;) {
    const listed = await untilItAnswers(context, signal, () => readNow(context.api, selection, signal));
    yield [...listed.objects.values()];
    if (listed.resourceVersion === undefined || mode === 'poll') {
      await context.clock.sleep(POLL_MS, signal);
      continue;
    }
    const end = yield* follow(context, selection, listed.objects, listed.resourceVersion, signal);
    if (end === 'refused') {
      mode = 'poll';
      context.log(`${selection.path} may not be watched: looking every ${POLL_MS / 1000} s`);
    }
  }
}

/**
 * Watches the selected objects until `judge` returns a result.
 * @returns the result of `judge`
 * @throws PromoteError when a request is rejected; any error of `judge`
 */
export async function watchUntil<Found>(
  context: ClusterContext,
  selection: Selection,
  judge: (objects: readonly JsonObject[]) => Found | undefined | Promise<Found | undefined>,
  signal: AbortSignal,
): Promise<Found> {
  // the generator only ends by an error
  for (;;) {
    for await (const objects of watchObjects(context, selection, signal)) {
      const found = await judge(objects);
      if (found !== undefined) return found;
    }
  }
}

interface Listed {
  readonly objects: Map<string, JsonObject>;
  /** where the watch resumes; undefined: the account may only read by name */
  readonly resourceVersion: string | undefined;
}

async function readNow(api: Api, selection: Selection, signal: AbortSignal): Promise<Listed> {
  const { path, fieldSelector, labelSelector, name } = selection;
  const reply = await api.send({ method: 'GET', path, query: { fieldSelector, labelSelector } }, signal);
  if (reply.ok || reply.failure.status !== 403 || name === undefined) {
    const list = requireOk(reply);
    return {
      objects: new Map(objectsAt(list, 'items').map((object) => [nameOf(object), object])),
      resourceVersion: textAt(list, 'metadata', 'resourceVersion'),
    };
  }
  const one = await api.send({ method: 'GET', path: `${path}${apiPath(name)}` }, signal);
  if (!one.ok && one.failure.status === 404)
    return { objects: new Map<string, JsonObject>(), resourceVersion: undefined };
  return { objects: new Map([[name, requireOk(one)]]), resourceVersion: undefined };
}

function nameOf(object: JsonObject): string {
  return textAt(object, 'metadata', 'name') ?? '';
}

/** Watches, and resumes when the server ends the watch. `lost`: the resource version is gone and the list must be read again. */
async function* follow(
  context: ClusterContext,
  selection: Selection,
  objects: Map<string, JsonObject>,
  from: string,
  signal: AbortSignal,
): AsyncGenerator<readonly JsonObject[], 'lost' | 'refused'> {
  const { path, fieldSelector, labelSelector } = selection;
  let resourceVersion = from;
  for (;;) {
    const startMs = context.clock.nowMs();
    try {
      const query = {
        watch: true,
        allowWatchBookmarks: true,
        timeoutSeconds: WATCH_SECONDS,
        resourceVersion,
      };
      const opened = await context.api.open(
        { method: 'GET', path, query: { ...query, fieldSelector, labelSelector } },
        signal,
      );
      if (!opened.ok) {
        if (opened.failure.status === 403 || opened.failure.status === 405) return 'refused';
        if (opened.failure.status === 410) return 'lost';
        throw explain(opened.failure);
      }
      try {
        for await (const event of readWatchEvents(opened.reply.chunks())) {
          // 410 Expired comes as an event, with status 200 (capture 43j)
          if (event.type === 'ERROR') return 'lost';
          resourceVersion = textAt(event.object, 'metadata', 'resourceVersion') ?? resourceVersion;
          if (apply(event, objects)) yield [...objects.values()];
        }
      } finally {
        opened.reply.discard();
      }
    } catch (error) {
      throwIfCancelled(signal);
      if (!isPassing(error)) throw error;
      context.log(`the watch of ${path} broke off: ${error.message}`);
      await context.clock.sleep(MIN_WATCH_MS, signal);
      return 'lost';
    }
    throwIfCancelled(signal);
    const restMs = MIN_WATCH_MS - (context.clock.nowMs() - startMs);
    if (restMs > 0) await context.clock.sleep(restMs, signal);
  }
}

/** Returns true if the event changed an object. A BOOKMARK carries only a resource version (capture 43zb). */
function apply(event: WatchEvent, objects: Map<string, JsonObject>): boolean {
  const name = nameOf(event.object);
  switch (event.type) {
    case 'ADDED':
    case 'MODIFIED':
      objects.set(name, event.object);
      return true;
    case 'DELETED':
      return objects.delete(name);
    default:
      return false;
  }
}

async function untilItAnswers<Result>(
  context: ClusterContext,
  signal: AbortSignal,
  ask: () => Promise<Result>,
): Promise<Result> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      throwIfCancelled(signal);
      if (!isPassing(error)) throw error;
      context.log(`${context.api.host} does not answer, asking again: ${error.message}`);
      await context.clock.sleep(POLL_MS, signal);
    }
  }
}

function isPassing(error: unknown): error is PromoteError {
  return error instanceof PromoteError && PASSING.has(error.code);
}

// An object is at most 1.5 MiB in etcd; the limit guards against a server that never ends a line.
const MAX_LINE_LENGTH = 8 * 1024 * 1024;

/** One event of a watch (openshift-api.md §11). */
interface WatchEvent {
  readonly type: string;
  readonly object: JsonObject;
}

/**
 * The events of a watch stream: one JSON object per line; the last line may lack its line feed (capture 43j).
 * @throws PromoteError PROTOCOL_VIOLATION for a line that is not an event
 */
async function* readWatchEvents(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<WatchEvent> {
  for await (const { text, end } of readTextLines(chunks, MAX_LINE_LENGTH)) {
    if (end === 'cut') throw broken('a line of a watch is too long');
    // a stream cut in the middle of a line ends with half an event, which the next watch repeats
    const isHalf = end === 'stream' && parseObject(text.trim()) === undefined;
    if (text.trim() !== '' && !isHalf) yield toEvent(text);
  }
}

function toEvent(line: string): WatchEvent {
  const event = parseObject(line.trim());
  const type = event?.['type'];
  if (event === undefined || typeof type !== 'string') throw broken('a line of a watch is not an event');
  return { type, object: objectAt(event, 'object') };
}

function broken(message: string): PromoteError {
  return new PromoteError({ code: 'PROTOCOL_VIOLATION', message });
}
