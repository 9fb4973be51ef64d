import type { ErrorCode, Side } from '../core/text/errors.ts';
import type { PeerChain, ShownIdentity } from './connect/peer-chain.ts';

/** The context of a failed request. */
export interface FailedRequest {
  readonly side: Side;
  /** `host[:port]` */
  readonly host: string;
  /** method and path, without query */
  readonly request: string;
  readonly attempt: number;
  readonly idleTimeoutMs: number;
  /** certificates the server presented, when they could be read */
  readonly chain?: PeerChain | undefined;
  /** our client certificate, if any */
  readonly identity?: ShownIdentity | undefined;
}

/** The text of an error. */
export interface Wording {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
}

/** The name in `host[:port]`, IPv6 without brackets. */
export function nameOf(host: string): string {
  return host.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
}

/** `host:port`, for https. */
export function withPort(host: string): string {
  return /:\d+$/.test(host) ? host : `${host}:443`;
}
