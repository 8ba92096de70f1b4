// When shares that wait remind of themselves, and whom not at night.

import * as z from 'zod';
import { onOff, whole, type Setting } from './setting.ts';

const HOUR_MS = 3_600_000;
const hours = whole(0, 168).transform((value) => (value === 0 ? null : value * HOUR_MS));

function quietHours(text: string, context: z.RefinementCtx): { readonly from: number; readonly to: number } | null {
  if (text === 'off') return null;
  const [from = NaN, to = NaN] = (/^(\d{1,2})-(\d{1,2})$/.exec(text) ?? []).slice(1).map(Number);
  if (from < 24 && to < 24 && from !== to) return { from, to };
  context.addIssue('must be two full hours such as 20-8, or off.');
  return z.NEVER;
}

function timeZone(text: string, context: z.RefinementCtx): string | null {
  if (text === '') return null;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    context.addIssue('must be a time zone such as Europe/Berlin, or empty.');
    return z.NEVER;
  }
}

export const WATCH_SETTINGS = {
  NT2_REMIND_ACCEPT_HOURS: {
    defaultValue: '4',
    schema: hours,
    doc: 'After how many hours the person is reminded who has not accepted, or not answered a request; `0`: never. Each share reminds once.',
  },
  NT2_REMIND_OPEN_HOURS: {
    defaultValue: '4',
    schema: hours,
    doc: 'The same for what could be opened and was not.',
  },
  NT2_REMIND_EXPIRY: {
    defaultValue: 'on',
    schema: onOff,
    doc: 'Whether the person whose turn it is is reminded when a quarter of the time is left: `on` or `off`.',
  },
  NT2_QUIET_HOURS: {
    defaultValue: '20-8',
    schema: z.string().transform(quietHours),
    doc: 'In these hours nobody is reminded, by their own time where the platform tells it (Slack); what was due then comes after them. `off`: at any time.',
  },
  NT2_TIME_ZONE: {
    defaultValue: '',
    schema: z.string().transform(timeZone),
    doc: 'Time zone for the quiet hours of people whose own nobody tells, such as `Europe/Berlin`. Empty: they have none.',
  },
} as const satisfies Record<string, Setting>;
