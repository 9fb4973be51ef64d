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
  /** statuses that are answers to this request, and no reason to send it again; default: none */
  readonly finalStatuses?: readonly number[];
}

/** A reply with its whole, bounded body. A status is data: only transport failures throw. */
export interface HttpReply {
  readonly status: number;
  /** by lower-case name; repeated headers keep all their values */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: Uint8Array;
  /** URL that answered, after redirects */
  readonly url: string;
  /** how many times it was sent */
  readonly attempts: number;
}

/** A reply whose body is still on its way. Must end in `discard` or be used up. */
export interface OpenReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly url: string;
  /** from Content-Length; undefined when the server does not say */
  readonly contentLengthBytes: number | undefined;
  /** Reads the rest, for small bodies and error replies. */
  read(maxBytes: number): Promise<Uint8Array>;
  /** Hands the rest over in chunks; a chunk is valid until the next one is asked for. */
  chunks(): AsyncIterable<Uint8Array>;
  /** Gives the connection up. */
  discard(): void;
}

/** An upload that takes its body from a download. */
export interface RelayRequest {
  /** PATCH or PUT with `content-length`; its URL and headers are complete, authorization included */
  readonly upload: HttpRequest;
  /** the download, opened by the caller, who has looked at its status */
  readonly download: OpenReply;
  /** bytes of the body, from the descriptor: one more or one less is an error */
  readonly sizeBytes: number;
  /** Opens the download again at an offset after the source broke off (206), or undefined: give up. */
  readonly reopen: (offsetBytes: number) => Promise<OpenReply | undefined>;
  readonly verifier: DigestVerifier;
  readonly onBytes: (countBytes: number) => void;
}

/** How the relay ended. */
export type RelayResult =
  /** all bytes were sent, their digest is right, the destination answered */
  | { readonly kind: 'sent'; readonly reply: HttpReply }
  /** the destination answered before it had everything (401, 413, 429 …); nothing was committed */
  | { readonly kind: 'refused'; readonly reply: HttpReply }
  /** the bytes are not those of the digest: the last chunk was held back, so nothing can have been committed */
  | { readonly kind: 'corrupt'; readonly receivedBytes: number };

/**
 * HTTP for one side: its TLS trust, its proxy, its timeouts, its retries.
 * Every method throws PromoteError CONNECTION_FAILED, TLS_FAILED, PROXY_FAILED, TIMED_OUT, RATE_LIMITED,
 * SERVER_UNAVAILABLE, PROTOCOL_VIOLATION, UNSAFE_REDIRECT or CANCELLED, with `where` filled in.
 */
export interface Transport {
  readonly side: Side;
  /** Follows no redirect: control traffic has none that is safe to follow. */
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
