import { ChunkedBody } from './chunked-body.ts';
import type { ResponseHead } from '../connect/response-head.ts';
import { TransportFailure } from '../connect/transport-failure.ts';

/** Finds the body in the bytes that follow a head. */
export interface BodyDecoder {
  /** the body is complete */
  readonly ended: boolean;
  /** the end of the connection is the end of the body, so a cut cannot be told from it */
  readonly endsWithConnection: boolean;
  /**
   * Takes bytes off the front: the next piece of the body (may be empty) and what is left. As long as the body has not
   * ended and there are bytes, every call gets further.
   * @throws TransportFailure `malformed`
   */
  decode(bytes: Uint8Array): { readonly data: Uint8Array; readonly rest: Uint8Array };
}

export interface Framing {
  readonly decoder: BodyDecoder;
  readonly contentLengthBytes: number | undefined;
  /** the connection can serve another request afterwards */
  readonly keepAlive: boolean;
}

const EMPTY = new Uint8Array();
const LENGTH = /^\d{1,15}$/;

/**
 * Where the body of a reply ends (RFC 9112, section 6.3), read strictly: what two readers could understand in two ways
 * is refused.
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

/** A body of a known length; 0 for replies without a body. */
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

/** A body that ends when the connection does. */
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
