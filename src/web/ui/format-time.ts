// Times as people say them, in their own language and zone.

/** The person's own way of writing times, as long as it is in the language of the page. */
export function language(): string {
  const page = document.documentElement.lang;
  return navigator.languages.find((name) => name.split('-')[0] === page) ?? page;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How the reader counts hours, also where the page is not in their language: "9:05 AM" or "09:05". What a browser calls its language need not be a tag that it takes. */
const { hourCycle = 'h23' } = new Intl.DateTimeFormat(undefined, { hour: 'numeric' }).resolvedOptions();
const CLOCK = { hour: hourCycle === 'h23' ? '2-digit' : 'numeric', minute: '2-digit', hourCycle } satisfies Intl.DateTimeFormatOptions;
const DAY = { weekday: 'short', day: 'numeric', month: 'short' } as const satisfies Intl.DateTimeFormatOptions;
export const DATED = { ...DAY, ...CLOCK } satisfies Intl.DateTimeFormatOptions;

const sameDay = (a: number, b: number): boolean => new Date(a).toDateString() === new Date(b).toDateString();

/** "today, 14:05 (in 3 hours)" as the browser's language writes it. `now` and `at` in epoch ms. */
export function formatRelative(at: number, now: number): string {
  return `${formatMoment(at, now)} (${distance(at - now)})`;
}

export function formatMoment(at: number, now: number): string {
  return new Intl.DateTimeFormat(language(), sameDay(at, now) ? CLOCK : DATED).format(at);
}

/** As the end of a sentence: "at 14:05", "on Mon, 30 Nov at 14:05". */
export function formatAt(at: number, now: number): string {
  const write = (options: Intl.DateTimeFormatOptions): string => new Intl.DateTimeFormat(language(), options).format(at);
  return `${sameDay(at, now) ? '' : `on ${write(DAY)} `}at ${write(CLOCK)}`;
}

/** A day, for what was long ago. */
export function formatDay(at: number): string {
  return new Intl.DateTimeFormat(language(), { dateStyle: 'long' }).format(at);
}

/** Date, time to the second and zone: for what is kept or printed. */
export function formatFull(at: number): string {
  const options: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeStyle: 'medium', hourCycle };
  const zone = new Intl.DateTimeFormat(language(), { timeZoneName: 'short' }).formatToParts(at).find(({ type }) => type === 'timeZoneName');
  return `${new Intl.DateTimeFormat(language(), options).format(at)}${zone ? ` ${zone.value}` : ''}`;
}

/** The same everywhere, to compare with others. */
export function formatUtc(at: number): string {
  return new Date(at).toISOString();
}

function distance(ms: number): string {
  const format = new Intl.RelativeTimeFormat(language(), { numeric: 'always' });
  const size = Math.abs(ms);
  if (size < HOUR) return format.format(Math.round(ms / MINUTE), 'minute');
  if (size < 48 * HOUR) return format.format(Math.round(ms / HOUR), 'hour');
  return format.format(Math.round(ms / (24 * HOUR)), 'day');
}
