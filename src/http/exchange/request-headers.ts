import type { HttpRequest } from './exchange.ts';
import type { Target } from '../connect/target.ts';
import { TransportFailure } from '../connect/transport-failure.ts';

const NAME = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
/** Headers that only the connection may set. */
const RESERVED: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'te',
  'expect',
]);

/**
 * The headers of a request as sent: identity encoding, because bytes are hashed as received.
 * @throws TransportFailure `bad-header`; its text never contains the value
 */
export function headersOf(request: HttpRequest, userAgent: string): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {
    'user-agent': userAgent,
    'accept-encoding': 'identity',
    ...request.headers,
  };
  for (const [name, value] of Object.entries(headers)) {
    if (!NAME.test(name) || RESERVED.has(name))
      throw new TransportFailure('bad-header', `the header ${JSON.stringify(name)} is not ours to send`);
    if (!VALUE.test(value))
      throw new TransportFailure('bad-header', `the header ${name} holds a control character`);
  }
  return headers;
}

/** The head of a request, as bytes. */
export function requestHead(
  method: string,
  target: Target,
  headers: Readonly<Record<string, string>>,
): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(
    `${method} ${target.path} HTTP/1.1\r\nhost: ${target.authority}\r\n${lines.join('')}\r\n`,
    'latin1',
  );
}

export function isRepeatable(request: HttpRequest): boolean {
  return (
    (request.retry ?? (request.method === 'GET' || request.method === 'HEAD' ? 'repeatable' : 'once')) ===
    'repeatable'
  );
}
