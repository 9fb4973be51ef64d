import type { Socket } from 'node:net';
import type { Poolable } from '../exchange/connection-pool.ts';
import type { Connector, Route } from '../connect/connector.ts';
import { EventReader, PlainReader, type SocketReader, type Receiver } from './socket-reader.ts';
import { TlsReader } from './tls-reader.ts';
import { reasonOf, TransportFailure } from '../connect/transport-failure.ts';

/** A connection that carries one exchange after the other. */
export class Wire implements Poolable, Receiver {
  /** address of the server, or of the proxy in front of it */
  readonly remoteAddress: string | undefined;
  readonly #socket: Socket;
  readonly #reader: SocketReader;
  #user: Receiver | undefined;
  #ended = false;
  #onFlushFailed: ((error: Error) => void) | undefined;

  /** @throws TransportFailure, or the PromoteError of the signal */
  static async open(connector: Connector, route: Route, signal: AbortSignal): Promise<Wire> {
    const reader = route.target.secure ? new TlsReader() : new PlainReader();
    const { socket, buffered } = await connector.connect(route, reader.onread, signal);
    return new Wire(socket, buffered ? reader : new EventReader());
  }

  constructor(socket: Socket, reader: SocketReader) {
    this.#socket = socket;
    this.#reader = reader;
    this.remoteAddress = socket.remoteAddress;
    reader.attach(socket, this);
  }

  get usable(): boolean {
    return !this.#ended && !this.#socket.destroyed && this.#user === undefined;
  }

  /** Makes `user` the receiver of what comes from now on. */
  occupy(user: Receiver): void {
    this.#user = user;
    if (this.#ended) user.end(undefined);
  }

  /** Ends the use; bytes that come now belong to nobody and end the connection. */
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
   * Sends bytes. They may be overwritten once undefined is returned (the kernel took them all) or the promise resolves.
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
        // a destroyed socket calls back too
        if (socket.destroyed) fail(new TransportFailure('broken', 'the connection was closed'));
        else resolve();
      };
    });
  }

  destroy(error?: Error): void {
    this.#socket.destroy(error);
  }
}
