import { PromoteError } from '../../core/text/errors.ts';

/** Kinds of transport failure. */
export type FailureKind =
  /** the name does not resolve */
  | 'unresolved'
  /** the host or network is unreachable */
  | 'unreachable'
  | 'refused'
  /** the connection broke */
  | 'broken'
  | 'connect-timeout'
  | 'idle-timeout'
  /** the certificate is untrusted, expired or for another host */
  | 'untrusted'
  /** the TLS handshake failed for another reason */
  | 'handshake'
  /** a proxy refused the tunnel or broke it */
  | 'proxy'
  /** the reply breaks the protocol or a limit */
  | 'malformed'
  /** a given URL cannot be requested */
  | 'bad-url'
  /** a given header is invalid */
  | 'bad-header'
  /** a redirect that is not safe to follow */
  | 'unsafe-redirect';

export interface FailureDetails {
  readonly cause?: unknown;
  /** Node's or OpenSSL's code, such as ECONNRESET */
  readonly code?: string | undefined;
  /** status the proxy answered CONNECT with */
  readonly status?: number | undefined;
  /** proxy or redirect target concerned, when it is not the host of the request */
  readonly host?: string | undefined;
}

/**
 * A transport failure inside src/http; `failure.ts` converts it into the PromoteError that callers see.
 * `text` is for display and contains no secret.
 */
export class TransportFailure extends Error {
  override readonly name = 'TransportFailure';
  readonly kind: FailureKind;
  readonly code: string | undefined;
  readonly status: number | undefined;
  readonly host: string | undefined;
  /** the request was sent on a kept connection that the server had already closed, so it was not processed */
  stale = false;
  /** nothing of the request was sent, so retrying is always safe */
  beforeSending = false;
  /** part of a reply had arrived */
  sawReply = false;

  constructor(kind: FailureKind, text: string, details: FailureDetails = {}) {
    super(text, details.cause === undefined ? undefined : { cause: details.cause });
    this.kind = kind;
    this.code = details.code;
    this.status = details.status;
    this.host = details.host;
  }
}

const KINDS: Readonly<Record<string, FailureKind>> = {
  ENOTFOUND: 'unresolved',
  ENODATA: 'unresolved',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EACCES: 'unreachable',
  EPERM: 'unreachable',
  ETIMEDOUT: 'connect-timeout',
  UND_ERR_CONNECT_TIMEOUT: 'connect-timeout',
  UND_ERR_HEADERS_TIMEOUT: 'idle-timeout',
  UND_ERR_BODY_TIMEOUT: 'idle-timeout',
  UND_ERR_SOCKET: 'broken',
  UND_ERR_CLOSED: 'broken',
  UND_ERR_DESTROYED: 'broken',
  UND_ERR_INFO: 'broken',
  ERR_STREAM_DESTROYED: 'broken',
  ERR_STREAM_PREMATURE_CLOSE: 'broken',
  ERR_STREAM_WRITE_AFTER_END: 'broken',
  ERR_SOCKET_CLOSED: 'broken',
  ERR_SOCKET_CLOSED_BEFORE_CONNECTION: 'broken',
  UND_ERR_HEADERS_OVERFLOW: 'malformed',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'malformed',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'malformed',
  SELF_SIGNED_CERT_IN_CHAIN: 'untrusted',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'untrusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'untrusted',
  ERR_TLS_CERT_ALTNAME_FORMAT: 'untrusted',
  HOSTNAME_MISMATCH: 'untrusted',
  INVALID_CA: 'untrusted',
  INVALID_PURPOSE: 'untrusted',
  PATH_LENGTH_EXCEEDED: 'untrusted',
};

/**
 * Classifies an error of node:net, node:tls, node:dns or undici; returns a TransportFailure unchanged.
 * @throws the error itself when it is none of those: a PromoteError (cancelled, …) is final, and a bug (TypeError …) must
 * not be mistaken for a network failure and retried
 */
export function transportFailureOf(error: unknown): TransportFailure {
  if (error instanceof TransportFailure) return error;
  if (error instanceof PromoteError) throw error;
  // happy eyeballs: one error per address tried; the first names the cause
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const code = codeOf(first) ?? codeOf(error);
  const kind = kindOf(code, first);
  if (kind === undefined) throw error;
  return new TransportFailure(kind, first instanceof Error ? first.message : String(first), {
    cause: error,
    code,
  });
}

/** Like `transportFailureOf`, but returns the error to reject a promise with. */
export function reasonOf(error: unknown): Error {
  try {
    return transportFailureOf(error);
  } catch (other) {
    return other instanceof Error ? other : new TypeError(String(other));
  }
}

function kindOf(code: string | undefined, error: unknown): FailureKind | undefined {
  if (error instanceof Error && error.name === 'HTTPParserError') return 'malformed';
  if (code === undefined) return undefined;
  // on an open connection the same codes mean that it broke: the request may have been seen
  if (isErrno(code) && !isConnecting(error)) return code === 'EPROTO' ? 'handshake' : 'broken';
  const known = KINDS[code];
  if (known !== undefined) return known;
  if (code.startsWith('EAI_')) return 'unresolved';
  if (code.startsWith('HPE_')) return 'malformed';
  // OpenSSL's verification results: UNABLE_TO_GET_ISSUER_CERT_LOCALLY, CERT_HAS_EXPIRED, CRL_…
  if (/^(?:UNABLE_TO_|CERT_|CRL_|CA_|ERROR_IN_CERT)/.test(code)) return 'untrusted';
  if (/^(?:ERR_SSL_|ERR_TLS_|ERR_OSSL_)/.test(code)) return 'handshake';
  // all other errno codes concern connections; ERR_… codes are misuse of Node APIs
  return isErrno(code) ? 'broken' : undefined;
}

function isErrno(code: string): boolean {
  return /^E[A-Z0-9]+$/.test(code);
}

function isConnecting(error: unknown): boolean {
  const call: unknown = error instanceof Error && 'syscall' in error ? error.syscall : undefined;
  return call === 'connect' || call === 'getaddrinfo';
}

function codeOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
