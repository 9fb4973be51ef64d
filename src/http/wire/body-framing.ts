import type { ResponseHead } from '../connect/response-head.ts';
import { TransportFailure } from '../connect/transport-failure.ts';

/** a chunk-size line with its extensions */
const MAX_SIZE_LINE_BYTES = 256;
const MAX_TRAILER_BYTES = 8_192;
const SIZE_LINE = /^([0-9a-f]{1,12})[ \t]*(?:;[\t\x20-\x7e\x80-\xff]*)?$/i;
const CR = 0x0d;
const LF = 0x0a;

/** Extracts the body from the bytes that follow a response head. */
export interface BodyDecoder {
  /** the body is complete */
  readonly ended: boolean;
  /** the body ends with the connection, so truncation cannot be detected */
  readonly endsWithConnection: boolean;
  /**
   * Splits bytes into the next chunk of the body (may be empty) and the rest. Every call makes progress while the body is
   * incomplete and there are bytes.
   * @throws TransportFailure `malformed`
   */
  decode(bytes: Uint8Array): { readonly data: Uint8Array; readonly rest: Uint8Array };
}

export interface Framing {
  readonly decoder: BodyDecoder;
  readonly contentLengthBytes: number | undefined;
  /** the connection can be reused afterwards */
  readonly keepAlive: boolean;
}

const EMPTY = new Uint8Array();
const LENGTH = /^\d{1,15}$/;

/**
 * Chooses how the body of a reply is delimited (RFC 9112, section 6.3). Ambiguous framing, which parsers could read
 * differently, is rejected.
 * @throws TransportFailure `malformed`
 */
export function framingOf(method: string, head: ResponseHead): Framing {
  const lengthBytes = contentLengthOf(head);
  const codings = (head.headers['transfer-encoding'] ?? []).join(',').trim().toLowerCase();
  if (codings !== '' && lengthBytes !== undefined)
    throw malformed('it has Content-Length and Transfer-Encoding');
  const persistent = isPersistent(head);
  if (method === 'HEAD' || head.status === 204 || head.status === 304) {
    return { decoder: new LengthBody(0), contentLengthBytes: lengthBytes, keepAlive: persistent };
  }
  if (codings !== '') {
    if (codings !== 'chunked' || head.minorVersion === 0)
      throw malformed('its Transfer-Encoding is not chunked');
    return { decoder: new ChunkedBody(), contentLengthBytes: undefined, keepAlive: persistent };
  }
  if (lengthBytes === undefined)
    return { decoder: new OpenBody(), contentLengthBytes: undefined, keepAlive: false };
  return { decoder: new LengthBody(lengthBytes), contentLengthBytes: lengthBytes, keepAlive: persistent };
}

function contentLengthOf(head: ResponseHead): number | undefined {
  const values = (head.headers['content-length'] ?? [])
    .flatMap((value) => value.split(','))
    .map((value) => value.trim());
  const [first] = values;
  if (first === undefined) return undefined;
  if (!LENGTH.test(first)) throw malformed('its Content-Length is not a number');
  if (values.some((value) => value !== first)) throw malformed('it has two different Content-Lengths');
  return Number(first);
}

function isPersistent(head: ResponseHead): boolean {
  if (head.minorVersion === 0) return false;
  const options = (head.headers['connection'] ?? []).join(',').toLowerCase();
  return !/(?:^|,)\s*close\s*(?:,|$)/.test(options);
}

/** A body with Content-Length; 0 for replies without a body. */
class LengthBody implements BodyDecoder {
  readonly endsWithConnection = false;
  #leftBytes: number;

  constructor(lengthBytes: number) {
    this.#leftBytes = lengthBytes;
  }

  get ended(): boolean {
    return this.#leftBytes === 0;
  }

  decode(bytes: Uint8Array): { readonly data: Uint8Array; readonly rest: Uint8Array } {
    if (bytes.byteLength <= this.#leftBytes) {
      this.#leftBytes -= bytes.byteLength;
      return { data: bytes, rest: EMPTY };
    }
    const data = bytes.subarray(0, this.#leftBytes);
    this.#leftBytes = 0;
    return { data, rest: bytes.subarray(data.byteLength) };
  }
}

/** A body that ends with the connection. */
class OpenBody implements BodyDecoder {
  readonly endsWithConnection = true;
  readonly ended = false;

  decode(bytes: Uint8Array): { readonly data: Uint8Array; readonly rest: Uint8Array } {
    return { data: bytes, rest: EMPTY };
  }
}

function malformed(text: string): TransportFailure {
  return new TransportFailure('malformed', text);
}

/** Decodes Transfer-Encoding: chunked (RFC 9112, section 7.1). Extensions and trailers are ignored. */
export class ChunkedBody implements BodyDecoder {
  readonly endsWithConnection = false;
  #state: 'size' | 'data' | 'data-end' | 'trailer' | 'ended' = 'size';
  #leftBytes = 0;
  /** bytes of an incomplete line */
  #line = '';
  #trailerBytes = 0;

  get ended(): boolean {
    return this.#state === 'ended';
  }

  decode(bytes: Uint8Array): { readonly data: Uint8Array; readonly rest: Uint8Array } {
    switch (this.#state) {
      case 'size':
        return this.#decodeSize(bytes);
      case 'data':
        return this.#decodeData(bytes);
      case 'data-end':
        return this.#decodeDataEnd(bytes);
      case 'trailer':
        return this.#decodeTrailer(bytes);
      case 'ended':
        return { data: EMPTY, rest: bytes };
    }
  }

  #decodeSize(bytes: Uint8Array): { readonly data: Uint8Array; readonly rest: Uint8Array } {
    const { line, rest } = this.#takeLine(bytes, MAX_SIZE_LINE_BYTES);
    if (line === undefined) return { data: EMPTY, rest };
    const digits = SIZE_LINE.exec(line)?.[1];
    if (digits === undefined) throw new TransportFailure('malformed', 'the size of a chunk is not a number');
    this.#leftBytes = Number.parseInt(digits, 16);
    this.#state = this.#leftBytes === 0 ? 'trailer' : 'data';
    return { data: EMPTY, rest };
  }

  #decodeData(bytes: Uint8Array): { readonly data: Uint8Array; readonly rest: Uint8Array } {
    const data = bytes.subarray(0, this.#leftBytes);
    this.#leftBytes -= data.byteLength;
    if (this.#leftBytes === 0) this.#state = 'data-end';
    return { data, rest: bytes.subarray(data.byteLength) };
  }

  #decodeDataEnd(bytes: Uint8Array): { readonly data: Uint8Array; readonly rest: Uint8Array } {
    const { line, rest } = this.#takeLine(bytes, 0);
    if (line !== undefined) this.#state = 'size';
    return { data: EMPTY, rest };
  }

  #decodeTrailer(bytes: Uint8Array): { readonly data: Uint8Array; readonly rest: Uint8Array } {
    const { line, rest } = this.#takeLine(bytes, MAX_TRAILER_BYTES - this.#trailerBytes);
    if (line === '') this.#state = 'ended';
    this.#trailerBytes += line === undefined ? 0 : line.length + 2;
    return { data: EMPTY, rest };
  }

  /** Returns a complete line without CR LF; buffers the bytes of an incomplete one. */
  #takeLine(
    bytes: Uint8Array,
    maxBytes: number,
  ): { readonly line: string | undefined; readonly rest: Uint8Array } {
    const lineFeed = bytes.indexOf(LF);
    const end = lineFeed < 0 ? bytes.byteLength : lineFeed;
    if (this.#line.length + end > maxBytes + 1)
      throw new TransportFailure('malformed', 'a chunk does not end where it says');
    this.#line += Buffer.from(bytes.buffer, bytes.byteOffset, end).toString('latin1');
    if (lineFeed < 0) return { line: undefined, rest: EMPTY };
    const line = this.#line;
    this.#line = '';
    if (line.charCodeAt(line.length - 1) !== CR)
      throw new TransportFailure('malformed', 'a line of a chunk does not end in CR LF');
    return { line: line.slice(0, -1), rest: bytes.subarray(end + 1) };
  }
}
