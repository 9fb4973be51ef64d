import { TransportFailure } from './transport-failure.ts';

/** Repeated headers keep all their values; names are lower case; no prototype. */
export type HeaderValues = Readonly<Record<string, readonly string[]>>;

export interface ResponseHead {
  readonly status: number;
  /** HTTP/1.x */
  readonly minorVersion: 0 | 1;
  readonly headers: HeaderValues;
}

/** Limit of the status line and headers together; undici uses the same. */
export const MAX_HEAD_BYTES = 16_384;

const STATUS_LINE = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?$/;
const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
const EMPTY = Buffer.alloc(0);
const CR = 0x0d;
const LF = 0x0a;

/** Collects the bytes of one response head (RFC 9112). */
export class HeadReader {
  #held: Buffer = EMPTY;

  /** true when an incomplete head has been received */
  get started(): boolean {
    return this.#held.byteLength > 0;
  }

  /**
   * Adds bytes; returns the head once it is complete, with the bytes that follow it.
   * @throws TransportFailure `malformed`
   */
  push(bytes: Uint8Array): { readonly head: ResponseHead; readonly rest: Uint8Array } | undefined {
    const searchFrom = Math.max(0, this.#held.byteLength - 3);
    const room = bytes.subarray(0, MAX_HEAD_BYTES + 4 - this.#held.byteLength);
    const held = this.#held.byteLength === 0 ? viewOf(room) : Buffer.concat([this.#held, room]);
    const end = held.indexOf('\r\n\r\n', searchFrom, 'latin1');
    if (end < 0) {
      refuseHopeless(held);
      // a copy: the next read overwrites the buffer of `bytes`
      this.#held = Buffer.from(held);
      return undefined;
    }
    const rest = bytes.subarray(end + 4 - this.#held.byteLength);
    this.#held = EMPTY;
    return { head: parseHead(held.toString('latin1', 0, end)), rest };
  }
}

function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Fails early when the received bytes cannot become a response head. */
function refuseHopeless(held: Buffer): void {
  if (held[0] === 0x15 && held[1] === 0x03)
    throw malformed('the server speaks TLS: the address needs https://');
  const start = held.toString('latin1', 0, 5);
  if (!'HTTP/'.startsWith(start) && start !== 'HTTP/') throw malformed('the answer is not HTTP');
  for (let lineFeed = held.indexOf(LF); lineFeed >= 0; lineFeed = held.indexOf(LF, lineFeed + 1)) {
    if (held[lineFeed - 1] !== CR) throw malformed('a header line does not end in CR LF');
  }
  if (held.byteLength >= MAX_HEAD_BYTES)
    throw malformed(`the headers are longer than ${MAX_HEAD_BYTES} bytes`);
}

/** @throws TransportFailure `malformed` */
export function parseHead(text: string): ResponseHead {
  const [statusLine = '', ...lines] = text.split('\r\n');
  const [, minor, status] = STATUS_LINE.exec(statusLine) ?? [];
  if (status === undefined) throw malformed(`the status line is ${JSON.stringify(statusLine.slice(0, 60))}`);
  const headers = Object.create(null) as Record<string, string[]>;
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = trimmed(line.slice(colon + 1));
    // Rejects folded lines, spaces before the colon and control characters: all have been used for response smuggling.
    if (colon < 1 || !NAME.test(name) || !VALUE.test(value)) throw malformed('a header line is malformed');
    (headers[name] ??= []).push(value);
  }
  return { status: Number(status), minorVersion: minor === '0' ? 0 : 1, headers };
}

/** Trims spaces and tabs in linear time, which a regular expression does not. */
function trimmed(value: string): string {
  let start = 0;
  let end = value.length;
  while (start < end && isBlank(value.charCodeAt(start))) start += 1;
  while (end > start && isBlank(value.charCodeAt(end - 1))) end -= 1;
  return value.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

function malformed(text: string): TransportFailure {
  return new TransportFailure('malformed', text);
}
