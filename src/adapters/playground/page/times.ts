// Times as the reader counts hours, in the language of the page.

const language = navigator.languages.find((name) => name.startsWith('en')) ?? 'en';
const { hourCycle = 'h23' } = new Intl.DateTimeFormat(undefined, { hour: 'numeric' }).resolvedOptions();
const HOUR = { hour: hourCycle === 'h23' ? '2-digit' : 'numeric', minute: '2-digit', hourCycle } satisfies Intl.DateTimeFormatOptions;

export const clock = new Intl.DateTimeFormat(language, HOUR);
export const dated = new Intl.DateTimeFormat(language, { weekday: 'short', day: 'numeric', month: 'short', ...HOUR });
