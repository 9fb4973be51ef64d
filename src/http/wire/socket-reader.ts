import type { OnReadOpts, Socket } from 'node:net';
import { alertOf } from '../connect/tls-alert.ts';
import { TransportFailure } from '../connect/transport-failure.ts';

/** Who gets the bytes of a connection. */
export interface Receiver {
  /** True: done with the bytes, go on. False: they stay in use, nothing more may come until `resume`. */
  take(bytes: Uint8Array): boolean;
  /** After the last bytes: the server ended the connection, or it broke. */
  end(error: Error | undefined): void;
}

/**
 * How bytes come off a socket: one piece at a time, the next one when the receiver is done with it (stop-and-wait), so
 * that nothing is copied and nothing piles up.
 */
export interface SocketReader {
  /** given to net.connect or tls.connect; undefined where bytes come as events */
  readonly onread: OnReadOpts | undefined;
  attach(socket: Socket, receiver: Receiver): void;
  /** The receiver is done with the bytes it took last. */
  resume(): void;
}

/** Heads of replies and small blobs need no more; most connections of an image of many layers see nothing else. */
const FIRST_BUFFER_BYTES = 64 * 1024;
/** A gigabyte in pieces of 64 KB costs a fifth more CPU time than in pieces of 1 MB; larger ones win nothing (measured). */
const LARGEST_BUFFER_BYTES = 1024 * 1024;

/** Plain TCP: libuv stops reading the moment we say so, hence one buffer that is filled again and again. */
export class PlainReader implements SocketReader {
  readonly onread: OnReadOpts;
  #socket: Socket | undefined;
  #receiver: Receiver | undefined;
  #stopped = false;
  #buffer = newBuffer(FIRST_BUFFER_BYTES);
  #wasFilled = false;

  constructor() {
    this.onread = {
      // asked after every piece
      buffer: () => {
        const sizeBytes = this.#buffer.byteLength;
        if (this.#wasFilled && sizeBytes < LARGEST_BUFFER_BYTES) this.#buffer = newBuffer(sizeBytes * 4);
        return this.#buffer;
      },
      callback: (count, buffer) => {
        this.#wasFilled = count === buffer.byteLength;
        const goOn = this.#receiver?.take(buffer.subarray(0, count)) ?? false;
        this.#stopped = !goOn;
        return goOn;
      },
    };
  }

  attach(socket: Socket, receiver: Receiver): void {
    this.#socket = socket;
    this.#receiver = receiver;
    onEnd(socket, (error) => receiver.end(error));
    // a server that spoke before anybody listened: its words are lost, and nothing after them can be trusted
    if (this.#stopped)
      socket.destroy(new TransportFailure('malformed', 'the server spoke before it was asked'));
  }

  resume(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    this.#socket?.resume();
  }
}

/** Never pooled and not zeroed: pages nobody reads into cost nothing. */
function newBuffer(sizeBytes: number): Buffer {
  return Buffer.allocUnsafeSlow(sizeBytes);
}

/** Sockets that were not made with `onread`: TLS through a proxy. Every piece has memory of its own. */
export class EventReader implements SocketReader {
  readonly onread = undefined;
  #socket: Socket | undefined;

  attach(socket: Socket, receiver: Receiver): void {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      if (!receiver.take(chunk)) socket.pause();
    });
    onEnd(socket, (error) => receiver.end(error));
    // a tunnel was opened over it, and it was paused then
    socket.resume();
  }

  resume(): void {
    if (this.#socket?.isPaused() === true) this.#socket.resume();
  }
}

/** Reports once how a socket ended; a FIN is the end although our own direction may still be open. */
export function onEnd(socket: Socket, report: (error: Error | undefined) => void): void {
  let failure: Error | undefined;
  let reported = false;
  const once = (): void => {
    if (reported) return;
    reported = true;
    report(alertOf(socket) ?? failure);
  };
  socket
    .on('error', (error) => (failure = error))
    .on('close', once)
    .on('end', once);
}
