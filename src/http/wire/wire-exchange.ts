import { cancelled } from '../../core/text/errors.ts';
import { framingOf, type Framing } from './body-framing.ts';
import type { Lease } from '../exchange/connection-pool.ts';
import type { Receiver } from './socket-reader.ts';
import { idleLimitMs } from '../exchange/keep-alive.ts';
import { HeadReader, type ResponseHead } from '../connect/response-head.ts';
import { Watchdog } from './watchdog.ts';
import { reasonOf, TransportFailure } from '../connect/transport-failure.ts';
import type { Wire } from './wire.ts';

export interface WireExchangeOptions {
  readonly method: string;
  readonly idleTimeoutMs: number;
  readonly signal: AbortSignal;
}

/** A reply whose head has arrived. */
export interface ReplyStart {
  readonly head: ResponseHead;
  readonly contentLengthBytes: number | undefined;
}

interface Waiter {
  readonly resolve: (piece: Uint8Array | undefined) => void;
  readonly reject: (error: Error) => void;
}

const EMPTY = new Uint8Array();
const MAX_INFORMATIONAL = 20;

/**
 * One request and its reply on an exclusive connection. The connection returns to the pool when the reply has been read
 * to its end and the connection is reusable; otherwise it is destroyed.
 */
export class WireExchange implements Receiver {
  readonly #lease: Lease<Wire>;
  readonly #options: WireExchangeOptions;
  readonly #watchdog: Watchdog;
  readonly #headReader = new HeadReader();
  readonly #start: Promise<ReplyStart>;
  #settleStart: { resolve: (start: ReplyStart) => void; reject: (error: Error) => void } | undefined;
  #framing: Framing | undefined;
  /** how long the server keeps the idle connection open */
  #idleLimitMs: number | undefined;
  #informational = 0;
  /** received bytes that are not consumed yet */
  #held: Uint8Array = EMPTY;
  #waiter: Waiter | undefined;
  #failure: Error | undefined;
  #finished = false;
  /** the request was sent completely, so the connection may be reused */
  #requestComplete = true;
  /** called once when the reply starts or the exchange fails */
  onTurn: (() => void) | undefined;

  constructor(lease: Lease<Wire>, options: WireExchangeOptions) {
    this.#lease = lease;
    this.#options = options;
    this.#watchdog = new Watchdog(options.idleTimeoutMs, () =>
      this.#fail(new TransportFailure('idle-timeout', 'the server was silent for too long')),
    );
    this.#start = new Promise((resolve, reject) => {
      this.#settleStart = { resolve, reject };
    });
    // avoids an unhandled rejection when the exchange fails before the head is awaited
    this.#start.catch(() => undefined);
    options.signal.addEventListener('abort', this.#onAbort);
    if (options.signal.aborted) this.#onAbort();
    else lease.connection.occupy(this);
  }

  /** why it ended badly */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** the head of the reply has arrived */
  get answered(): boolean {
    return this.#framing !== undefined;
  }

  /** at least one byte of the reply has arrived */
  get sawReply(): boolean {
    return this.answered || this.#headReader.started;
  }

  get remoteAddress(): string | undefined {
    return this.#lease.connection.remoteAddress;
  }

  /**
   * Sends a part of the request; see Wire.write.
   * @param complete false: more follows
   */
  write(complete: boolean, ...pieces: readonly Uint8Array[]): Promise<void> | undefined {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    this.#requestComplete = complete;
    const flushed = this.#lease.connection.write(...pieces);
    if (flushed === undefined) return undefined;
    this.#watchdog.arm();
    return flushed.then(
      () => this.#watchdog.disarm(),
      (error: unknown) => {
        // when we ended the exchange (cancelled, timed out), its own failure is the cause
        throw this.#failure ?? error;
      },
    );
  }

  /** Waits for the head of the reply. @throws TransportFailure, or the PromoteError of the signal */
  async start(): Promise<ReplyStart> {
    if (!this.answered && !this.#finished) this.#watchdog.arm();
    return this.#start;
  }

  /**
   * The next chunk of the reply body, valid until the next call; undefined at the end of the body.
   * @throws TransportFailure, or the PromoteError of the signal
   */
  next(): Promise<Uint8Array | undefined> {
    try {
      while (!this.#finished) {
        const piece = this.#decode();
        if (piece !== undefined) return Promise.resolve(piece);
        if (this.#framing?.decoder.ended === true) this.#finish();
        // Buffered bytes, or the end of the connection, are delivered at once.
        else this.#lease.connection.resume();
        if (this.#held.byteLength === 0) break;
      }
    } catch (error) {
      this.#fail(reasonOf(error));
    }
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (this.#finished) return Promise.resolve(undefined);
    this.#watchdog.arm();
    return new Promise((resolve, reject) => {
      this.#waiter = { resolve, reject };
    });
  }

  /** Aborts the exchange and destroys the connection; a pending read ends. */
  abandon(): void {
    if (this.#finished) return;
    this.#close();
    this.#lease.discard();
    this.#settleStart?.reject(new TransportFailure('broken', 'the exchange was given up'));
    this.#answerWaiter(undefined);
  }

  take(bytes: Uint8Array): boolean {
    this.#watchdog.progress(bytes.byteLength);
    this.#held = bytes;
    try {
      if (this.#framing === undefined) this.#readHead();
      if (this.#waiter !== undefined) {
        const piece = this.#decode();
        if (piece === undefined && this.#framing?.decoder.ended === true) this.#finish();
        if (piece !== undefined || this.#finished) this.#answerWaiter(piece);
        // the reader may use this chunk until it asks for the next one
        if (piece !== undefined) return false;
      }
    } catch (error) {
      this.#fail(reasonOf(error));
    }
    return this.#finished || this.#held.byteLength === 0;
  }

  end(error: Error | undefined): void {
    const decoder = this.#framing?.decoder;
    const isComplete =
      decoder?.ended === true || (error === undefined && decoder?.endsWithConnection === true);
    if (!isComplete) {
      this.#fail(reasonOf(error ?? new TransportFailure('broken', 'the server closed the connection')));
      return;
    }
    this.#finish();
    this.#answerWaiter(undefined);
  }

  #readHead(): void {
    while (this.#framing === undefined && this.#held.byteLength > 0) {
      const result = this.#headReader.push(this.#held);
      this.#held = result?.rest ?? EMPTY;
      if (result === undefined) return;
      const { head } = result;
      if (head.status >= 200) return this.#begin(head);
      this.#informational += 1;
      if (head.status === 101 || this.#informational > MAX_INFORMATIONAL) {
        throw new TransportFailure(
          'malformed',
          `the server answers ${head.status} again and again, or to nothing`,
        );
      }
    }
  }

  #begin(head: ResponseHead): void {
    this.#framing = framingOf(this.#options.method, head);
    this.#idleLimitMs = idleLimitMs(head.headers);
    this.#watchdog.disarm();
    this.#settleStart?.resolve({ head, contentLengthBytes: this.#framing.contentLengthBytes });
    this.onTurn?.();
  }

  #decode(): Uint8Array | undefined {
    const decoder = this.#framing?.decoder;
    while (decoder !== undefined && this.#held.byteLength > 0 && !decoder.ended) {
      const { data, rest } = decoder.decode(this.#held);
      this.#held = rest;
      if (data.byteLength > 0) return data;
    }
    return undefined;
  }

  #answerWaiter(piece: Uint8Array | undefined): void {
    const waiter = this.#waiter;
    this.#waiter = undefined;
    this.#watchdog.disarm();
    waiter?.resolve(piece);
  }

  /** The reply is complete. */
  #finish(): void {
    const { connection } = this.#lease;
    const reusable =
      this.#framing?.keepAlive === true && this.#requestComplete && this.#held.byteLength === 0;
    this.#close();
    if (!reusable) return this.#lease.discard();
    // keeps reading: unsolicited bytes or a FIN make the connection unusable
    connection.resume();
    this.#lease.keep(this.#idleLimitMs);
  }

  #fail(error: Error): void {
    if (this.#finished) return;
    this.#failure = error;
    this.#close();
    this.#lease.discard();
    this.#settleStart?.reject(error);
    const waiter = this.#waiter;
    this.#waiter = undefined;
    waiter?.reject(error);
    this.onTurn?.();
  }

  readonly #onAbort = (): void => {
    this.#fail(cancelled(this.#options.signal));
  };

  #close(): void {
    this.#finished = true;
    this.#watchdog.stop();
    this.#options.signal.removeEventListener('abort', this.#onAbort);
    this.#lease.connection.vacate();
  }
}
