import type { Socket, OnReadOpts } from 'node:net';
import type { Poolable } from '../exchange/connection-pool.ts';
import type { Connector, Route } from '../connect/connector.ts';
import { EventReader, PlainReader, type SocketReader, type Receiver, onEnd } from './socket-reader.ts';
import { reasonOf, TransportFailure } from '../connect/transport-failure.ts';

/** A connection that carries one exchange at a time. */
export class Wire implements Poolable, Receiver {
  /** address of the server; undefined when only a proxy knows it */
  readonly remoteAddress: string | undefined;
  readonly #socket: Socket;
  readonly #reader: SocketReader;
  #user: Receiver | undefined;
  #ended = false;
  #onFlushFailed: ((error: Error) => void) | undefined;

  /** @throws TransportFailure, or the PromoteError of the signal */
  static async open(connector: Connector, route: Route, signal: AbortSignal): Promise<Wire> {
    const reader = route.target.secure ? new TlsReader() : new PlainReader();
    const { socket, buffered, serverAddress } = await connector.connect(route, reader.onread, signal);
    return new Wire(socket, buffered ? reader : new EventReader(), serverAddress);
  }

  constructor(socket: Socket, reader: SocketReader, serverAddress: string | undefined) {
    this.#socket = socket;
    this.#reader = reader;
    this.remoteAddress = serverAddress;
    reader.attach(socket, this);
  }

  get usable(): boolean {
    return !this.#ended && !this.#socket.destroyed && this.#user === undefined;
  }

  /** Makes `user` the receiver of all further bytes. */
  occupy(user: Receiver): void {
    this.#user = user;
    if (this.#ended) user.end(undefined);
  }

  /** Detaches the receiver; bytes that arrive without a receiver end the connection. */
  vacate(): void {
    this.#user = undefined;
  }

  take(bytes: Uint8Array): boolean {
    if (this.#user !== undefined) return this.#user.take(bytes);
    this.destroy();
    return true;
  }

  end(error: Error | undefined): void {
    this.#ended = true;
    this.#onFlushFailed?.(error ?? new TransportFailure('broken', 'the connection was closed'));
    this.#user?.end(error);
  }

  resume(): void {
    this.#reader.resume();
  }

  /**
   * Sends bytes. The buffer may be reused once undefined is returned (the kernel took all of it) or the promise resolves.
   * @throws TransportFailure through the promise
   */
  write(...pieces: readonly Uint8Array[]): Promise<void> | undefined {
    const socket = this.#socket;
    let flushed = (): void => undefined;
    socket.cork();
    for (const piece of pieces) socket.write(piece, piece === pieces.at(-1) ? () => flushed() : undefined);
    socket.uncork();
    if (socket.writableLength === 0) return undefined;
    return new Promise((resolve, reject) => {
      const fail = (error: Error): void => reject(reasonOf(error));
      this.#onFlushFailed = fail;
      flushed = () => {
        this.#onFlushFailed = undefined;
        // a destroyed socket also runs the callback
        if (socket.destroyed) fail(new TransportFailure('broken', 'the connection was closed'));
        else resolve();
      };
    });
  }

  destroy(error?: Error): void {
    this.#socket.destroy(error);
  }
}

export const SLAB_BYTES = 256 * 1024;
/** Reading pauses above this size and resumes below half of it. */
const MAX_OUTSTANDING_BYTES = 2 * SLAB_BYTES;

interface Slab {
  readonly bytes: Uint8Array;
  filled: number;
  taken: number;
}

/**
 * TLS: records that are already decrypted (at most 16 KB each) still arrive after a pause. They are collected in slabs, and
 * the receiver gets everything from one turn of the event loop as one chunk: 16 times fewer writes, and compared with
 * 'data' events a quarter less CPU time and 17 MB less memory (measured). A slab is reused only when all of it is consumed.
 */
export class TlsReader implements SocketReader {
  readonly onread: OnReadOpts;
  /** in byte order; the last one is being filled */
  readonly #slabs: Slab[] = [];
  readonly #free: Slab[] = [];
  #socket: Socket | undefined;
  #receiver: Receiver | undefined;
  #outstandingBytes = 0;
  #heldBytes = 0;
  #scheduled = false;
  #stopped = false;
  #ended: { readonly error: Error | undefined } | undefined;

  constructor() {
    this.onread = {
      buffer: () => this.#space(),
      callback: (count) => this.#filled(count),
    };
  }

  attach(socket: Socket, receiver: Receiver): void {
    this.#socket = socket;
    this.#receiver = receiver;
    onEnd(socket, (error) => {
      this.#ended = { error };
      this.#deliver();
    });
  }

  resume(): void {
    if (this.#heldBytes === 0) return;
    this.#done();
    this.#deliver();
  }

  /** Space for the next bytes, marked as used: the same space is never returned twice. */
  #space(): Uint8Array {
    const last = this.#slabs.at(-1);
    if (last !== undefined && last.filled < SLAB_BYTES) return last.bytes.subarray(last.filled);
    const slab = this.#free.pop() ?? {
      bytes: Buffer.allocUnsafeSlow(SLAB_BYTES),
      filled: 0,
      taken: 0,
    };
    this.#slabs.push(slab);
    return slab.bytes;
  }

  #filled(count: number): boolean {
    const last = this.#slabs.at(-1);
    if (last !== undefined) last.filled += count;
    this.#outstandingBytes += count;
    if (!this.#scheduled) {
      this.#scheduled = true;
      setImmediate(() => {
        this.#scheduled = false;
        this.#deliver();
      });
    }
    this.#stopped = this.#outstandingBytes >= MAX_OUTSTANDING_BYTES;
    return !this.#stopped;
  }

  #deliver(): void {
    if (this.#heldBytes > 0) return;
    for (;;) {
      const slab = this.#slabs[0];
      if (slab === undefined || slab.taken === slab.filled) {
        if (slab?.filled !== SLAB_BYTES) break;
        this.#recycle();
        continue;
      }
      const bytes = slab.bytes.subarray(slab.taken, slab.filled);
      slab.taken = slab.filled;
      this.#heldBytes = bytes.byteLength;
      if (this.#receiver?.take(bytes) !== true) return;
      this.#done();
    }
    if (this.#ended !== undefined) {
      const { error } = this.#ended;
      this.#ended = undefined;
      this.#receiver?.end(error);
    }
  }

  /** Releases the chunk that the receiver took last. */
  #done(): void {
    this.#outstandingBytes -= this.#heldBytes;
    this.#heldBytes = 0;
    if (!this.#stopped || this.#outstandingBytes >= SLAB_BYTES) return;
    this.#stopped = false;
    this.#socket?.resume();
  }

  #recycle(): void {
    const slab = this.#slabs.shift();
    // keep two slabs; a burst may have allocated more
    if (slab === undefined || this.#free.length >= 2) return;
    slab.filled = 0;
    slab.taken = 0;
    this.#free.push(slab);
  }
}
