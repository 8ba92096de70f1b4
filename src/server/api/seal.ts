// What the sender's page does: has the recipient told, uploads the locked payload, seals the capsule, takes the share back.

import type * as z from 'zod';
import { ok, refuse, type Result } from '../../core/refusal.ts';
import type { Shares } from '../../core/shares.ts';
import type { SealInput } from '../../core/shares/seal.ts';
import { fromBase64, readBody, readOctets } from '../http/body.ts';
import { noContent } from '../http/headers.ts';
import { requireActor } from '../auth/actor.ts';
import type { ApiHandler } from '../http/route.ts';
import * as schemas from './schemas.ts';

/** Base64 becomes bytes; the payload is null when it was uploaded before. */
export function sealInput(body: z.output<typeof schemas.seal>): Result<SealInput> {
  const capsule = fromBase64(body.capsule);
  if (capsule === null) return refuse('input.invalid', { field: 'capsule' });
  const payload = body.payload === undefined ? null : fromBase64(body.payload);
  if (body.payload !== undefined && payload === null) return refuse('input.invalid', { field: 'payload' });
  return ok({ note: body.note, device: body.device, capsule, payload, openers: body.openers, cover: body.cover, files: body.files });
}

export function tell({ shares }: { readonly shares: Shares }): ApiHandler {
  return async (call) => {
    const by = await requireActor(shares, call, 'sender');
    if (!by.ok) return by;
    const body = await readBody(call.request, schemas.nothing);
    if (!body.ok) return body;
    const told = await shares.tell(call.id, by.value);
    return told.ok ? noContent() : told;
  };
}

export function putPayload({ shares }: { readonly shares: Shares }): ApiHandler {
  return async (call) => {
    const by = await requireActor(shares, call, 'sender');
    if (!by.ok) return by;
    const bytes = await readOctets(call.request);
    if (!bytes.ok) return bytes;
    if (bytes.value.length === 0) return refuse('input.invalid', { field: 'payload' });
    const entered = await shares.uploadPayload(call.id, by.value, bytes.value);
    return entered.ok ? noContent() : entered;
  };
}

export function seal({ shares }: { readonly shares: Shares }): ApiHandler {
  return async (call) => {
    const by = await requireActor(shares, call, 'sender');
    if (!by.ok) return by;
    const body = await readBody(call.request, schemas.seal);
    if (!body.ok) return body;
    const input = sealInput(body.value);
    if (!input.ok) return input;
    const sealed = await shares.seal(call.id, by.value, input.value);
    return sealed.ok ? noContent() : sealed;
  };
}

export function revoke({ shares }: { readonly shares: Shares }): ApiHandler {
  return async (call) => {
    const by = await requireActor(shares, call, 'starter');
    if (!by.ok) return by;
    const body = await readBody(call.request, schemas.nothing);
    if (!body.ok) return body;
    const revoked = await shares.revoke(call.id, by.value);
    return revoked.ok ? noContent() : revoked;
  };
}

export function extend({ shares }: { readonly shares: Shares }): ApiHandler {
  return async (call) => {
    const by = await requireActor(shares, call, 'starter');
    if (!by.ok) return by;
    const body = await readBody(call.request, schemas.extended);
    if (!body.ok) return body;
    const extended = await shares.extend(call.id, by.value, body.value.expiresAt);
    return extended.ok ? noContent() : extended;
  };
}
