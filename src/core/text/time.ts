const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Milliseconds of `90d`, `24h`, `1d12h`, `30m`; the schema has looked at the text. */
export function durationMs(text: string): number {
  const [, days, hours, minutes] = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?$/.exec(text) ?? [];
  return Number(days ?? 0) * DAY_MS + Number(hours ?? 0) * HOUR_MS + Number(minutes ?? 0) * 60_000;
}

/** `3 days`, `5 hours`, `20 minutes`: how old something is, for people. */
export function ageText(ageMs: number): string {
  const [unitMs, unit] =
    ageMs >= 2 * DAY_MS ? [DAY_MS, 'day'] : ageMs >= 2 * HOUR_MS ? [HOUR_MS, 'hour'] : [60_000, 'minute'];
  const count = Math.floor(Math.max(0, ageMs) / unitMs);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** Clocks of machines differ; beyond this, one is wrong. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;

/** A time that cannot be: later than now. */
export function isToCome(time: Date, now: Date): boolean {
  return time.getTime() > now.getTime() + CLOCK_TOLERANCE_MS;
}

/** ISO 8601, as attestations and image configurations write it; undefined: it is no time. */
export function readTime(text: unknown): Date | undefined {
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\dT/.test(text)) return undefined;
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
