// Before anything is released: the recipient accepts in this browser, and the person who did not begin the share may decline.

import type { Clock } from '../../core/ports/clock.ts';
import type { Shares } from '../../core/shares.ts';
import { NO_DEADLINE } from '../../core/shares/deadline.ts';
import { viewOf } from '../../core/shares/share-view.ts';
import { readBody } from '../http/body.ts';
import { noContent, json } from '../http/headers.ts';
import { requireActor } from '../auth/actor.ts';
import type { ApiHandler } from '../http/route.ts';
import type { ShareAnswer } from './answers.ts';
import * as schemas from './schemas.ts';

export function accept({ shares, clock }: { readonly shares: Shares; readonly clock: Clock }): ApiHandler {
  return async (call) => {
    const by = await requireActor(shares, call, 'recipient');
    if (!by.ok) return by;
    const body = await readBody(call.request, schemas.accept);
    if (!body.ok) return body;
    const accepted = await shares.accept(call.id, by.value, body.value);
    if (!accepted.ok) return accepted;
    const view = viewOf(accepted.value, [by.value], { now: clock() });
    return view.ok ? json(view.value satisfies ShareAnswer) : view;
  };
}

export function decline({ shares }: { readonly shares: Shares }): ApiHandler {
  return async (call) => {
    const by = await requireActor(shares, call, 'other');
    if (!by.ok) return by;
    const body = await readBody(call.request, schemas.declined);
    if (!body.ok) return body;
    const declined = await shares.decline(call.id, by.value, NO_DEADLINE, body.value.reason);
    return declined.ok ? noContent() : declined;
  };
}
