// What the sender's page does: uploads the locked payload, seals the capsule, takes the share back.

import type * as z from 'zod';
import { done, refuse, type Result } from '../../core/refusal.ts';
import type { SealInput } from '../../core/use/proofs.ts';
import { fromBase64, readBody, readOctets } from '../http/body.ts';
import { empty } from '../http/headers.ts';
import { mustAct } from '../who/acting.ts';
import type { Handle, ServerWorld } from '../world.ts';
import * as bodies from './bodies.ts';

/** Base64 becomes bytes; the payload is null when it was uploaded before. */
export function sealInput(body: z.output<typeof bodies.seal>): Result<SealInput> {
  const capsule = fromBase64(body.capsule);
  if (capsule === null) return refuse('input.invalid', { field: 'capsule' });
  const payload = body.payload === undefined ? null : fromBase64(body.payload);
  if (body.payload !== undefined && payload === null) return refuse('input.invalid', { field: 'payload' });
  return done({ note: body.note, device: body.device, capsule, payload, openers: body.openers });
}

export function putPayload({ shares }: Pick<ServerWorld, 'shares'>): Handle {
  return async (call) => {
    const by = await mustAct(shares, call, 'sender');
    if (!by.ok) return by;
    const bytes = await readOctets(call.request);
    if (!bytes.ok) return bytes;
    if (bytes.value.length === 0) return refuse('input.invalid', { field: 'payload' });
    const entered = await shares.enter(call.id, by.value, bytes.value);
    return entered.ok ? empty() : entered;
  };
}

export function seal({ shares }: Pick<ServerWorld, 'shares'>): Handle {
  return async (call) => {
    const by = await mustAct(shares, call, 'sender');
    if (!by.ok) return by;
    const body = await readBody(call.request, bodies.seal);
    if (!body.ok) return body;
    const input = sealInput(body.value);
    if (!input.ok) return input;
    const sealed = await shares.seal(call.id, by.value, input.value);
    return sealed.ok ? empty() : sealed;
  };
}

export function revoke({ shares }: Pick<ServerWorld, 'shares'>): Handle {
  return async (call) => {
    const by = await mustAct(shares, call, 'sender');
    if (!by.ok) return by;
    const body = await readBody(call.request, bodies.nothing);
    if (!body.ok) return body;
    const revoked = await shares.revoke(call.id, by.value);
    return revoked.ok ? empty() : revoked;
  };
}
