import type { HeaderValues } from '../connect/response-head.ts';

/** What a request takes at most to get to a server: one that is sent later meets a closed connection. */
const MARGIN_MS = 1_000;
/** No promotion pauses longer between two requests and then wants the same connection. */
const LONGEST_MS = 60_000;

/**
 * How long a kept connection may be used again, as the server tells (`Keep-Alive: timeout=5`, RFC 9112 appendix C.2.2 and the
 * expired draft-thomson-hybi-http-timeout); 0: not at all, undefined: it does not tell.
 */
export function idleLimitMs(headers: HeaderValues): number | undefined {
  const hint = (headers['keep-alive'] ?? []).join(',').slice(0, 200);
  const seconds = /(?:^|[\s,;])timeout\s{0,9}=\s{0,9}"?(\d{1,9})(?!\d)/i.exec(hint)?.[1];
  if (seconds === undefined) return undefined;
  return Math.min(Math.max(Number(seconds) * 1_000 - MARGIN_MS, 0), LONGEST_MS);
}
