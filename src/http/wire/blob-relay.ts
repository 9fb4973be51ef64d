import type { ConnectionPool, Lease } from '../exchange/connection-pool.ts';
import type { HttpReply, OpenReply, RelayRequest, RelayResult } from '../exchange/exchange.ts';
import type { Target } from '../connect/target.ts';
import { PromoteError } from '../../core/text/errors.ts';
import { Wire } from './wire.ts';
import { WireExchange } from './wire-exchange.ts';
import { TransportFailure } from '../connect/transport-failure.ts';
import { deliver, trace, type RequestName, type TransportParts } from '../exchange/delivery.ts';
import { firstHop, poolKeyOf, routeOf } from '../exchange/redirect-rules.ts';
import { headersOf, requestHead } from '../exchange/request-headers.ts';
import { readBody } from './streamed-reply.ts';
import { shownPath } from '../exchange/trace.ts';

/** A streamed upload cannot be resent, so it only uses a kept connection that the server has had no time to close. */
const MAX_IDLE_MS = 1_000;

/** Uploads whose body is streamed from a download. */
export class BlobRelay {
  readonly #parts: TransportParts;
  readonly #pool: ConnectionPool<Wire>;

  constructor(parts: TransportParts, pool: ConnectionPool<Wire>) {
    this.#parts = parts;
    this.#pool = pool;
  }

  /** @throws PromoteError, TransportFailure for a request that cannot be sent */
  async relay(request: RelayRequest, signal: AbortSignal): Promise<RelayResult> {
    const { upload } = request;
    try {
      const { settings } = this.#parts;
      const length = { 'content-length': String(request.sizeBytes) };
      const hop = firstHop(upload.url, { ...headersOf(upload, settings.userAgent), ...length });
      const name = { target: hop.target, request: `${upload.method} ${shownPath(hop.target.path)}` };
      const key = poolKeyOf(hop);
      const open = (): Promise<Wire> => Wire.open(this.#parts.connector, routeOf(hop), signal);
      const limit = this.#parts.load.connectionsFor(hop.target.origin);
      const lease = await this.#connect(
        name,
        () => this.#pool.acquire(key, open, { limit, maxIdleMs: MAX_IDLE_MS }, signal),
        signal,
      );
      const options = { method: upload.method, idleTimeoutMs: settings.idleTimeoutMs, signal };
      const transfer = new RelayedBlob(
        request,
        new WireExchange(lease, options),
        requestHead(upload.method, hop.target, hop.headers),
      );
      return await this.#run(transfer, name, upload.method, hop.target, signal);
    } finally {
      request.download.discard();
    }
  }

  async #run(
    transfer: RelayedBlob,
    name: RequestName,
    method: string,
    target: Target,
    signal: AbortSignal,
  ): Promise<RelayResult> {
    const { settings, load, fail } = this.#parts;
    const startMs = settings.clock.nowMs();
    try {
      const result = await transfer.run();
      if (result.kind !== 'corrupt') load.note(target, result.reply.status);
      trace(
        settings,
        method,
        target,
        result.kind === 'corrupt' ? 'corrupt' : `${result.reply.status}`,
        startMs,
      );
      return result;
    } catch (error) {
      trace(
        settings,
        method,
        target,
        error instanceof TransportFailure ? error.kind : (error as PromoteError).code,
        startMs,
      );
      throw error instanceof TransportFailure ? await fail(error, name, 1, signal) : error;
    }
  }

  /** Nothing has been sent yet, so a failure to connect is retried. */
  async #connect(
    name: RequestName,
    acquire: () => Promise<Lease<Wire>>,
    signal: AbortSignal,
  ): Promise<Lease<Wire>> {
    const send = async () => ({ status: 0, headers: {}, lease: await acquire() });
    const drop = (unused: { readonly lease: Lease<Wire> }): void => unused.lease.discard();
    const { lease } = await deliver(this.#parts, { name: () => name, repeatable: false, send, drop }, signal);
    return lease;
  }
}

/** How a download ended, as the upload sees it. */
type PumpEnd =
  | { readonly kind: 'complete' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'corrupt' }
  | { readonly kind: 'broken'; readonly error: Error };

/** Servers refuse an upload after reading its head: nearly always within the first 4 MB. */
const WATCHFUL_PIECES = 16;
const DEFAULT_MAX_REPLY_BYTES = 64 * 1024;

/**
 * Feeds an upload from a download: each chunk is read, written, and hashed while it is being sent. The last chunk is hashed
 * first and written only if the digest matches, so a corrupt blob is never completed at the destination.
 */
class RelayedBlob {
  readonly #request: RelayRequest;
  readonly #upload: WireExchange;
  /** request head; sent with the first chunk */
  #head: Uint8Array | undefined;
  #receivedBytes = 0;
  #pieces = 0;

  constructor(request: RelayRequest, upload: WireExchange, head: Uint8Array) {
    this.#request = request;
    this.#upload = upload;
    this.#head = head;
  }

  /** @throws TransportFailure of the upload, PromoteError of the download */
  async run(): Promise<RelayResult> {
    let { download } = this.#request;
    try {
      for (;;) {
        const end = await this.#pump(download);
        switch (end.kind) {
          case 'complete':
            return { kind: 'sent', reply: await this.#reply() };
          case 'refused':
            return { kind: 'refused', reply: await this.#earlyReply() };
          case 'corrupt':
            return { kind: 'corrupt', receivedBytes: this.#receivedBytes };
          case 'broken': {
            const again = await this.#request.reopen(this.#receivedBytes);
            if (again === undefined) throw end.error;
            download = again;
          }
        }
      }
    } finally {
      download.discard();
      // unless a complete request got a complete reply, the upload must never be completed
      this.#upload.abandon();
    }
  }

  async #pump(download: OpenReply): Promise<PumpEnd> {
    const { sizeBytes } = this.#request;
    const { contentLengthBytes } = download;
    if (contentLengthBytes !== undefined && contentLengthBytes !== sizeBytes - this.#receivedBytes) {
      return { kind: 'corrupt' };
    }
    if (sizeBytes === 0) return this.#sendEmpty();
    const pieces = download.chunks()[Symbol.asyncIterator]();
    // a reply to the upload, or its failure, ends the wait for the download
    this.#upload.onTurn = () => {
      if (this.#receivedBytes < sizeBytes) download.discard();
    };
    try {
      for (;;) {
        const piece = await pieces.next();
        await this.#lookUp();
        if (this.#upload.answered) return { kind: 'refused' };
        if (this.#upload.failure !== undefined) throw this.#upload.failure;
        if (piece.done === true) return this.#shortEnd(contentLengthBytes);
        const step = await this.#forward(piece.value);
        if (step === 'more') continue;
        // returns the connection of the download to its pool
        if (step.kind === 'complete' && contentLengthBytes !== undefined) await pieces.next();
        return step;
      }
    } catch (error) {
      if (this.#upload.answered) return { kind: 'refused' };
      if (this.#upload.failure !== undefined) throw this.#upload.failure;
      if (isBreak(error)) return { kind: 'broken', error };
      throw error;
    }
  }

  /**
   * Gives the upload's socket a chance to be read before the next write. libuv reads up to 32 buffers from one socket in a
   * row, and writing to a destination that replied early and reset the connection would lose its reply.
   */
  async #lookUp(): Promise<void> {
    this.#pieces += 1;
    if (this.#pieces > WATCHFUL_PIECES && this.#pieces % 4 !== 0) return;
    await new Promise((resolve) => setImmediate(resolve));
  }

  async #forward(piece: Uint8Array): Promise<'more' | PumpEnd> {
    const { sizeBytes, verifier, onBytes } = this.#request;
    const totalBytes = this.#receivedBytes + piece.byteLength;
    const isLast = totalBytes === sizeBytes;
    if (totalBytes > sizeBytes) return { kind: 'corrupt' };
    if (isLast) {
      verifier.update(piece);
      if (!verifier.matches()) return { kind: 'corrupt' };
    }
    const head = this.#head;
    this.#head = undefined;
    const flushed = this.#upload.write(isLast, ...(head === undefined ? [piece] : [head, piece]));
    // the kernel sends while we hash
    if (!isLast) verifier.update(piece);
    this.#receivedBytes = totalBytes;
    onBytes(piece.byteLength);
    if (flushed !== undefined) await flushed;
    return isLast ? { kind: 'complete' } : 'more';
  }

  async #sendEmpty(): Promise<PumpEnd> {
    if (!this.#request.verifier.matches()) return { kind: 'corrupt' };
    await this.#upload.write(true, this.#head ?? new Uint8Array());
    return { kind: 'complete' };
  }

  /** A body of the declared length has the wrong bytes; one without a declared length may be truncated. */
  #shortEnd(contentLengthBytes: number | undefined): PumpEnd {
    if (contentLengthBytes !== undefined) return { kind: 'corrupt' };
    const error = new PromoteError({
      code: 'CONNECTION_FAILED',
      message: `a download ended after ${this.#receivedBytes} of ${this.#request.sizeBytes} bytes`,
    });
    return { kind: 'broken', error };
  }

  async #reply(): Promise<HttpReply> {
    const { upload } = this.#request;
    const { head } = await this.#upload.start();
    const body = await readBody(this.#upload, upload.maxBodyBytes ?? DEFAULT_MAX_REPLY_BYTES);
    return { status: head.status, headers: head.headers, body, url: upload.url, attempts: 1 };
  }

  /** The status decides: a server that refuses an upload often closes the connection before its error body has arrived. */
  async #earlyReply(): Promise<HttpReply> {
    const { upload } = this.#request;
    const { head } = await this.#upload.start();
    const body = await readBody(this.#upload, upload.maxBodyBytes ?? DEFAULT_MAX_REPLY_BYTES).catch(
      () => new Uint8Array(),
    );
    return { status: head.status, headers: head.headers, body, url: upload.url, attempts: 1 };
  }
}

/** Failures of the source after which the rest may be available on another attempt. */
function isBreak(error: unknown): error is PromoteError {
  return error instanceof PromoteError && (error.code === 'CONNECTION_FAILED' || error.code === 'TIMED_OUT');
}
