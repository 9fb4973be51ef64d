import { DAYS, type Day, type FreezeEntry } from './schema.ts';

/** A time in which nothing is promoted to an environment. */
export interface FreezeWindow {
  readonly reason: string;
  /** local minutes such as `2026-12-20T18:00`; undefined: no such limit */
  readonly from: string | undefined;
  /** the first minute after it */
  readonly until: string | undefined;
  readonly days: readonly Day[];
  /** minutes of the day; `end` may be on the next day */
  readonly start: number;
  readonly end: number;
  readonly timeZone: string;
}

/** A window that holds now. */
export interface Frozen {
  readonly reason: string;
  /** when promotions are possible again, such as `2027-01-05 00:00 Europe/Berlin`; undefined: no end is known */
  readonly until: string | undefined;
}

const DAY_MINUTES = 24 * 60;
const MINUTE_MS = 60_000;

/** @param standardZone time zone of windows that name none */
export function readFreezeWindow(
  { reason, from, until, days, hours, timeZone: own }: FreezeEntry,
  standardZone: string,
): FreezeWindow | { readonly problem: string; readonly hint: string } {
  const timeZone = own ?? standardZone;
  if (!isTimeZone(timeZone))
    return {
      problem: `has the time zone ${JSON.stringify(timeZone)}, which is not known`,
      hint: 'write a name such as Europe/Berlin or UTC',
    };
  for (const moment of [from, until])
    if (moment !== undefined && !isRealDay(moment))
      return { problem: `has the day ${moment}, which does not exist`, hint: 'write a day of the calendar' };
  if (from === undefined && until === undefined && days === undefined && hours === undefined)
    return { problem: 'holds always', hint: 'give it from and until, days or hours' };
  const first = from === undefined ? undefined : startOf(from);
  const end = until === undefined ? undefined : endOf(until);
  if (first !== undefined && end !== undefined && first >= end)
    return {
      problem: `ends (${String(until)}) before it begins (${String(from)})`,
      hint: 'exchange from and until',
    };
  const [begins = 0, ends = DAY_MINUTES] = (hours ?? '00:00-24:00').split('-').map(minutesOf);
  if (begins === ends)
    return {
      problem: `has the hours ${String(hours)}, which are none`,
      hint: 'leave hours out for the whole day',
    };
  return {
    ...{ reason, from: first, until: end, days: days ?? DAYS, timeZone },
    start: begins,
    end: ends > begins ? ends : ends + DAY_MINUTES,
  };
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

function isRealDay(moment: string): boolean {
  const day = moment.slice(0, 10);
  const time = Date.parse(`${day}T00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}

const startOf = (moment: string): string => (moment.includes('T') ? moment : `${moment}T00:00`);
const endOf = (moment: string): string => (moment.includes('T') ? moment : `${nextDay(moment)}T00:00`);
const nextDay = (day: string): string =>
  new Date(Date.parse(`${day}T00:00Z`) + DAY_MINUTES * MINUTE_MS).toISOString().slice(0, 10);

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

/** A moment as clocks of a time zone show it. */
interface LocalTime {
  /** `2026-12-20T18:00`, which sorts by time */
  readonly text: string;
  readonly day: number;
  readonly minutes: number;
}

function localTime(now: Date, timeZone: string): LocalTime {
  const format = formatOf(timeZone);
  const parts = Object.fromEntries(format.formatToParts(now).map(({ type, value }) => [type, value]));
  const { year = '', month = '', day = '', hour = '', minute = '', weekday = '' } = parts;
  return {
    text: `${year}-${month}-${day}T${hour}:${minute}`,
    day: DAYS.findIndex((each) => each === weekday),
    minutes: Number(hour) * 60 + Number(minute),
  };
}

const FORMATS = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = FORMATS.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, hourCycle: 'h23', weekday: 'short' },
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
  });
  FORMATS.set(timeZone, format);
  return format;
}

function holds({ from, until, days, start, end, timeZone }: FreezeWindow, now: Date): boolean {
  const { text, day, minutes } = localTime(now, timeZone);
  if ((from !== undefined && text < from) || (until !== undefined && text >= until)) return false;
  const has = (index: number): boolean => days.includes(DAYS[(index + DAYS.length) % DAYS.length] ?? 'Sun');
  // a window that goes past midnight belongs to the day on which it began
  return (has(day) && minutes >= start && minutes < end) || (has(day - 1) && minutes + DAY_MINUTES < end);
}

/** Windows that hold at a moment; the end is that of the last of those that follow each other without a gap. */
export function frozenAt(windows: readonly FreezeWindow[], now: Date): Frozen | undefined {
  const [first] = windows.filter((window) => holds(window, now));
  if (first === undefined) return undefined;
  let moment = new Date(Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS);
  for (let steps = 0; steps < MAX_WINDOWS; steps += 1) {
    const window = windows.find((each) => holds(each, moment));
    if (window === undefined) return { reason: first.reason, until: shown(moment, first.timeZone) };
    const end = endAfter(window, moment);
    if (end === undefined) break;
    moment = end;
  }
  return { reason: first.reason, until: undefined };
}

const MAX_WINDOWS = 100;
// a week and the change of a clock
const MAX_WEEKLY_MINUTES = 8 * DAY_MINUTES;
const MAX_DAYS = 3 * 366;

/** The first minute at which a window that holds no longer does. */
function endAfter(window: FreezeWindow, moment: Date): Date | undefined {
  const isAllWeek = window.days.length === DAYS.length && window.end - window.start === DAY_MINUTES;
  if (isAllWeek && window.until === undefined) return undefined;
  let time = moment.getTime();
  // a window of whole days may be months long, so days are skipped first
  for (let days = 0; isAllWeek && days < MAX_DAYS; days += 1) {
    const next = time + DAY_MINUTES * MINUTE_MS;
    if (!holds(window, new Date(next))) break;
    time = next;
  }
  for (let minutes = 0; minutes < MAX_WEEKLY_MINUTES; minutes += 1) {
    time += MINUTE_MS;
    if (!holds(window, new Date(time))) return new Date(time);
  }
  return undefined;
}

function shown(moment: Date, timeZone: string): string {
  return `${localTime(moment, timeZone).text.replace('T', ' ')} ${timeZone}`;
}
