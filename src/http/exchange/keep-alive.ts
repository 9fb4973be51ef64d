import type { HeaderValues } from '../connect/response-head.ts';

/** Margin for the time a request takes to reach the server, which may close the connection meanwhile. */
const MARGIN_MS = 1_000;
/** Upper limit: no promotion pauses longer than this between two requests to a host. */
const LONGEST_MS = 60_000;

/**
 * How long an idle connection may be reused according to the server (`Keep-Alive: timeout=5`, RFC 9112 appendix C.2.2 and the
 * expired draft-thomson-hybi-http-timeout); 0: not at all, undefined: not specified.
 */
export function idleLimitMs(headers: HeaderValues): number | undefined {
  const hint = (headers['keep-alive'] ?? []).join(',').slice(0, 200);
  const seconds = /(?:^|[\s,;])timeout\s{0,9}=\s{0,9}"?(\d{1,9})(?!\d)/i.exec(hint)?.[1];
  if (seconds === undefined) return undefined;
  return Math.min(Math.max(Number(seconds) * 1_000 - MARGIN_MS, 0), LONGEST_MS);
}
