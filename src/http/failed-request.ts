import type { ErrorCode, Side } from '../core/text/errors.ts';
import type { PeerChain, ShownIdentity } from './connect/peer-chain.ts';

/** What was going on when it failed. */
export interface FailedRequest {
  readonly side: Side;
  /** `host[:port]` */
  readonly host: string;
  /** method and path, without query */
  readonly request: string;
  readonly attempt: number;
  readonly idleTimeoutMs: number;
  /** certificates the server showed, when they could be read */
  readonly chain?: PeerChain | undefined;
  /** what we had to show, if we had something */
  readonly identity?: ShownIdentity | undefined;
}

/** The words of an error. */
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
