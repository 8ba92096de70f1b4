// The calendar feed: neutral entries, because calendars are synced to other companies and shown on locked screens.

import type { Calendars } from '../../core/rotations/calendars.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { refuse } from '../../core/refusal.ts';
import { readBody } from '../http/body.ts';
import { apiHeaders, json, noContent } from '../http/headers.ts';
import { httpError } from '../http/problem.ts';
import type { ApiHandler } from '../http/route.ts';
import type { CalendarAnswer } from './rotation-answers.ts';
import * as schemas from './schemas.ts';

const FILE = { 'Content-Disposition': 'inline; filename="nt2.ics"' };

interface Deps {
  /** Null: the operator has no feeds. */
  readonly calendars: Calendars | null;
  readonly publicUrl: URL;
}

/** The one address of this person's feed: it is shown once, and the one before ends. */
export function makeCalendar({ calendars, publicUrl }: Deps): ApiHandler {
  return async ({ request, persons: [person] }) => {
    if (person === undefined) return refuse('session.required');
    const body = await readBody(request, schemas.nothing);
    if (!body.ok) return body;
    if (calendars === null) return httpError('request.path');
    const token = await calendars.make(person.key);
    return json({ url: `${publicUrl.origin}/calendar/${token}` } satisfies CalendarAnswer, 201);
  };
}

export function endCalendar({ calendars }: Pick<Deps, 'calendars'>): ApiHandler {
  return async ({ persons: [person] }) => {
    if (person === undefined) return refuse('session.required');
    await calendars?.end(person.key);
    return noContent();
  };
}

export function serveCalendar({ calendars, clock }: Pick<Deps, 'calendars'> & { readonly clock: Clock }): ApiHandler {
  return async ({ id: token }) => {
    const days = (await calendars?.days(token)) ?? null;
    if (days === null) return httpError('request.path');
    const { default: ical } = await import('ical-generator');
    const calendar = ical({ name: 'nt2', prodId: { company: 'nt2', product: 'rotation', language: 'EN' }, ttl: 6 * 3_600 });
    for (const { id, dueAt } of days)
      calendar.createEvent({ id, start: new Date(dueAt), allDay: true, stamp: new Date(clock()), summary: 'Something to change: see nt2' });
    return new Response(calendar.toString(), { headers: { ...apiHeaders, 'Content-Type': 'text/calendar; charset=utf-8', ...FILE } });
  };
}
