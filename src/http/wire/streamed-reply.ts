import type { OpenReply } from '../exchange/exchange.ts';
import type { HeaderValues } from '../connect/response-head.ts';
import { TransportFailure } from '../connect/transport-failure.ts';
import type { ReplyStart, WireExchange } from './wire-exchange.ts';

type Translate = (error: unknown) => Promise<Error>;

/** A reply whose body is still to be read from the connection. */
export class StreamedReply implements OpenReply {
  readonly status: number;
  readonly headers: HeaderValues;
  readonly url: string;
  readonly contentLengthBytes: number | undefined;
  readonly #exchange: WireExchange;
  readonly #translate: Translate;

  /** @param translate converts a failure into the error for the caller */
  constructor(exchange: WireExchange, start: ReplyStart, url: string, translate: Translate) {
    this.status = start.head.status;
    this.headers = start.head.headers;
    this.contentLengthBytes = start.contentLengthBytes;
    this.url = url;
    this.#exchange = exchange;
    this.#translate = translate;
  }

  get remoteAddress(): string | undefined {
    return this.#exchange.remoteAddress;
  }

  async read(maxBytes: number): Promise<Uint8Array> {
    try {
      return await readBody(this.#exchange, maxBytes);
    } catch (error) {
      this.discard();
      throw await this.#translate(error);
    }
  }

  chunks(): AsyncIterable<Uint8Array> {
    const next = async (): Promise<IteratorResult<Uint8Array, undefined>> => {
      try {
        const value = await this.#exchange.next();
        return value === undefined ? { done: true, value } : { done: false, value };
      } catch (error) {
        throw await this.#translate(error);
      }
    };
    const stop = async (): Promise<IteratorResult<Uint8Array, undefined>> => {
      this.discard();
      return { done: true, value: undefined };
    };
    return { [Symbol.asyncIterator]: () => ({ next, return: stop }) };
  }

  discard(): void {
    this.#exchange.abandon();
  }
}

/**
 * Reads a whole body into memory.
 * @throws TransportFailure `malformed` when it is longer than `maxBytes`
 */
export async function readBody(exchange: WireExchange, maxBytes: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let sizeBytes = 0;
  for (let piece = await exchange.next(); piece !== undefined; piece = await exchange.next()) {
    sizeBytes += piece.byteLength;
    if (sizeBytes > maxBytes)
      throw new TransportFailure('malformed', `the answer is longer than ${maxBytes} bytes`);
    pieces.push(Uint8Array.from(piece));
  }
  return Buffer.concat(pieces);
}
