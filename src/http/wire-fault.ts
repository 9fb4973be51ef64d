import { PromoteError } from '../core/errors.ts';

/** What can go wrong between us and a server, as this room tells it apart. */
export type FaultKind =
  /** the name does not resolve */
  | 'unresolved'
  /** the machine or network cannot be reached */
  | 'unreachable'
  | 'refused'
  /** the connection broke */
  | 'broken'
  | 'connect-timeout'
  | 'idle-timeout'
  /** the certificate is not trusted, expired or made for another host */
  | 'untrusted'
  /** the TLS handshake failed for another reason */
  | 'handshake'
  /** a proxy refused the tunnel or broke it */
  | 'proxy'
  /** the reply breaks the protocol or a limit */
  | 'malformed'
  /** a URL we were given cannot be requested */
  | 'bad-url'
  /** a header we were asked to send cannot be sent */
  | 'bad-header'
  /** a redirect that must not be followed */
  | 'unsafe-redirect';

export interface FaultDetails {
  readonly cause?: unknown;
  /** Node's or OpenSSL's code, such as ECONNRESET */
  readonly code?: string | undefined;
  /** status the proxy answered CONNECT with */
  readonly status?: number | undefined;
  /** proxy or redirect target concerned, when it is not the host of the request */
  readonly host?: string | undefined;
}

/**
 * A transport failure inside this room; `failure.ts` turns it into the PromoteError the rest of the program sees.
 * `text` is for people and holds no secret.
 */
export class WireFault extends Error {
  override readonly name = 'WireFault';
  readonly kind: FaultKind;
  readonly code: string | undefined;
  readonly status: number | undefined;
  readonly host: string | undefined;
  /** the request went out on a kept connection that the server had already closed: it cannot have been seen */
  stale = false;
  /** part of a reply had come */
  sawReply = false;

  constructor(kind: FaultKind, text: string, details: FaultDetails = {}) {
    super(text, details.cause === undefined ? undefined : { cause: details.cause });
    this.kind = kind;
    this.code = details.code;
    this.status = details.status;
    this.host = details.host;
  }

  /** nothing of the request was sent: repeating it is always safe */
  get beforeSending(): boolean {
    return CONNECT_KINDS.has(this.kind);
  }
}

const CONNECT_KINDS: ReadonlySet<FaultKind> = new Set([
  'unresolved',
  'unreachable',
  'refused',
  'connect-timeout',
  'untrusted',
  'handshake',
  'proxy',
  'bad-url',
  'bad-header',
]);

const BROKEN_CODES = new Set([
  'ECONNRESET',
  'EPIPE',
  'ECONNABORTED',
  'UND_ERR_SOCKET',
  'UND_ERR_CLOSED',
  'UND_ERR_DESTROYED',
]);
const MALFORMED_CODES = new Set([
  'UND_ERR_HEADERS_OVERFLOW',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'UND_ERR_RES_EXCEEDED_MAX_SIZE',
]);
const UNREACHABLE_CODES = new Set([
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'EACCES',
  'EPERM',
]);
const UNTRUSTED_CODES = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
]);

/**
 * Names a failure of node:net, node:tls, node:dns or undici; a WireFault stays as it is.
 * @throws the error itself when it is a PromoteError: it has its words already (cancelled, …)
 */
export function faultOf(error: unknown): WireFault {
  if (error instanceof WireFault) return error;
  if (error instanceof PromoteError) throw error;
  // happy eyeballs: one error per address tried; the first names the cause
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const code = codeOf(first) ?? codeOf(error);
  const text = first instanceof Error ? first.message : String(first);
  return new WireFault(kindOfCode(code, first), text, { cause: error, code });
}

function kindOfCode(code: string | undefined, error: unknown): FaultKind {
  if (error instanceof Error && error.name === 'HTTPParserError') return 'malformed';
  if (code === undefined) return 'broken';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code.startsWith('EAI_') || code === 'ENODATA')
    return 'unresolved';
  if (code === 'ECONNREFUSED') return 'refused';
  if (code === 'ETIMEDOUT' || code === 'UND_ERR_CONNECT_TIMEOUT') return 'connect-timeout';
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') return 'idle-timeout';
  if (code === 'UND_ERR_INVALID_ARG') return 'bad-header';
  if (UNREACHABLE_CODES.has(code)) return 'unreachable';
  if (MALFORMED_CODES.has(code) || code.startsWith('HPE_')) return 'malformed';
  if (BROKEN_CODES.has(code)) return 'broken';
  // OpenSSL's verification results: UNABLE_TO_GET_ISSUER_CERT_LOCALLY, CERT_HAS_EXPIRED, CRL_…
  if (UNTRUSTED_CODES.has(code) || /^(UNABLE_TO_|CERT_|CRL_|CA_|ERROR_IN_CERT)/.test(code))
    return 'untrusted';
  if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_') || code === 'EPROTO') return 'handshake';
  return 'broken';
}

function codeOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
