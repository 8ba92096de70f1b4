// What the named recipient's page does before anything is released: accept in this browser, or decline.

import { viewOf } from '../../core/use/view.ts';
import { readBody } from '../http/body.ts';
import { empty, json } from '../http/headers.ts';
import { mustAct } from '../who/acting.ts';
import type { Handle, ServerWorld } from '../world.ts';
import * as bodies from './bodies.ts';

export function accept({ shares, clock }: Pick<ServerWorld, 'shares' | 'clock'>): Handle {
  return async (call) => {
    const by = await mustAct(shares, call, 'recipient');
    if (!by.ok) return by;
    const body = await readBody(call.request, bodies.accept);
    if (!body.ok) return body;
    const accepted = await shares.accept(call.id, by.value, body.value);
    if (!accepted.ok) return accepted;
    const view = viewOf(accepted.value, [by.value], clock());
    return view.ok ? json(view.value) : view;
  };
}

export function decline({ shares }: Pick<ServerWorld, 'shares'>): Handle {
  return async (call) => {
    const by = await mustAct(shares, call, 'recipient');
    if (!by.ok) return by;
    const body = await readBody(call.request, bodies.nothing);
    if (!body.ok) return body;
    const declined = await shares.decline(call.id, by.value);
    return declined.ok ? empty() : declined;
  };
}
