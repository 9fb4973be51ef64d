// A small registry in memory on the loopback interface. A test tells it where to deviate from the protocol.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { digestOf, isDigest } from '../../src/core/image/digest.ts';

export interface RegistryCall {
  readonly method: string;
  /** path and query, as they came */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface RegistryAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array;
  /** breaks the connection off after so many bytes of the body */
  readonly breakAfterBytes?: number;
}

/** `break`: the connection ends without an answer */
type Deviation = RegistryAnswer | 'break' | undefined;

export interface ScriptedRegistry {
  readonly host: string;
  readonly url: string;
  readonly calls: readonly RegistryCall[];
  /** `POST /v2/a/b/blobs/uploads/`, without queries; uploads as `PATCH session` */
  readonly lines: () => readonly string[];
  /** by repository and digest: `a/b sha256:…` */
  readonly blobs: Map<string, Uint8Array>;
  /** by repository and reference */
  readonly manifests: Map<string, { readonly type: string; readonly bytes: Uint8Array }>;
  readonly openSessions: () => number;
  close(): Promise<void>;
}

/** What the registry would answer, for a deviation that only changes some of it. */
export type Intercept = (call: RegistryCall, usual: () => RegistryAnswer) => Deviation | Promise<Deviation>;

export async function startScriptedRegistry(intercept?: Intercept): Promise<ScriptedRegistry> {
  const calls: RegistryCall[] = [];
  const blobs: ScriptedRegistry['blobs'] = new Map();
  const manifests: ScriptedRegistry['manifests'] = new Map();
  const sessions = new Map<string, Uint8Array>();
  const usual = createRegistry(blobs, manifests, sessions);
  const server = createServer((message, response) => {
    void (async () => {
      const call = await readCall(message);
      if (call === undefined) return;
      calls.push(call);
      const deviation = await intercept?.(call, () => usual(call));
      if (deviation === 'break') message.socket.destroy();
      else write(deviation ?? usual(call), call, response);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    url: `http://${host}`,
    calls,
    lines: () => calls.map(({ method, path }) => `${method} ${shorten(path)}`),
    blobs,
    manifests,
    openSessions: () => sessions.size,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function shorten(path: string): string {
  const [plain = ''] = path.split('?', 1);
  return /\/blobs\/uploads\/\d+$/.test(plain) ? 'session' : plain;
}

/** How a registry without faults answers; it keeps what it has in the maps given. */
export function createRegistry(
  blobs: ScriptedRegistry['blobs'],
  manifests: ScriptedRegistry['manifests'],
  sessions: Map<string, Uint8Array>,
): (call: RegistryCall) => RegistryAnswer {
  let lastSession = 0;
  return (call) => {
    const { method, path, body } = call;
    const [plain = '', queryText = ''] = path.split('?', 2);
    const query = new URLSearchParams(queryText);
    const [, repository = '', kind = '', name = ''] =
      /^\/v2\/(.+)\/(manifests|blobs\/uploads|blobs|tags)\/(.*)$/.exec(plain) ?? [];
    const key = `${repository} ${name}`;
    if (kind === 'manifests') return onManifest(call, repository, name, manifests);
    if (kind === 'tags') {
      const tags = [...manifests.keys()].flatMap((known) => {
        const [owner, reference] = known.split(' ', 2);
        return owner === repository && reference !== undefined && !isDigest(reference) ? [reference] : [];
      });
      return { status: 200, body: JSON.stringify({ name: repository, tags }) };
    }
    if (kind === 'blobs') {
      const blob = blobs.get(key);
      return blob === undefined ? unknown('BLOB_UNKNOWN') : ranged(call, blob);
    }
    if (kind !== 'blobs/uploads') return unknown('NAME_UNKNOWN');
    if (method === 'POST') {
      const mount = query.get('mount');
      const blob = mount === null ? undefined : blobs.get(`${query.get('from')} ${mount}`);
      if (blob !== undefined && mount !== null) {
        blobs.set(`${repository} ${mount}`, blob);
        return { status: 201, headers: { 'docker-content-digest': mount } };
      }
      lastSession += 1;
      sessions.set(String(lastSession), new Uint8Array());
      return session(202, repository, lastSession, 0);
    }
    const soFar = sessions.get(name);
    if (soFar === undefined || !query.has('_state')) return unknown('BLOB_UPLOAD_UNKNOWN');
    if (method === 'DELETE') {
      sessions.delete(name);
      return { status: 204 };
    }
    if (query.get('_state') !== `~${soFar.byteLength}==`)
      return { status: 416, body: errorBody('RANGE_INVALID') };
    const content = Buffer.concat([soFar, body]);
    if (method === 'PATCH') {
      sessions.set(name, content);
      return session(202, repository, Number(name), content.byteLength);
    }
    const digest = query.get('digest');
    if (
      !isDigest(digest) ||
      digestOf(content, digest.startsWith('sha512') ? 'sha512' : 'sha256') !== digest
    ) {
      return { status: 400, body: errorBody('DIGEST_INVALID') };
    }
    sessions.delete(name);
    blobs.set(`${repository} ${digest}`, content);
    return { status: 201, headers: { 'docker-content-digest': digest } };
  };
}

function onManifest(
  { method, headers, body }: RegistryCall,
  repository: string,
  reference: string,
  manifests: ScriptedRegistry['manifests'],
): RegistryAnswer {
  if (method === 'PUT') {
    const digest = digestOf(body);
    const stored = { type: headers['content-type'] ?? '', bytes: body };
    manifests.set(`${repository} ${reference}`, stored).set(`${repository} ${digest}`, stored);
    return { status: 201, headers: { 'docker-content-digest': digest } };
  }
  const found = manifests.get(`${repository} ${reference}`);
  if (found === undefined) return unknown('MANIFEST_UNKNOWN');
  return {
    status: 200,
    headers: { 'content-type': found.type, 'docker-content-digest': digestOf(found.bytes) },
    body: found.bytes,
  };
}

function session(status: number, repository: string, id: number, sizeBytes: number): RegistryAnswer {
  // state that a URL library would rewrite
  return { status, headers: { location: `/v2/${repository}/blobs/uploads/${id}?_state=~${sizeBytes}==` } };
}

function ranged({ headers }: RegistryCall, blob: Uint8Array): RegistryAnswer {
  const start = Number(/^bytes=(\d+)-$/.exec(headers['range'] ?? '')?.[1] ?? 0);
  if (start === 0) return { status: 200, body: blob };
  const range = `bytes ${start}-${blob.byteLength - 1}/${blob.byteLength}`;
  return { status: 206, headers: { 'content-range': range }, body: blob.subarray(start) };
}

export function errorBody(code: string, message = code.toLowerCase(), detail?: unknown): string {
  return JSON.stringify({ errors: [{ code, message, ...(detail === undefined ? {} : { detail }) }] });
}

function unknown(code: string): RegistryAnswer {
  return { status: 404, headers: { 'content-type': 'application/json' }, body: errorBody(code) };
}

async function readCall(message: IncomingMessage): Promise<RegistryCall | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of message) chunks.push(chunk as Buffer);
  } catch {
    return undefined;
  }
  return {
    method: message.method ?? '',
    path: message.url ?? '',
    headers: Object.fromEntries(
      Object.entries(message.headers).map(([name, value]) => [name, String(value)]),
    ),
    body: Buffer.concat(chunks),
  };
}

function write(answer: RegistryAnswer, call: RegistryCall, response: ServerResponse): void {
  const body = Buffer.from(answer.body ?? '');
  const headers = Object.entries(answer.headers ?? {}).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((each): [string, string] => [name, each]),
  );
  const hasLength = headers.some(([name]) => name === 'content-length' || name === 'transfer-encoding');
  if (!hasLength) headers.push(['content-length', String(body.byteLength)]);
  response.writeHead(answer.status, headers.flat());
  if (call.method === 'HEAD') {
    response.end();
  } else if (answer.breakAfterBytes === undefined) {
    response.end(body);
  } else {
    response.write(body.subarray(0, answer.breakAfterBytes), () => {
      setTimeout(() => response.destroy(), 20);
    });
  }
}
