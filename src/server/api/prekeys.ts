// Prekeys: the recipient's browser leaves them beside a share that it has accepted, and the sender's takes one for a share that waits.

import { ok, refuse, type Result } from '../../core/refusal.ts';
import type { Shares } from '../../core/shares.ts';
import { readBody } from '../http/body.ts';
import { json, noContent } from '../http/headers.ts';
import { requireActor } from '../auth/actor.ts';
import type { ApiHandler } from '../http/route.ts';
import type { FreePrekeysAnswer, TakenPrekeyAnswer } from './answers.ts';
import * as schemas from './schemas.ts';

interface PrekeyDeps {
  readonly shares: Shares;
}

export function postPrekey({ shares }: PrekeyDeps): ApiHandler {
  return async (call) => {
    const by = await requireActor(shares, call, 'sender');
    if (!by.ok) return by;
    const body = await readBody(call.request, schemas.nothing);
    if (!body.ok) return body;
    const taken = await shares.takePrekey(call.id, by.value);
    if (!taken.ok) return taken;
    const { value } = taken;
    return json({ prekey: value && { device: value.device, note: value.note } } satisfies TakenPrekeyAnswer);
  };
}

export function postPrekeys({ shares }: PrekeyDeps): ApiHandler {
  return async (call) => {
    const by = await requireActor(shares, call, 'recipient');
    if (!by.ok) return by;
    const body = await readBody(call.request, schemas.prekeys);
    if (!body.ok) return body;
    const left = await shares.leavePrekeys(call.id, by.value, body.value);
    return left.ok ? noContent() : left;
  };
}

export function getPrekeys({ shares }: PrekeyDeps): ApiHandler {
  return async (call) => {
    const by = await requireActor(shares, call, 'recipient');
    if (!by.ok) return by;
    const device = deviceOf(call.request);
    if (!device.ok) return device;
    const free = await shares.listPrekeys(call.id, by.value, device.value);
    return free.ok ? json({ keys: free.value } satisfies FreePrekeysAnswer) : free;
  };
}

function deviceOf({ url }: Request): Result<string> {
  const device = new URL(url).searchParams.get('device') ?? '';
  return device.length === 44 ? ok(device) : refuse('input.invalid', { field: 'device' });
}
