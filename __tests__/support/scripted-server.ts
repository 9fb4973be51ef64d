import { once } from 'node:events';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { onTestFinished } from 'vitest';
import { untilQuiet } from './stopped-time.ts';
import type { TestCertificate } from './test-certificates.ts';

/**
 * What a server does on one connection, step by step. It sees raw bytes and writes raw bytes, so it can break every rule.
 * A script that throws (an expectation that is not met) fails the test when the server is closed.
 */
export type Script = (peer: Peer) => Promise<void> | void;

/** One connection, from the side of the server. */
export interface Peer {
  /** counted from 0 */
  readonly index: number;
  readonly socket: Socket;
  /** everything that came, in latin1 */
  readonly received: string;
  /** bytes received, heads included */
  readonly receivedBytes: number;
  /** Waits for a request head; `pattern` must match it. Gives the head, body not awaited. */
  head(pattern?: RegExp): Promise<string>;
  /** Waits for a request with its whole body (Content-Length). */
  request(pattern?: RegExp): Promise<{ readonly head: string; readonly body: Buffer }>;
  /** Waits until `count` more bytes have come; they are taken. */
  bytes(count: number): Promise<Buffer>;
  /** Writes bytes as they are. */
  write(bytes: string | Uint8Array): Promise<void>;
  /** Writes a proper answer; Content-Length is added unless it or Transfer-Encoding is given. */
  reply(
    status: number,
    headers?: Readonly<Record<string, string>>,
    body?: string | Uint8Array,
  ): Promise<void>;
  delay(durationMs: number): Promise<void>;
  /** Waits until the client has had the time to read what was written, and to do what it does with it. */
  settle(): Promise<void>;
  /** Ends our direction in good order. */
  fin(): Promise<void>;
  /** Breaks the connection with RST. */
  reset(): void;
  /** Does nothing for ever; reads on, so that the peer can send. */
  stall(): Promise<never>;
  /** Stops reading, so that the peer's send buffers fill. */
  deafen(): void;
  /** Resolves when the peer has closed its direction or the connection is gone. */
  closed(): Promise<void>;
}

export interface ScriptedServer {
  readonly port: number;
  /** `127.0.0.1:port`, or `localhost:port` with TLS */
  readonly host: string;
  /** `http://host` or `https://host` */
  readonly origin: string;
  readonly peers: readonly Peer[];
  /** everything all connections received */
  wire(): string;
  close(): Promise<void>;
}

export interface ScriptedServerOptions {
  readonly tls?: TestCertificate | undefined;
  /** 127.0.0.1 when not given */
  readonly address?: string;
  /** on every connection after those of `scripts`; without it such a connection fails the test */
  readonly otherwise?: Script;
}

/** Starts a server whose n-th connection follows the n-th script. It is closed, and its scripts judged, when the test ends. */
export async function scriptedServer(
  scripts: readonly Script[],
  options: ScriptedServerOptions = {},
): Promise<ScriptedServer> {
  const peers: Peer[] = [];
  const sockets = new Set<Socket>();
  const failures: unknown[] = [];
  let closing = false;
  const tcpSockets = new Map<number | undefined, Socket>();
  const onConnection = (socket: Socket): void => {
    const peer = peerOf(socket, tcpSockets.get(socket.remotePort) ?? socket, peers.length);
    peers.push(peer);
    const script = scripts[peer.index] ?? options.otherwise;
    void (async () => {
      if (script === undefined) throw new Error(`connection ${peer.index + 1} was not expected`);
      await script(peer);
    })().catch((error: unknown) => {
      if (!closing && !(error instanceof PeerGone)) failures.push(error);
      socket.destroy();
    });
  };
  const server =
    options.tls === undefined
      ? createTcpServer({ allowHalfOpen: true, noDelay: true }, onConnection)
      : createTlsServer(
          { ...options.tls, allowHalfOpen: true, noDelay: true, ALPNProtocols: ['http/1.1'] },
          onConnection,
        );
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    tcpSockets.set(socket.remotePort, socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => undefined);
  server.listen(0, options.address ?? '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const host = options.tls === undefined ? `127.0.0.1:${port}` : `localhost:${port}`;
  const close = async (): Promise<void> => {
    if (closing) return;
    closing = true;
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
    if (failures.length > 0) throw failures[0];
  };
  onTestFinished(close);
  return {
    port,
    host,
    origin: `${options.tls === undefined ? 'http' : 'https'}://${host}`,
    peers,
    wire: () => peers.map((peer) => peer.received).join(''),
    close,
  };
}

/** of what came is kept for assertions */
const MAX_KEPT_BYTES = 1_000_000;

/** The connection ended while a script waited for bytes: the client's right, and no failure of the script. */
class PeerGone extends Error {}

/** @param tcp what carries the connection: only that can be reset, TLS cannot */
function peerOf(socket: Socket | TLSSocket, tcp: Socket, index: number): Peer {
  const kept: Buffer[] = [];
  const pending: Buffer[] = [];
  let pendingBytes = 0;
  let receivedBytes = 0;
  let gone = false;
  const waiting = new Set<() => void>();
  const wakeAll = (): void => {
    for (const wake of waiting) wake();
  };
  const onGone = (): void => {
    gone = true;
    wakeAll();
  };
  socket
    .on('error', () => undefined)
    .on('end', onGone)
    .on('close', onGone)
    .on('drain', wakeAll)
    .on('finish', wakeAll);
  socket.on('data', (chunk: Buffer) => {
    receivedBytes += chunk.byteLength;
    if (receivedBytes < MAX_KEPT_BYTES) kept.push(chunk);
    pending.push(chunk);
    pendingBytes += chunk.byteLength;
    wakeAll();
  });

  const until = async <T>(find: () => T | undefined, untilDestroyed = false): Promise<T> => {
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      if (untilDestroyed ? socket.destroyed : gone)
        throw new PeerGone(`connection ${index + 1} was closed by the client`);
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          waiting.delete(wake);
          resolve();
        };
        waiting.add(wake);
      });
    }
  };
  const take = (count: number): Buffer => {
    const all = Buffer.concat(pending.splice(0));
    const left = all.subarray(count);
    pendingBytes = left.byteLength;
    if (left.byteLength > 0) pending.push(left);
    return all.subarray(0, count);
  };
  const bytes = (count: number): Promise<Buffer> =>
    until(() => (pendingBytes >= count ? take(count) : undefined));
  const head = async (pattern?: RegExp): Promise<string> => {
    const text = await until(() => {
      const end = Buffer.concat(pending).indexOf('\r\n\r\n');
      return end < 0 ? undefined : take(end + 4).toString('latin1');
    });
    if (pattern !== undefined && !pattern.test(text))
      throw new Error(`expected ${String(pattern)}, came:\n${text}`);
    return text;
  };
  const write = async (data: string | Uint8Array): Promise<void> => {
    socket.write(data);
    // a peer that closed its own direction may still read ours
    await until(() => (socket.destroyed || socket.writableNeedDrain ? undefined : true), true);
  };
  return {
    index,
    socket,
    get received() {
      return Buffer.concat(kept).toString('latin1');
    },
    get receivedBytes() {
      return receivedBytes;
    },
    head,
    bytes,
    write,
    async request(pattern) {
      const text = await head(pattern);
      const length = /^content-length: *(\d+)/im.exec(text)?.[1];
      return { head: text, body: await bytes(Number(length ?? 0)) };
    },
    async reply(status, headers = {}, body = '') {
      const framed = Object.keys(headers).some((name) => /^(content-length|transfer-encoding)$/i.test(name));
      const all = framed ? headers : { ...headers, 'content-length': String(Buffer.byteLength(body)) };
      const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
      const start = Buffer.from(`HTTP/1.1 ${status} Status\r\n${lines.join('')}\r\n`, 'latin1');
      await write(Buffer.concat([start, Buffer.from(body)]));
    },
    delay: (durationMs) => wait(durationMs),
    settle: () => untilQuiet(() => receivedBytes),
    async fin() {
      socket.end();
      await until(() => (socket.writableFinished ? true : undefined), true);
    },
    reset: () => {
      if (socket === tcp) tcp.resetAndDestroy();
      // Under TLS we may be inside OpenSSL's handshake here: Node would free the session under its feet (SIGSEGV).
      else setImmediate(() => tcp.resetAndDestroy());
    },
    stall: () => until<never>(() => undefined),
    deafen: () => {
      socket.pause();
    },
    closed: () => until(() => (gone ? (true as const) : undefined)).then(() => undefined),
  };
}

/** Answers every request on the connection in the same way, as a well-behaved server does. */
export function serving(
  answer: (request: { readonly head: string; readonly body: Buffer }, peer: Peer) => Promise<void> | void,
): Script {
  return async (peer) => {
    for (;;) await answer(await peer.request(), peer);
  };
}
