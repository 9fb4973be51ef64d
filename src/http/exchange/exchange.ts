import type { DigestVerifier } from '../../core/image/digest.ts';
import type { Side } from '../../core/text/errors.ts';

/** One request. Header names are lower case; the URL is sent byte for byte as given (upload Locations are signed). */
export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** absolute, http or https */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string | undefined;
  /** a longer reply body is an error (PROTOCOL_VIOLATION) */
  readonly maxBodyBytes?: number;
  /**
   * `repeatable`: lost connections and 408, 429, 5xx are retried within the budget (registry.md §4.5);
   * `once`: sent a second time only if the server cannot have seen it (no connection, or a stale keep-alive one).
   * Default: repeatable for GET and HEAD, once for the others.
   */
  readonly retry?: 'repeatable' | 'once';
  /** statuses that are returned without a retry; default: none */
  readonly finalStatuses?: readonly number[];
}

/** A reply with its whole, bounded body. Any status is returned: only transport failures throw. */
export interface HttpReply {
  readonly status: number;
  /** by lower-case name; repeated headers keep all their values */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: Uint8Array;
  /** URL that answered, after redirects */
  readonly url: string;
  /** number of times the request was sent */
  readonly attempts: number;
}

/** A reply with a streamed body. The body must be read to its end or discarded with `discard`. */
export interface OpenReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly url: string;
  /** from Content-Length; undefined without that header */
  readonly contentLengthBytes: number | undefined;
  /** Reads the rest, for small bodies and error replies. */
  read(maxBytes: number): Promise<Uint8Array>;
  /** Streams the rest in chunks; a chunk is valid until the next one is requested. */
  chunks(): AsyncIterable<Uint8Array>;
  /** Closes the connection without reading the rest. */
  discard(): void;
}

/** An upload whose body is streamed from a download. */
export interface RelayRequest {
  /** PATCH or PUT with `content-length`; its URL and headers are complete, authorization included */
  readonly upload: HttpRequest;
  /** the download, opened by the caller, who has checked its status */
  readonly download: OpenReply;
  /** size of the body from the descriptor; any other length is an error */
  readonly sizeBytes: number;
  /** Reopens an interrupted download at an offset (206); undefined: cannot be resumed. */
  readonly reopen: (offsetBytes: number) => Promise<OpenReply | undefined>;
  readonly verifier: DigestVerifier;
  readonly onBytes: (countBytes: number) => void;
}

/** The outcome of a relay. */
export type RelayResult =
  /** all bytes were sent, their digest matches, the destination replied */
  | { readonly kind: 'sent'; readonly reply: HttpReply }
  /** the destination replied before it had everything (401, 413, 429 …); nothing was committed */
  | { readonly kind: 'refused'; readonly reply: HttpReply }
  /** the digest does not match: the last chunk was not sent, so nothing can have been committed */
  | { readonly kind: 'corrupt'; readonly receivedBytes: number };

/**
 * HTTP for one side: its TLS trust, its proxy, its timeouts, its retries.
 * Every method throws PromoteError CONNECTION_FAILED, TLS_FAILED, PROXY_FAILED, TIMED_OUT, RATE_LIMITED,
 * SERVER_UNAVAILABLE, PROTOCOL_VIOLATION, UNSAFE_REDIRECT or CANCELLED, with `where` filled in.
 */
export interface Transport {
  readonly side: Side;
  /** Follows no redirects: none is safe for control traffic. */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpReply>;
  /**
   * A GET whose body is streamed. Follows up to 10 redirects, https to https only, without credentials once the origin
   * has changed, never to private addresses other than the registry's own (registry.md §1.3, §6 cases 25–34).
   */
  open(request: HttpRequest, signal: AbortSignal): Promise<OpenReply>;
  /** Streams a download into an upload to a host of this side. */
  relay(request: RelayRequest, signal: AbortSignal): Promise<RelayResult>;
  close(): Promise<void>;
}
