import type { HeaderValues } from '../connect/response-head.ts';

const SECONDS = /^\d{1,9}$/;
// IMF-fixdate, the only date format that senders may generate (RFC 9110, section 5.6.7)
const DATE =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * The delay of Retry-After in milliseconds; undefined when it is missing or malformed (negative, fractional, words). A date
 * is compared with the reply's own Date header, so that clock skew does not matter.
 */
export function retryAfterMs(headers: HeaderValues, now: Date): number | undefined {
  const value = headers['retry-after']?.[0]?.trim();
  if (value === undefined) return undefined;
  if (SECONDS.test(value)) return Number(value) * 1000;
  const untilMs = dateMs(value);
  if (untilMs === undefined) return undefined;
  const nowMs = dateMs(headers['date']?.[0]?.trim()) ?? now.getTime();
  return Math.max(0, untilMs - nowMs);
}

function dateMs(text: string | undefined): number | undefined {
  if (text === undefined || !DATE.test(text)) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}
