import {
  createRegistry,
  type RegistryAnswer,
  type RegistryCall,
  type ScriptedRegistry,
} from './scripted-registry.ts';
import { scriptedServer, type Peer, type ScriptedServer } from './scripted-server.ts';
import type { TestCertificate } from './test-certificates.ts';

/**
 * What the registry does instead of what it should: another answer; `reset`: RST instead of an answer; `done`: the rule has
 * written to the peer itself.
 */
export type Rule = (
  call: RegistryCall,
  /** the answer to this call, or to another one in its place */
  usual: (call?: RegistryCall) => RegistryAnswer,
  peer: Peer,
) => Promise<RegistryAnswer | 'reset' | 'done' | undefined> | RegistryAnswer | 'reset' | 'done' | undefined;

/** Looks at a request before its body has come; true: the rule has dealt with it, and the connection is not used further. */
export type EarlyRule = (head: string, peer: Peer) => Promise<boolean> | boolean;

export interface WireRegistry extends Pick<ScriptedRegistry, 'blobs' | 'manifests' | 'openSessions'> {
  readonly server: ScriptedServer;
  readonly host: string;
  readonly origin: string;
  readonly calls: readonly RegistryCall[];
  /** `POST /v2/a/b/blobs/uploads/`, without queries; requests of an upload session as `PATCH session` */
  lines(): readonly string[];
  count(method: string, pattern?: RegExp): number;
}

/** A registry in memory that writes every byte by itself, so that it can break every rule; ends with its test. */
export async function startWireRegistry(
  options: {
    readonly tls?: TestCertificate | undefined;
    readonly rule?: Rule | undefined;
    readonly early?: EarlyRule | undefined;
  } = {},
): Promise<WireRegistry> {
  const calls: RegistryCall[] = [];
  const blobs: WireRegistry['blobs'] = new Map();
  const manifests: WireRegistry['manifests'] = new Map();
  const sessions = new Map<string, Uint8Array>();
  const usual = createRegistry(blobs, manifests, sessions);

  const serve = async (peer: Peer): Promise<void> => {
    for (;;) {
      const head = await peer.head();
      if ((await options.early?.(head, peer)) === true) return;
      const length = /^content-length: *(\d+)/im.exec(head)?.[1];
      const call = callOf(head, await peer.bytes(Number(length ?? 0)));
      calls.push(call);
      const answer = (await options.rule?.(call, (other = call) => usual(other), peer)) ?? usual(call);
      if (answer === 'reset') return peer.reset();
      if (answer !== 'done') await write(answer, call, peer);
    }
  };

  const server = await scriptedServer([], { tls: options.tls, otherwise: serve });
  const lines = (): readonly string[] => calls.map(({ method, path }) => `${method} ${shorten(path)}`);
  return {
    server,
    host: server.host,
    origin: server.origin,
    blobs,
    manifests,
    calls,
    openSessions: () => sessions.size,
    lines,
    count: (method, pattern = /(?:)/) =>
      calls.filter((call) => call.method === method && pattern.test(call.path)).length,
  };
}

function callOf(head: string, body: Buffer): RegistryCall {
  const [start = '', ...fields] = head.trimEnd().split('\r\n');
  const [method = '', path = ''] = start.split(' ');
  const headers = Object.fromEntries(
    fields.map((field) => {
      const colon = field.indexOf(':');
      return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()];
    }),
  );
  return { method, path, headers, body };
}

function shorten(path: string): string {
  const [plain = ''] = path.split('?', 1);
  return /\/blobs\/uploads\/\d+$/.test(plain) ? 'session' : plain;
}

async function write(answer: RegistryAnswer, call: RegistryCall, peer: Peer): Promise<void> {
  const body = Buffer.from(answer.body ?? '');
  const fields = Object.entries(answer.headers ?? {}).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((each): [string, string] => [name, each]),
  );
  const isFramed = fields.some(([name]) => name === 'content-length' || name === 'transfer-encoding');
  if (!isFramed && answer.status !== 204) fields.push(['content-length', String(body.byteLength)]);
  const head = fields.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const start = Buffer.from(`HTTP/1.1 ${answer.status} Status\r\n${head}\r\n`, 'latin1');
  const sent = call.method === 'HEAD' ? Buffer.alloc(0) : body.subarray(0, answer.breakAfterBytes);
  await peer.write(Buffer.concat([start, sent]));
  if (answer.breakAfterBytes === undefined) return;
  // what was written must arrive before the connection breaks
  await peer.settle();
  peer.reset();
}
