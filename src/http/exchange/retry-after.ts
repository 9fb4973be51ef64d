import type { HeaderValues } from '../connect/response-head.ts';

const SECONDS = /^\d{1,9}$/;
// IMF-fixdate, the one form of a date that may be sent today (RFC 9110, section 5.6.7)
const DATE =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * How long a reply asks to wait, in milliseconds; undefined when it does not say, or says it in a way that cannot be
 * read (negative, fractional, words). A date is measured against the reply's own Date, so that clocks may differ.
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
