// A loopback API server whose objects change over time, the way a recording saw them change.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { QuietClock } from './quiet-clock.ts';
import { recordedObject, recordedReply } from './recorded-reply.ts';

type Json = Record<string, unknown>;

export interface TimedEvent {
  /** path of the collection */
  readonly collection: string;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: Json;
}

export interface ReplayedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface ReplayOptions {
  /** whose time passes between the events of a replay */
  readonly clock: QuietClock;
  /** answers a request in place of the objects; undefined: the objects answer */
  readonly intercept?: (
    request: ReplayedRequest,
    cluster: ReplayedCluster,
    clock: QuietClock,
  ) => Answer | undefined;
  readonly objects: Readonly<Record<string, readonly Json[]>>;
}

const meta = (object: Json): Json => (object['metadata'] ?? {}) as Json;
const versionOf = (object: Json): number => Number(meta(object)['resourceVersion'] ?? 0);
const nameOf = (object: Json): string => meta(object)['name'] as string;

/** The objects of a recorded list. */
export function recordedList(name: string): readonly Json[] {
  return (recordedObject(name)['items'] ?? []) as readonly Json[];
}

/** The events of a recorded watch, without bookmarks. */
export function recordedEvents(name: string, collection: string): readonly TimedEvent[] {
  const lines = recordedReply(name).body.split('\n');
  const events = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as TimedEvent);
  return events
    .filter(({ type }) => (type as string) !== 'BOOKMARK')
    .map((event) => ({ ...event, collection }));
}

export class ReplayedCluster {
  readonly asked: ReplayedRequest[] = [];
  readonly #collections = new Map<string, Map<string, Json>>();
  readonly #history: TimedEvent[] = [];
  readonly #watches = new Set<{
    collection: string;
    matches: (object: Json) => boolean;
    response: ServerResponse;
  }>();
  readonly #server = createServer((message, response) => void this.#receive(message, response));
  readonly #options: ReplayOptions;
  readonly #closing = new AbortController();
  #version = 0;

  constructor(options: ReplayOptions) {
    this.#options = options;
    for (const [collection, objects] of Object.entries(options.objects)) {
      this.#collections.set(collection, new Map(objects.map((object) => [nameOf(object), object])));
      for (const object of objects) this.#version = Math.max(this.#version, versionOf(object));
    }
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get(collection: string, name: string): Json | undefined {
    return this.#collections.get(collection)?.get(name);
  }

  /** `GET /apis/…`, `WATCH /apis/…` */
  keys(): readonly string[] {
    return this.asked.map(({ method, path, query }) => `${query.has('watch') ? 'WATCH' : method} ${path}`);
  }

  /** Replays an event: changes the object and notifies its watches. */
  happen(event: TimedEvent): void {
    this.#version = Math.max(this.#version + 1, versionOf(event.object));
    const objects = this.#collections.get(event.collection) ?? new Map<string, Json>();
    this.#collections.set(event.collection, objects);
    const object = {
      ...event.object,
      metadata: { ...meta(event.object), resourceVersion: String(this.#version) },
    };
    if (event.type === 'DELETED') objects.delete(nameOf(object));
    else objects.set(nameOf(object), object);
    const told = { ...event, object };
    this.#history.push(told);
    for (const watch of this.#watches) {
      if (watch.collection === told.collection && watch.matches(object)) tell(watch.response, told);
    }
  }

  /** Replays events in the order of their resource versions, until the cluster is closed. */
  async replay(events: readonly TimedEvent[], everyMs = 100): Promise<void> {
    const ordered = [...events].sort((one, other) => versionOf(one.object) - versionOf(other.object));
    for (const event of ordered) {
      const { clock } = this.#options;
      const isOver = await clock.sleep(everyMs, this.#closing.signal).then(
        () => false,
        () => true,
      );
      if (isOver) return;
      this.happen(event);
    }
  }

  async #receive(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const url = new URL(message.url ?? '/', 'http://loopback');
    const request: ReplayedRequest = {
      method: message.method ?? 'GET',
      path: decodeURIComponent(url.pathname),
      query: url.searchParams,
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
    };
    this.asked.push(request);
    const answer = this.#options.intercept?.(request, this, this.#options.clock);
    if (answer !== undefined) send(response, answer);
    else if (request.query.get('watch') === 'true') this.#watch(request, response);
    else send(response, this.#read(request));
  }

  #read({ path, query }: ReplayedRequest): Answer {
    const collection = this.#collections.get(path);
    if (collection !== undefined) {
      const items = [...collection.values()].filter(selector(query));
      return {
        status: 200,
        body: { kind: 'List', metadata: { resourceVersion: String(this.#version) }, items },
      };
    }
    const slash = path.lastIndexOf('/');
    const [parent, name] = [path.slice(0, slash), path.slice(slash + 1)];
    const object = this.get(parent, name);
    if (object !== undefined) return { status: 200, body: object };
    const kind = parent.slice(parent.lastIndexOf('/') + 1);
    const message = `${kind} "${name}" not found`;
    return {
      status: 404,
      body: { kind: 'Status', reason: 'NotFound', message, details: { kind, name }, code: 404 },
    };
  }

  #watch({ path, query }: ReplayedRequest, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    const watch = { collection: path, matches: selector(query), response };
    const from = Number(query.get('resourceVersion') ?? 0);
    for (const event of this.#history) {
      if (event.collection === path && versionOf(event.object) > from && watch.matches(event.object)) {
        tell(response, event);
      }
    }
    this.#watches.add(watch);
    response.on('close', () => this.#watches.delete(watch));
  }
}

function tell(response: ServerResponse, { type, object }: TimedEvent): void {
  response.write(`${JSON.stringify({ type, object })}\n`);
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, {
    'content-type': typeof body === 'string' ? 'text/plain' : 'application/json',
  });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** Equality selectors, as far as the client uses them. */
function selector(query: URLSearchParams): (object: Json) => boolean {
  const name = /^metadata\.name=(.+)$/.exec(query.get('fieldSelector') ?? '')?.[1];
  const labels = (query.get('labelSelector') ?? '').split(',').filter((part) => part !== '');
  return (object) => {
    const own = (meta(object)['labels'] ?? {}) as Record<string, string>;
    return (
      (name === undefined || nameOf(object) === name) &&
      labels.every((label) => {
        const at = label.indexOf('=');
        return own[label.slice(0, at)] === label.slice(at + 1);
      })
    );
  };
}
