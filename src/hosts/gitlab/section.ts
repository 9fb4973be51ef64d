/** One collapsible part of the log; GitLab shows its duration, from the times in the two markers. */
export interface Section {
  readonly start: string;
  end(now: Date): string;
}

const ERASE = '\x1b[0K';

/** @param order makes the name unique in the job, which it has to be */
export function sectionOf(title: string, order: number, now: Date): Section {
  const name = `promote_${order}_${title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, 40)}`;
  const mark = (kind: string, date: Date): string =>
    `${ERASE}section_${kind}:${Math.floor(date.getTime() / 1000)}:${name}\r${ERASE}`;
  return { start: `${mark('start', now)}${title}\n`, end: (date) => `${mark('end', date)}\n` };
}
