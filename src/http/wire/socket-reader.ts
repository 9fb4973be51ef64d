import type { OnReadOpts, Socket } from 'node:net';
import { alertOf } from '../connect/tls-alert.ts';
import { TransportFailure } from '../connect/transport-failure.ts';

/** Receives the bytes of a connection. */
export interface Receiver {
  /** Returns true when the bytes are consumed. False: the buffer stays in use, and reading pauses until `resume`. */
  take(bytes: Uint8Array): boolean;
  /** Called after the last bytes: the server closed the connection, or it broke. */
  end(error: Error | undefined): void;
}

/**
 * Reads a socket one chunk at a time; the next chunk is read when the receiver has consumed the last one (stop-and-wait),
 * so nothing is copied and nothing queues up.
 */
export interface SocketReader {
  /** option of net.connect or tls.connect; undefined when bytes arrive as 'data' events */
  readonly onread: OnReadOpts | undefined;
  attach(socket: Socket, receiver: Receiver): void;
  /** The receiver has consumed the last chunk. */
  resume(): void;
}

/** Enough for response heads and small blobs, which is all that most connections carry for an image with many layers. */
const FIRST_BUFFER_BYTES = 64 * 1024;
/** Chunks of 64 KB cost 20 % more CPU time than chunks of 1 MB; larger chunks gain nothing (measured with 1 GB). */
const LARGEST_BUFFER_BYTES = 1024 * 1024;

/** Plain TCP: libuv stops reading immediately when paused, so a single reused buffer is enough. */
export class PlainReader implements SocketReader {
  readonly onread: OnReadOpts;
  #socket: Socket | undefined;
  #receiver: Receiver | undefined;
  #stopped = false;
  #buffer = newBuffer(FIRST_BUFFER_BYTES);
  #wasFilled = false;

  constructor() {
    this.onread = {
      // libuv asks for the buffer after every chunk
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
    // unsolicited bytes from the server are lost here, so nothing that follows them can be trusted
    if (this.#stopped)
      socket.destroy(new TransportFailure('malformed', 'the server spoke before it was asked'));
  }

  resume(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    this.#socket?.resume();
  }
}

/** Neither pooled nor zeroed: untouched pages cost no memory. */
function newBuffer(sizeBytes: number): Buffer {
  return Buffer.allocUnsafeSlow(sizeBytes);
}

/** Sockets created without `onread` (TLS through a proxy). Every chunk has its own buffer. */
export class EventReader implements SocketReader {
  readonly onread = undefined;
  #socket: Socket | undefined;

  attach(socket: Socket, receiver: Receiver): void {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      if (!receiver.take(chunk)) socket.pause();
    });
    onEnd(socket, (error) => receiver.end(error));
    // opening the tunnel paused the socket
    socket.resume();
  }

  resume(): void {
    if (this.#socket?.isPaused() === true) this.#socket.resume();
  }
}

/** Reports once how a socket ended; a FIN from the server counts as the end even if our side is still open. */
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
